-- On top of mash/roles.sql, for tests only: one login that may become the owner, the web or the worker, and makes the test databases.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mash_test') THEN
        CREATE ROLE mash_test LOGIN;
    END IF;
END
$$;

ALTER ROLE mash_test CREATEDB;
ALTER ROLE mash_owner CREATEDB;
GRANT mash_owner, mash_web, mash_worker TO mash_test WITH INHERIT FALSE, SET TRUE;
-- Emptying the tables after a test asks no trigger.
GRANT SET ON PARAMETER session_replication_role TO mash_test;
-- Ending what a test left open.
GRANT pg_monitor, pg_signal_backend TO mash_test;
