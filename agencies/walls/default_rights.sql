-- What nobody has unless a file beside this one gives it.

-- A new function is closed to everybody until its file says who may call it. (A new table is so without being told.)
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
SET LOCAL ROLE mash_guard;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
SET LOCAL ROLE mash_owner;

-- Nobody but the owner makes temporary objects in this database, or anything in its schema. mash/roles.sql says so too:
-- the first is a right of the database, which a restored one has again until that file is run there.
DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END $$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC, mash_app;
