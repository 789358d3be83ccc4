-- Rights to what a hub has settled about the codes of its lists. It holds nothing about a case; who changes it is the
-- page's business, as for targets.

GRANT SELECT, INSERT, UPDATE ON agencies_codeswitch TO mash_app;
