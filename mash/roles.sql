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

-- What everybody may do in a new database and nobody needs here. The first is a right of one database and is not taken
-- over from template1: migrating takes it away too, and this does after a restore.
DO $$
DECLARE one record;
BEGIN
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    -- Large objects stand outside every table's policies, and one of the app's own would break the backup.
    -- Ending another's statement, or reading it, is for whoever watches over the server.
    FOR one IN SELECT oid::regprocedure AS name FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace
        AND (proname ~ '^lo_' OR proname IN ('loread', 'lowrite', 'pg_cancel_backend', 'pg_terminate_backend',
             'pg_stat_get_activity', 'pg_stat_get_backend_activity'))
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', one.name);
    END LOOP;
END
$$;
GRANT EXECUTE ON FUNCTION pg_stat_get_activity(int), pg_stat_get_backend_activity(int) TO pg_monitor;
GRANT EXECUTE ON FUNCTION pg_cancel_backend(int), pg_terminate_backend(int, bigint) TO pg_signal_backend;
-- Only who makes functions writes in this language; others could run loops inside the database (DO).
REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;
GRANT USAGE ON LANGUAGE plpgsql TO mash_owner, mash_guard;

-- Values that were typed stay out of the server's log: no failed statement, no parameter, no DETAIL ("Failing row
-- contains …"), and of errors nothing at all, since their first line carries values too ("invalid input syntax for
-- type date: …"). Whoever sent the statement is told, and says in its own log which kind of error it was.
DO $$
DECLARE login text; setting record;
BEGIN
    FOR login IN SELECT rolname FROM pg_roles WHERE rolname ~ '^mash_' AND rolcanlogin LOOP
        FOR setting IN VALUES
            ('log_min_messages', 'log'),
            ('log_min_error_statement', 'panic'),
            ('log_error_verbosity', 'terse'),
            ('log_parameter_max_length', '0'),
            ('log_parameter_max_length_on_error', '0'),
            ('log_statement', 'none'),
            ('log_duration', 'off'),
            ('log_min_duration_statement', '-1'),
            ('log_min_duration_sample', '-1'),
            ('log_transaction_sample_rate', '0')
        LOOP
            EXECUTE format('ALTER ROLE %I SET %s = %L', login, setting.column1, setting.column2);
        END LOOP;
    END LOOP;
END
$$;
