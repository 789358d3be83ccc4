-- Who sees a case, and who works on it. referrals/access/visible.py is the same rule in Python (the
-- first wall), and a test checks both against one oracle. The hub's own team sees the hub's
-- referrals that are not restricted, anybody else needs a grant, and a bar overrides both.
--
-- All files of policies follow these conventions. Functions that must read past the policies belong
-- to the role mash_guard, which creates them (SET LOCAL ROLE) and which the policy "guard" lets
-- through. Row-level security binds the owner of the tables too: the policy "upkeep" lets the owner
-- through only while the setting mash.upkeep is on. All other policies are for mash_app, whose
-- members are the web server and the worker.

-- Raises the error that PostgreSQL raises for a missing right, so that pages treat both the same.
CREATE OR REPLACE FUNCTION mash_refuse(why text) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
  BEGIN RAISE EXCEPTION '%', why USING ERRCODE = 'insufficient_privilege'; END $$;
GRANT EXECUTE ON FUNCTION mash_refuse(text) TO mash_guard;

-- The secret of the draft that a user without an account is writing.
CREATE OR REPLACE FUNCTION mash_draft() RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(current_setting('mash.draft', true), '');
GRANT EXECUTE ON FUNCTION mash_draft() TO mash_app, mash_guard;

SET LOCAL ROLE mash_guard;

-- The key of a permission, as stored in grants.
CREATE OR REPLACE FUNCTION mash_perm(wanted text) RETURNS int
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p.id FROM public.auth_permission p JOIN public.django_content_type c ON c.id = p.content_type_id
  WHERE c.app_label = 'referrals' AND p.codename = wanted $$;
GRANT EXECUTE ON FUNCTION mash_perm(text) TO mash_app;

-- The records that the user is barred from, whatever else would open them. Of a hub with such a record, whoever is barred
-- does not see the new case of somebody whom the matcher has not yet compared either, but one that they keyed in: a bar
-- holds from the moment that a referral arrives. They wait for a second or two.
CREATE OR REPLACE FUNCTION mash_bars() RETURNS uuid[]
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH own AS MATERIALIZED (
    SELECT b.referral_id, b.hub_id FROM public.referrals_bar b
     WHERE b.user_id = (SELECT public.mash_uid()) AND b.ended_at IS NULL),
  waiting AS (
    SELECT p.referral_id FROM (SELECT DISTINCT o.hub_id FROM own o) AS hubs
      JOIN public.referrals_persontomatch w ON w.hub_id = hubs.hub_id AND w.is_new
      JOIN public.referrals_person p ON p.id = w.person_id JOIN public.referrals_referral r ON r.id = p.referral_id
     WHERE r.created_by_id IS DISTINCT FROM (SELECT public.mash_uid()))
  SELECT coalesce(array_agg(referral_id), '{}')
    FROM (SELECT o.referral_id FROM own o UNION SELECT w.referral_id FROM waiting w) AS barred $$;
GRANT EXECUTE ON FUNCTION mash_bars() TO mash_app;

-- The records that are open to the user by a grant to them or to one of their groups. Policies ask this once for each
-- query, as a list, and look into no other table: PostgreSQL plans what a policy looks into anew with each statement.
CREATE OR REPLACE FUNCTION mash_held() RETURNS uuid[]
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(array_agg(held.content_object_id), '{}') FROM (
    SELECT g.content_object_id FROM public.referrals_referralusergrant g
     WHERE g.user_id = (SELECT public.mash_active_uid())
       AND g.permission_id = (SELECT public.mash_perm('view_referral')) AND g.expires_at > statement_timestamp()
    UNION
    SELECT g.content_object_id FROM public.referrals_referralgroupgrant g
     WHERE g.group_id = ANY ((SELECT public.mash_groups())::int[])
       AND g.permission_id = (SELECT public.mash_perm('view_referral')) AND g.expires_at > statement_timestamp()) held $$;
GRANT EXECUTE ON FUNCTION mash_held() TO mash_app;

-- The rule of who sees a referral: its team unless it is restricted, or a grant, and no bar.
CREATE OR REPLACE FUNCTION mash_sees_referral(referral uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.referrals_referral r WHERE r.id = referral
    AND r.id <> ALL (public.mash_bars())
    AND ((r.hub_id = ANY (public.mash_team_hubs()) AND NOT r.restricted) OR r.id = ANY (public.mash_held()))) $$;
GRANT EXECUTE ON FUNCTION mash_sees_referral(uuid) TO mash_app;

