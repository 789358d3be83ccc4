-- Who acts. It is read from the row of a sign-in, which only a proof opens; a number in a setting counts for the
-- worker. The web server says the number of a session: SHA-256 of the cookie, in hexadecimal. What is stored is a
-- hash of that number, so that the rows open nothing; the cookie itself is never told to the database.

-- Which login this is. Inside a function of the guard current_user is the guard, so it is not asked.
CREATE OR REPLACE FUNCTION mash_login() RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE current_setting('role') WHEN 'none' THEN session_user::text ELSE current_setting('role') END;
GRANT EXECUTE ON FUNCTION mash_login() TO mash_app, mash_guard;

-- May it say for whom it acts? The worker does what people and the clock have asked for; the owner may anything anyway.
CREATE OR REPLACE FUNCTION mash_is_trusted() RETURNS boolean
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN mash_login() IN ('mash_worker', 'mash_owner');
GRANT EXECUTE ON FUNCTION mash_is_trusted() TO mash_app, mash_guard;

-- Is this background work, which acts for nobody?
CREATE OR REPLACE FUNCTION mash_is_system() RETURNS boolean
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(current_setting('mash.system', true), '') = 'on' AND mash_is_trusted();
GRANT EXECUTE ON FUNCTION mash_is_system() TO mash_app, mash_guard;

-- Under what a session's number is stored.
CREATE OR REPLACE FUNCTION mash_kept_key(number text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN left(encode(sha256(convert_to(number, 'UTF8')), 'hex'), 40);
GRANT EXECUTE ON FUNCTION mash_kept_key(text) TO mash_guard;

SET LOCAL ROLE mash_guard;

-- Whose the session is that the web server names: somebody wholly signed in, or half-way (second factor still owed).
CREATE OR REPLACE FUNCTION mash_signed_in() RETURNS bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT s.user_id FROM public.agencies_signin s
   WHERE s.session_key = public.mash_kept_key(current_setting('mash.session', true))
     AND s.ends_at > statement_timestamp() AND NOT s.halfway $$;
GRANT EXECUTE ON FUNCTION mash_signed_in() TO mash_app, mash_owner;

-- The same for somebody half-way in, whose second factor is still owed.
CREATE OR REPLACE FUNCTION mash_half_signed_in() RETURNS bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT s.user_id FROM public.agencies_signin s
   WHERE s.session_key = public.mash_kept_key(current_setting('mash.session', true))
     AND s.ends_at > statement_timestamp() AND s.halfway $$;
GRANT EXECUTE ON FUNCTION mash_half_signed_in() TO mash_app;

-- The person this session belongs or belonged to, signed in or half-way. Lines that the session
-- writes into the access log can be about no other person.
CREATE OR REPLACE FUNCTION mash_session_person() RETURNS bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT s.user_id FROM public.agencies_signin s
   WHERE s.session_key = public.mash_kept_key(current_setting('mash.session', true)) $$;
GRANT EXECUTE ON FUNCTION mash_session_person() TO mash_app;

SET LOCAL ROLE mash_owner;

-- Who acts, whether or not their account is still active.
CREATE OR REPLACE FUNCTION mash_uid() RETURNS bigint
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE WHEN mash_is_trusted() THEN nullif(current_setting('mash.user_id', true), '')::bigint
      ELSE mash_signed_in() END;
GRANT EXECUTE ON FUNCTION mash_uid() TO mash_app, mash_guard;

SET LOCAL ROLE mash_guard;

-- Somebody suspended belongs to nothing from the next statement on.
CREATE OR REPLACE FUNCTION mash_active_uid() RETURNS bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT id FROM public.agencies_user WHERE id = public.mash_uid() AND is_active $$;
GRANT EXECUTE ON FUNCTION mash_active_uid() TO mash_app;

SET LOCAL ROLE mash_owner;

-- Sign-ins: people see their own, background work all of them ---------------------------------------------------------
ALTER TABLE agencies_signin ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, UPDATE (last_seen_at) ON agencies_signin TO mash_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON agencies_signin TO mash_guard;
CREATE POLICY upkeep ON agencies_signin TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON agencies_signin TO mash_guard USING (true);
CREATE POLICY own ON agencies_signin FOR SELECT TO mash_app USING (
  user_id = (SELECT mash_uid()) OR (SELECT mash_is_trusted()));
CREATE POLICY seen ON agencies_signin FOR UPDATE TO mash_app USING (
  user_id = (SELECT mash_uid()) OR (SELECT mash_is_trusted()));
