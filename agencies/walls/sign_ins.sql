-- Opening and ending sign-ins, and the sessions of browsers. Only these functions reach the rows of sessions, with
-- the number of one.

-- Keys of proofs: HMAC-SHA256 with its key already mixed into both pads. `migrate` writes them.
CREATE TABLE IF NOT EXISTS agencies_proofkey (inner_pad bytea NOT NULL PRIMARY KEY, outer_pad bytea NOT NULL);

ALTER TABLE agencies_proofkey ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT ON agencies_proofkey TO mash_guard;
CREATE POLICY upkeep ON agencies_proofkey TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON agencies_proofkey FOR SELECT TO mash_guard USING (true);

SET LOCAL ROLE mash_guard;

-- Is this what a web server said? Compared through another hash, so that how long it takes tells nothing.
CREATE OR REPLACE FUNCTION mash_proved(said text, proof text) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.agencies_proofkey k
    WHERE sha256(sha256(k.outer_pad || sha256(k.inner_pad || convert_to(said, 'UTF8'))))
          = sha256(decode(proof, 'hex'))) $$;

-- Opens a sign-in, for whoever can prove with the web servers' key that it was they who let this person in.
CREATE OR REPLACE FUNCTION mash_open_sign_in(number text, person bigint, only_halfway boolean, starts bigint,
    ends bigint, browser text, proof text)
  RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
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
  ON CONFLICT (session_key) DO UPDATE
    SET user_id = excluded.user_id, agent = excluded.agent, halfway = excluded.halfway,
    started_at = excluded.started_at, last_seen_at = excluded.last_seen_at, ends_at = excluded.ends_at;
END $$;
GRANT EXECUTE ON FUNCTION mash_open_sign_in(text, bigint, boolean, bigint, bigint, text, text) TO mash_app;

-- Gives the session of a sign-in another number. The user must know the old one.
CREATE OR REPLACE FUNCTION mash_move_sign_in(number text, becomes text) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  UPDATE public.agencies_signin SET session_key = public.mash_kept_key(becomes)
   WHERE session_key = public.mash_kept_key(number) $$;
GRANT EXECUTE ON FUNCTION mash_move_sign_in(text, text) TO mash_app;

-- Ends sign-ins, and with each its session: of oneself, of a person one administers, or any by background work.
CREATE OR REPLACE FUNCTION mash_end_sign_ins(these bigint[]) RETURNS int
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH ended AS (
    DELETE FROM public.agencies_signin s WHERE s.id = ANY (these) AND (
      s.user_id = (SELECT public.mash_uid()) OR (SELECT public.mash_is_trusted()) OR public.mash_administers(s.user_id))
    RETURNING s.session_key),
  closed AS (DELETE FROM public.django_session d USING ended WHERE d.session_key = ended.session_key)
  SELECT count(*)::int FROM ended $$;
GRANT EXECUTE ON FUNCTION mash_end_sign_ins(bigint[]) TO mash_app;

-- All sign-ins of one person.
CREATE OR REPLACE FUNCTION mash_end_sign_ins_of(person bigint) RETURNS int
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT public.mash_end_sign_ins(coalesce(array_agg(s.id), '{}')) FROM public.agencies_signin s
    WHERE s.user_id = person $$;
GRANT EXECUTE ON FUNCTION mash_end_sign_ins_of(bigint) TO mash_app;

-- Ends the sign-in of this session, if any: for signing out, and for giving up half-way.
CREATE OR REPLACE FUNCTION mash_end_this_sign_in(number text) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  DELETE FROM public.agencies_signin WHERE session_key = public.mash_kept_key(number) $$;
GRANT EXECUTE ON FUNCTION mash_end_this_sign_in(text) TO mash_app;

-- Reads a session. The caller must know its number.
CREATE OR REPLACE FUNCTION mash_session(number text) RETURNS TABLE(said text, ends timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT d.session_data, d.expire_date FROM public.django_session d
   WHERE d.session_key = public.mash_kept_key(number) AND d.expire_date > statement_timestamp() $$;
GRANT EXECUTE ON FUNCTION mash_session(text) TO mash_app;

-- How many were begun: none where the number is taken already.
CREATE OR REPLACE FUNCTION mash_begin_session(number text, says text, ends timestamptz) RETURNS int
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH put AS (
    INSERT INTO public.django_session (session_key, session_data, expire_date)
    VALUES (public.mash_kept_key(number), says, ends) ON CONFLICT DO NOTHING RETURNING 1)
  SELECT count(*)::int FROM put $$;
GRANT EXECUTE ON FUNCTION mash_begin_session(text, text, timestamptz) TO mash_app;

-- How many were changed: none where the session has ended meanwhile.
CREATE OR REPLACE FUNCTION mash_keep_session(number text, says text, ends timestamptz) RETURNS int
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH put AS (
    UPDATE public.django_session SET session_data = says, expire_date = ends
     WHERE session_key = public.mash_kept_key(number) RETURNING 1)
  SELECT count(*)::int FROM put $$;
GRANT EXECUTE ON FUNCTION mash_keep_session(text, text, timestamptz) TO mash_app;

-- Ends a session. The caller must know its number.
CREATE OR REPLACE FUNCTION mash_end_session(number text) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  DELETE FROM public.django_session WHERE session_key = public.mash_kept_key(number) $$;
GRANT EXECUTE ON FUNCTION mash_end_session(text) TO mash_app;

SET LOCAL ROLE mash_owner;
