-- Passwords: what proves one is out of reach, and on the person stands a stamp instead. The recipe is told to whoever
-- tries one, never what is stored.

ALTER TABLE agencies_password ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON agencies_password TO mash_guard;
CREATE POLICY upkeep ON agencies_password TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON agencies_password TO mash_guard USING (true);

SET LOCAL ROLE mash_guard;

-- Passwords: the recipe to whoever tries one, never what is kept; a new one for whoever can prove that it was this
-- code. Another password ends that person's sign-ins, but for the one it is given in; a hash made anew of the same
-- ends none.
CREATE OR REPLACE FUNCTION mash_password_recipe(person bigint) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p.recipe FROM public.agencies_password p WHERE p.user_id = person $$;
GRANT EXECUTE ON FUNCTION mash_password_recipe(bigint) TO mash_app;

-- Is this what the password of this person derives to? Both sides are hashed, so that a reader of the row cannot
-- answer.
CREATE OR REPLACE FUNCTION mash_password_is(person bigint, derived text) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.agencies_password p WHERE p.user_id = person
    AND p.stored = encode(sha256(convert_to(derived, 'UTF8')), 'hex')) $$;
GRANT EXECUTE ON FUNCTION mash_password_is(bigint, text) TO mash_app;

-- A proof is asked for, or a stray statement could set anybody's password.
CREATE OR REPLACE FUNCTION mash_set_password(person bigint, stamp text, new_recipe text, new_stored text,
    is_another boolean, proof text)
  RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
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
    WITH ended AS (
      DELETE FROM public.agencies_signin WHERE user_id = person AND session_key <> here RETURNING session_key)
    DELETE FROM public.django_session d USING ended WHERE d.session_key = ended.session_key;
  END IF;
END $$;
GRANT EXECUTE ON FUNCTION mash_set_password(bigint, text, text, text, boolean, text) TO mash_app, mash_owner;

SET LOCAL ROLE mash_owner;