-- Whether the user works on a record: in its team if it is not restricted, or else if they are
-- named for it or have it allocated. A person let in for a time or by an emergency opening, or
-- whose hub it was handed over to, may only read it (referrals/access/grounds.py).
CREATE OR REPLACE FUNCTION mash_works_on(referral uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.referrals_referral r WHERE r.id = referral
    AND r.hub_id = ANY (public.mash_team_hubs()) AND r.id <> ALL (public.mash_bars())
    AND (NOT r.restricted
      OR EXISTS (SELECT FROM public.referrals_referralusergrant g WHERE g.content_object_id = r.id
           AND g.user_id = public.mash_active_uid() AND g.permission_id = public.mash_perm('view_referral')
           AND g.kind IN ('allocation', 'named') AND g.expires_at > statement_timestamp()))) $$;
GRANT EXECUTE ON FUNCTION mash_works_on(uuid) TO mash_app;

-- A referrer may add to what they have just sent, for one minute, and never reads it back.
CREATE OR REPLACE FUNCTION mash_may_add(referral uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.referrals_referral r WHERE r.id = referral
    AND r.created_at > statement_timestamp() - interval '1 minute'
    AND (r.created_by_id = public.mash_active_uid()
         OR (r.draft_hash <> '' AND r.draft_hash = public.mash_draft()))) $$;
GRANT EXECUTE ON FUNCTION mash_may_add(uuid) TO mash_app;

SET LOCAL ROLE mash_owner;

-- The referral --------------------------------------------------------------------------------------------------------
ALTER TABLE referrals_referral ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE ON referrals_referral TO mash_app;
GRANT SELECT, UPDATE (next_due_at, due_measure, restricted, restricted_reason, version, changed_at, changed_by,
  changed_what) ON referrals_referral TO mash_guard;
CREATE POLICY upkeep ON referrals_referral TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_referral TO mash_guard USING (true);
CREATE POLICY see ON referrals_referral FOR SELECT TO mash_app USING (
  id <> ALL ((SELECT mash_bars())::uuid[]) AND (
    (hub_id = ANY ((SELECT mash_team_hubs())::bigint[]) AND NOT restricted)
    OR id = ANY ((SELECT mash_held())::uuid[])));
CREATE POLICY send ON referrals_referral FOR INSERT TO mash_app WITH CHECK (
  created_by_id = (SELECT mash_active_uid()) OR (draft_hash <> '' AND draft_hash = (SELECT mash_draft())));
CREATE POLICY work ON referrals_referral FOR UPDATE TO mash_app
  USING (mash_sees_referral(id)) WITH CHECK (hub_id = ANY ((SELECT mash_team_hubs())::bigint[]));
CREATE POLICY only_its_hub_changes ON referrals_referral AS RESTRICTIVE FOR UPDATE TO mash_app USING (
  mash_works_on(id));

-- For a minute a referrer may add to what they have just sent (mash_may_add). The clock of the
-- database measures it, so it must also say when the referral was sent: a web server's clock may be
-- behind.
CREATE OR REPLACE FUNCTION mash_arrived_now() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  NEW.created_at := statement_timestamp();
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER arrived_now BEFORE INSERT ON referrals_referral
  FOR EACH ROW EXECUTE FUNCTION mash_arrived_now();

-- Grants. The app changes none: only the functions of granting.sql and break_glass.sql do -----------------------------
ALTER TABLE referrals_referralusergrant ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT ON referrals_referralusergrant TO mash_app;
GRANT SELECT, INSERT, UPDATE ON referrals_referralusergrant TO mash_guard;
CREATE POLICY upkeep ON referrals_referralusergrant TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_referralusergrant TO mash_guard USING (true);
-- Users can read their own grants. mash_who_can_see lists those of others.
CREATE POLICY own ON referrals_referralusergrant FOR SELECT TO mash_app USING (
  user_id = (SELECT mash_active_uid()) AND expires_at > statement_timestamp());

ALTER TABLE referrals_referralgroupgrant ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT ON referrals_referralgroupgrant TO mash_app;
GRANT SELECT, INSERT, UPDATE ON referrals_referralgroupgrant TO mash_guard;
CREATE POLICY upkeep ON referrals_referralgroupgrant TO mash_owner USING (
  current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_referralgroupgrant TO mash_guard USING (true);
CREATE POLICY own ON referrals_referralgroupgrant FOR SELECT TO mash_app USING (
  group_id = ANY ((SELECT mash_groups())::int[]) AND expires_at > statement_timestamp());
