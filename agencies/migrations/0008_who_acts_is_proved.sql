-- Who acts is read from the row of a sign-in, which only a proof opens; a number in a setting counts for the worker.
--
-- The web server says the number of a session: SHA-256 of the cookie, in hexadecimal. What is kept is a hash of that, so
-- that the rows open nothing; and the cookie itself is never told to the database.

DO $$
BEGIN
  IF (SELECT count(*) FROM pg_roles WHERE rolname IN ('mash_web', 'mash_worker')) < 2 THEN
    RAISE EXCEPTION 'Run mash/roles.sql as a superuser first: web and worker have logins of their own now (docs/operation.md)';
  END IF;
END $$;

-- Which login this is. Inside a function of the guard current_user is the guard, so it is not asked.
CREATE FUNCTION mash_login() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE current_setting('role') WHEN 'none' THEN session_user::text ELSE current_setting('role') END;
-- May it say for whom it acts? The worker does what people and the clock have asked for; the owner may anything anyway.
CREATE FUNCTION mash_is_trusted() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  RETURN mash_login() IN ('mash_worker', 'mash_owner');
CREATE OR REPLACE FUNCTION mash_is_system() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(current_setting('mash.system', true), '') = 'on' AND mash_is_trusted();

CREATE FUNCTION mash_kept_key(number text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN left(encode(sha256(convert_to(number, 'UTF8')), 'hex'), 40);

-- What was kept as it stood in the cookie is kept as its hash: whoever writes a referral without an account goes on.
DELETE FROM agencies_signin;  -- everybody signs in again
UPDATE django_session SET session_key = mash_kept_key(encode(sha256(convert_to(session_key, 'UTF8')), 'hex'));

-- Keys of proofs: HMAC-SHA256 with its key already mixed into both pads. `migrate` writes them.
CREATE TABLE agencies_proofkey (inner_pad bytea NOT NULL PRIMARY KEY, outer_pad bytea NOT NULL);
REVOKE ALL ON agencies_proofkey, agencies_signin, django_session FROM mash_app;
ALTER TABLE agencies_proofkey ENABLE ROW LEVEL SECURITY;
ALTER TABLE agencies_proofkey FORCE ROW LEVEL SECURITY;
CREATE POLICY upkeep ON agencies_proofkey TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON agencies_proofkey FOR SELECT TO mash_guard USING (true);
GRANT SELECT ON agencies_proofkey TO mash_guard;

-- Sign-ins: one's own are seen; all others by background work, which ends what nobody uses.
ALTER TABLE agencies_signin ENABLE ROW LEVEL SECURITY;
ALTER TABLE agencies_signin FORCE ROW LEVEL SECURITY;
GRANT SELECT, UPDATE (last_seen_at) ON agencies_signin TO mash_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON agencies_signin TO mash_guard;
CREATE POLICY upkeep ON agencies_signin TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON agencies_signin TO mash_guard USING (true);
-- Sessions: only by the functions below, with the number; those that are over are removed by the worker.
GRANT SELECT (expire_date), DELETE ON django_session TO mash_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON django_session TO mash_guard;

-- Passwords: what proves one, out of reach; on the person a stamp instead.
REVOKE ALL ON agencies_password FROM mash_app;
ALTER TABLE agencies_password ENABLE ROW LEVEL SECURITY;
ALTER TABLE agencies_password FORCE ROW LEVEL SECURITY;
CREATE POLICY upkeep ON agencies_password TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON agencies_password TO mash_guard USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON agencies_password TO mash_guard;
SET LOCAL mash.upkeep = 'on';
INSERT INTO agencies_password (user_id, recipe, stored)
SELECT id, substring(password FROM '^(.*)[$][^$]*$'),
       encode(sha256(convert_to(substring(password FROM '[^$]*$'), 'UTF8')), 'hex')
  FROM agencies_user WHERE password LIKE '%$%' AND password NOT LIKE '!%';
UPDATE agencies_user SET password = replace(gen_random_uuid()::text, '-', '') WHERE password NOT LIKE '!%';
SET LOCAL mash.upkeep = '';

GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;

CREATE FUNCTION mash_proved(said text, proof text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.agencies_proofkey k
    WHERE sha256(sha256(k.outer_pad || sha256(k.inner_pad || convert_to(said, 'UTF8')))) = sha256(decode(proof, 'hex'))) $$;

-- Whose the session is that the web server names: somebody wholly signed in, or half-way (second factor still owed).
CREATE FUNCTION mash_signed_in() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT s.user_id FROM public.agencies_signin s
   WHERE s.session_key = public.mash_kept_key(current_setting('mash.session', true))
     AND s.ends_at > statement_timestamp() AND NOT s.halfway $$;
CREATE FUNCTION mash_half_signed_in() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT s.user_id FROM public.agencies_signin s
   WHERE s.session_key = public.mash_kept_key(current_setting('mash.session', true))
     AND s.ends_at > statement_timestamp() AND s.halfway $$;

-- Whose it is or was, wholly or half-way: of whom alone the access log is told something in this session.
CREATE FUNCTION mash_session_person() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT s.user_id FROM public.agencies_signin s
   WHERE s.session_key = public.mash_kept_key(current_setting('mash.session', true)) $$;

-- Opens a sign-in, for whoever can prove with the web servers' key that it was they who let this person in.
CREATE FUNCTION mash_open_sign_in(number text, person bigint, only_halfway boolean, starts bigint, ends bigint,
                                  browser text, proof text)
  RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  said text := concat_ws(' ', 'sign-in', number, person, CASE WHEN only_halfway THEN 'half' ELSE 'whole' END,
                         starts, ends);
BEGIN
  IF public.mash_proved(said, proof) IS NOT TRUE THEN
    RAISE EXCEPTION 'This sign-in is not proved: is the web server''s SECRET_KEY the one `migrate` was last run with?'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NOT only_halfway THEN
    DELETE FROM public.agencies_signin WHERE user_id = person AND ends_at < to_timestamp(starts);  -- nobody came back
  END IF;
  INSERT INTO public.agencies_signin (session_key, user_id, agent, halfway, started_at, last_seen_at, ends_at)
  VALUES (public.mash_kept_key(number), person, browser, only_halfway, to_timestamp(starts), to_timestamp(starts),
          to_timestamp(ends))
  ON CONFLICT (session_key) DO UPDATE SET user_id = excluded.user_id, agent = excluded.agent, halfway = excluded.halfway,
    started_at = excluded.started_at, last_seen_at = excluded.last_seen_at, ends_at = excluded.ends_at;
END $$;

-- The session of a sign-in got another number: who knew the old one still is who they were.
CREATE FUNCTION mash_move_sign_in(number text, becomes text) RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  UPDATE public.agencies_signin SET session_key = public.mash_kept_key(becomes)
   WHERE session_key = public.mash_kept_key(number) $$;

-- Is the person acting an administrator of the hub this person belongs to?
CREATE FUNCTION mash_administers(person bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.agencies_user a JOIN public.agencies_user u ON u.hub_id = a.hub_id
    JOIN public.agencies_membership m ON m.user_id = a.id AND m.ended_at IS NULL AND m.role = 'administrator'
    WHERE a.id = public.mash_active_uid() AND u.id = person) $$;

-- Ends sign-ins, and with each its session: of oneself, of a person one administers, or any by background work.
CREATE FUNCTION mash_end_sign_ins(these bigint[]) RETURNS int LANGUAGE sql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  WITH ended AS (
    DELETE FROM public.agencies_signin s WHERE s.id = ANY (these) AND (
      s.user_id = (SELECT public.mash_uid()) OR (SELECT public.mash_is_trusted()) OR public.mash_administers(s.user_id))
    RETURNING s.session_key),
  closed AS (DELETE FROM public.django_session d USING ended WHERE d.session_key = ended.session_key)
  SELECT count(*)::int FROM ended $$;
CREATE FUNCTION mash_end_sign_ins_of(person bigint) RETURNS int LANGUAGE sql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT public.mash_end_sign_ins(coalesce(array_agg(s.id), '{}')) FROM public.agencies_signin s WHERE s.user_id = person $$;
-- The sign-in this session was, if any, whoever's: signing out, and giving up half-way.
CREATE FUNCTION mash_end_this_sign_in(number text) RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  DELETE FROM public.agencies_signin WHERE session_key = public.mash_kept_key(number) $$;

-- Sessions, each for whoever knows its number.
CREATE FUNCTION mash_session(number text) RETURNS TABLE (said text, ends timestamptz) LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT d.session_data, d.expire_date FROM public.django_session d
   WHERE d.session_key = public.mash_kept_key(number) AND d.expire_date > statement_timestamp() $$;
CREATE FUNCTION mash_begin_session(number text, says text, ends timestamptz) RETURNS int LANGUAGE sql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  WITH put AS (
    INSERT INTO public.django_session (session_key, session_data, expire_date)
    VALUES (public.mash_kept_key(number), says, ends) ON CONFLICT DO NOTHING RETURNING 1)
  SELECT count(*)::int FROM put $$;
CREATE FUNCTION mash_keep_session(number text, says text, ends timestamptz) RETURNS int LANGUAGE sql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  WITH put AS (
    UPDATE public.django_session SET session_data = says, expire_date = ends
     WHERE session_key = public.mash_kept_key(number) RETURNING 1)
  SELECT count(*)::int FROM put $$;
CREATE FUNCTION mash_end_session(number text) RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  DELETE FROM public.django_session WHERE session_key = public.mash_kept_key(number) $$;

-- Passwords: the recipe to whoever tries one, never what is kept; a new one for whoever can prove that it was this code.
-- Another password ends that person's sign-ins, but for the one it is given in; a hash made anew of the same ends none.
CREATE FUNCTION mash_password_recipe(person bigint) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p.recipe FROM public.agencies_password p WHERE p.user_id = person $$;
CREATE FUNCTION mash_password_is(person bigint, derived text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.agencies_password p WHERE p.user_id = person
    AND p.stored = encode(sha256(convert_to(derived, 'UTF8')), 'hex')) $$;
CREATE FUNCTION mash_set_password(person bigint, stamp text, new_recipe text, new_stored text, is_another boolean,
                                  proof text) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  here text := public.mash_kept_key(coalesce(current_setting('mash.session', true), ''));
BEGIN
  IF public.mash_proved(concat_ws(' ', 'password', person, stamp, new_recipe, new_stored), proof) IS NOT TRUE THEN
    RAISE EXCEPTION 'This password is not proved' USING ERRCODE = 'insufficient_privilege';
  END IF;
  DELETE FROM public.agencies_password WHERE user_id = person;
  IF new_recipe <> '' THEN
    INSERT INTO public.agencies_password (user_id, recipe, stored) VALUES (person, new_recipe, new_stored);
  END IF;
  IF is_another THEN
    WITH ended AS (DELETE FROM public.agencies_signin WHERE user_id = person AND session_key <> here RETURNING session_key)
    DELETE FROM public.django_session d USING ended WHERE d.session_key = ended.session_key;
  END IF;
END $$;

DO $$
DECLARE f text;
BEGIN
  REVOKE ALL ON FUNCTION mash_proved(text, text) FROM PUBLIC;
  FOREACH f IN ARRAY ARRAY['mash_signed_in()', 'mash_half_signed_in()', 'mash_session_person()',
    'mash_open_sign_in(text, bigint, boolean, bigint, bigint, text, text)', 'mash_move_sign_in(text, text)',
    'mash_administers(bigint)', 'mash_end_sign_ins(bigint[])', 'mash_end_sign_ins_of(bigint)',
    'mash_end_this_sign_in(text)', 'mash_session(text)', 'mash_begin_session(text, text, timestamptz)',
    'mash_keep_session(text, text, timestamptz)', 'mash_end_session(text)', 'mash_password_recipe(bigint)',
    'mash_password_is(bigint, text)', 'mash_set_password(bigint, text, text, text, boolean, text)'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO mash_app', f);
  END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION mash_signed_in() TO mash_owner;
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;

CREATE OR REPLACE FUNCTION mash_uid() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE WHEN mash_is_trusted() THEN nullif(current_setting('mash.user_id', true), '')::bigint ELSE mash_signed_in() END;

CREATE POLICY own ON agencies_signin FOR SELECT TO mash_app USING (user_id = (SELECT mash_uid()) OR (SELECT mash_is_trusted()));
CREATE POLICY seen ON agencies_signin FOR UPDATE TO mash_app USING (user_id = (SELECT mash_uid()) OR (SELECT mash_is_trusted()));
