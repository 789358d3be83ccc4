-- Whoever judges an unusual access records its outcome too. Background work keeps the count of an entry that it listed
-- at once up to date until somebody has judged it.

GRANT UPDATE (outcome, breach_at, breach_owner, reported_to, reported_on, report_reference, lines, last_at) ON
  audit_unusualaccess TO mash_app;
CREATE POLICY recount ON audit_unusualaccess FOR UPDATE TO mash_app USING ((SELECT mash_is_system()));
-- What was done to an account is found beside what it did.
CREATE INDEX IF NOT EXISTS event_account_at ON audit_event (hub_id, about_id, at DESC)
  WHERE about_kind = 'person who signs in';
