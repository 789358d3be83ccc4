-- Rights to the tables of people and organisations. They hold nothing about a case, so every page may read them; who
-- changes them is in administrators.sql and two_people.sql. What people and organisations did refers to them for
-- good, so most of these rows are never deleted.

GRANT SELECT, INSERT, UPDATE ON agencies_hub TO mash_app;
GRANT SELECT ON agencies_hub TO mash_guard;
GRANT SELECT, INSERT, DELETE ON agencies_openinghours TO mash_app;
GRANT SELECT, INSERT, UPDATE ON agencies_target TO mash_app;
GRANT SELECT, INSERT, UPDATE ON agencies_agency TO mash_app;
GRANT SELECT ON agencies_agency TO mash_guard;
GRANT SELECT, INSERT, UPDATE ON agencies_sharingagreement TO mash_app;
GRANT SELECT, INSERT, UPDATE ON agencies_questionset TO mash_app;
GRANT SELECT, INSERT, DELETE ON agencies_question TO mash_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON agencies_team TO mash_app;
GRANT SELECT, INSERT, UPDATE ON agencies_user TO mash_app;
GRANT SELECT ON agencies_user TO mash_guard;
GRANT SELECT, INSERT, DELETE ON agencies_user_groups TO mash_app;
GRANT SELECT ON agencies_user_groups TO mash_guard;
GRANT SELECT ON agencies_user_user_permissions TO mash_app;
GRANT SELECT, INSERT, UPDATE ON agencies_membership TO mash_app;
GRANT SELECT ON agencies_membership TO mash_guard;
GRANT SELECT, INSERT, UPDATE ON agencies_edition TO mash_app;

-- Letters: a page puts one here and reads back what the database filled in; the worker takes it -----------------------
GRANT INSERT, SELECT (id, created_at, try_after, attempts) ON agencies_letter TO mash_app;
GRANT SELECT, DELETE, UPDATE (try_after, attempts) ON agencies_letter TO mash_worker;
