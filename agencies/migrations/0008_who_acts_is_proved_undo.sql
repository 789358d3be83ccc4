DROP POLICY own ON agencies_signin; DROP POLICY seen ON agencies_signin; DROP POLICY upkeep ON agencies_signin;
DROP POLICY guard ON agencies_signin;
ALTER TABLE agencies_signin NO FORCE ROW LEVEL SECURITY; ALTER TABLE agencies_signin DISABLE ROW LEVEL SECURITY;
CREATE OR REPLACE FUNCTION mash_uid() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('mash.user_id', true), '')::bigint;
CREATE OR REPLACE FUNCTION mash_is_system() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(current_setting('mash.system', true), '') = 'on';
SET LOCAL ROLE mash_guard;
DROP FUNCTION mash_set_password(bigint, text, text, text, boolean, text); DROP FUNCTION mash_password_is(bigint, text);
DROP FUNCTION mash_password_recipe(bigint);
DROP FUNCTION mash_end_session(text); DROP FUNCTION mash_keep_session(text, text, timestamptz);
DROP FUNCTION mash_begin_session(text, text, timestamptz); DROP FUNCTION mash_session(text);
DROP FUNCTION mash_end_this_sign_in(text); DROP FUNCTION mash_end_sign_ins_of(bigint);
DROP FUNCTION mash_end_sign_ins(bigint[]); DROP FUNCTION mash_administers(bigint);
DROP FUNCTION mash_move_sign_in(text, text);
DROP FUNCTION mash_open_sign_in(text, bigint, boolean, bigint, bigint, text, text);
DROP FUNCTION mash_session_person(); DROP FUNCTION mash_half_signed_in(); DROP FUNCTION mash_signed_in(); DROP FUNCTION mash_proved(text, text);
SET LOCAL ROLE mash_owner;
DROP TABLE agencies_proofkey;
DROP FUNCTION mash_kept_key(text); DROP FUNCTION mash_is_trusted(); DROP FUNCTION mash_login();
REVOKE ALL ON agencies_signin, django_session FROM mash_guard, mash_app, mash_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON agencies_signin, django_session TO mash_app;
-- No hash leads back to its cookie: everybody signs in again.
DELETE FROM agencies_signin; DELETE FROM django_session;
-- Nor does what was kept of a password: everybody asks for a link.
UPDATE agencies_user SET password = '!' || password WHERE password NOT LIKE '!%';
