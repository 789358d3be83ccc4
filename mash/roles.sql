-- The roles, and what every database of this system starts with. Run by a superuser in template1 before the database
-- is made (the embedded server and docker-compose both do), and again at any time: nothing here is done twice.
-- Passwords are not here; who runs this file sets them.

DO $$
DECLARE wanted record;
BEGIN
    FOR wanted IN VALUES
        ('mash_owner', 'LOGIN'),                 -- owns the schema; only `manage.py migrate` logs in as it
        ('mash_app', 'NOLOGIN NOBYPASSRLS'),     -- what the web and worker processes may do alike; owns nothing
        ('mash_web', 'LOGIN NOBYPASSRLS'),       -- the web processes: act for whoever is signed in, and for nobody else
        ('mash_worker', 'LOGIN NOBYPASSRLS'),    -- the worker and manage.py: may also act as the system
        ('mash_guard', 'NOLOGIN NOBYPASSRLS'),   -- owns the functions that may look past the walls
        ('mash_dump', 'LOGIN BYPASSRLS')         -- backups: whoever cannot see every row dumps empty tables
    LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.column1) THEN
            EXECUTE format('CREATE ROLE %I %s', wanted.column1, wanted.column2);
        END IF;
    END LOOP;
END
$$;

-- Before web and worker had logins of their own, both were mash_app.
ALTER ROLE mash_app NOLOGIN PASSWORD NULL;
-- Neither may become mash_app and so hide which of the two it is.
GRANT mash_app TO mash_web, mash_worker WITH INHERIT TRUE, SET FALSE;

-- The owner gives functions to the guard, but has none of the guard's rights in passing.
GRANT mash_guard TO mash_owner WITH INHERIT FALSE, SET TRUE;
GRANT pg_read_all_data TO mash_dump;

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS btree_gin;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO mash_owner;
GRANT USAGE ON SCHEMA public TO mash_app, mash_guard;
