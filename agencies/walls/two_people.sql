-- Changes to accounts that take two people: one proposes, another confirms, and what needs both is done in the
-- transaction in which the second confirms it. Whoever logs in as the owner is the operator, who could take these
-- triggers away altogether, so they let the owner pass.

-- The transaction in which somebody confirmed a change: what needs it is done in that one, once.
ALTER TABLE agencies_accountchange ADD COLUMN IF NOT EXISTS decided_in xid8;

SET LOCAL ROLE mash_guard;

-- Roles that one administrator gives stand in agencies/roles.py too, and
-- tests/agencies/approvals/test_second_person.py holds both to it.
CREATE OR REPLACE FUNCTION mash_needs_two(person bigint) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.agencies_membership m
    WHERE m.user_id = person AND m.role <> 'referrer' AND m.ended_at IS NULL) $$;
GRANT EXECUTE ON FUNCTION mash_needs_two(bigint) TO mash_app, mash_owner;

-- The second person: of the hub, neither who proposed nor who it is about, and one who may confirm.
CREATE OR REPLACE FUNCTION mash_may_confirm(hub bigint, proposer bigint, person bigint) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.agencies_user u
    WHERE u.id = public.mash_active_uid() AND u.hub_id = hub
      AND u.id <> proposer AND u.id IS DISTINCT FROM person
      AND public.mash_holds(u.id, '{administrator,manager}')) $$;
GRANT EXECUTE ON FUNCTION mash_may_confirm(bigint, bigint, bigint) TO mash_app, mash_owner;

-- How many changes wait for this person to confirm.
CREATE OR REPLACE FUNCTION mash_changes_waiting(person bigint) RETURNS int
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT count(*)::int FROM public.agencies_accountchange c JOIN public.agencies_user u ON u.id = person
   WHERE c.hub_id = u.hub_id AND c.decision = '' AND c.lapses_at > statement_timestamp()
     AND c.proposed_by_id <> u.id AND c.user_id IS DISTINCT FROM u.id
     AND public.mash_holds(u.id, '{administrator,manager}') $$;
GRANT EXECUTE ON FUNCTION mash_changes_waiting(bigint) TO mash_app, mash_owner;

-- Two people stood behind this giving of a role.
CREATE OR REPLACE FUNCTION mash_two_gave(change uuid, person bigint, wanted text, until timestamptz)
  RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.agencies_accountchange c
    WHERE c.id = change AND c.user_id = person AND c.kind = 'role' AND c.role = wanted
      AND c.decision = 'confirmed' AND c.decided_in = pg_current_xact_id()
      AND c.ends_at IS NOT DISTINCT FROM until
      AND c.proposed_by_id <> c.decided_by_id AND c.user_id NOT IN (c.proposed_by_id, c.decided_by_id)) $$;
GRANT EXECUTE ON FUNCTION mash_two_gave(uuid, bigint, text, timestamptz) TO mash_app, mash_owner;

-- Two people stood behind this change, in this very transaction.
CREATE OR REPLACE FUNCTION mash_two_changed(person bigint, what text, place bigint, address text)
  RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.agencies_accountchange c
    WHERE c.user_id = person AND c.kind = what AND c.agency_id IS NOT DISTINCT FROM place
      AND (address = '' OR c.facts ->> 'email' = address)
      AND c.decision = 'confirmed' AND c.decided_in = pg_current_xact_id()
      AND c.proposed_by_id <> c.decided_by_id AND c.user_id NOT IN (c.proposed_by_id, c.decided_by_id)) $$;
GRANT EXECUTE ON FUNCTION mash_two_changed(bigint, text, bigint, text) TO mash_app, mash_owner;

-- Two people stood behind these e-mail domains of a hub or an agency.
CREATE OR REPLACE FUNCTION mash_two_let_domains(hub bigint, place bigint, domains text[]) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.agencies_accountchange c
    WHERE c.hub_id = hub AND c.kind = 'domains' AND c.agency_id IS NOT DISTINCT FROM place
      AND c.facts -> 'domains' = to_jsonb(domains)
      AND c.decision = 'confirmed' AND c.decided_in = pg_current_xact_id()
      AND c.proposed_by_id <> c.decided_by_id) $$;
GRANT EXECUTE ON FUNCTION mash_two_let_domains(bigint, bigint, text[]) TO mash_app, mash_owner;

-- Whether the person acting has confirmed, in this very transaction, a change to an account of this hub.
CREATE OR REPLACE FUNCTION mash_confirms_now(hub bigint) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.agencies_accountchange c
    WHERE c.hub_id = hub AND c.decision = 'confirmed' AND c.decided_in = pg_current_xact_id()
      AND c.decided_by_id = public.mash_active_uid()) $$;

SET LOCAL ROLE mash_owner;

-- The table -----------------------------------------------------------------------------------------------------------
ALTER TABLE agencies_accountchange ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE (decision, decided_at, decided_why, decided_by_id)
  ON agencies_accountchange TO mash_app;
GRANT SELECT ON agencies_accountchange TO mash_guard;
-- There is no policy by which a row goes.
CREATE POLICY operator ON agencies_accountchange TO mash_owner USING (true);
CREATE POLICY guard ON agencies_accountchange FOR SELECT TO mash_guard USING (true);
CREATE POLICY see ON agencies_accountchange FOR SELECT TO mash_app USING (
  hub_id = ANY ((SELECT mash_account_hubs())::bigint[]) OR user_id = (SELECT mash_active_uid())
  OR (SELECT mash_is_system()));
-- What waits is proposed by an administrator of the hub as themselves. What one hand may do is only noted here: such a
-- row opens nothing.
CREATE POLICY add ON agencies_accountchange FOR INSERT TO mash_app WITH CHECK (
  (user_id IS NULL OR hub_id = (SELECT u.hub_id FROM agencies_user u WHERE u.id = user_id))
  AND (decision = 'done' OR (decision = '' AND proposed_by_id = (SELECT mash_active_uid())
       AND hub_id = ANY ((SELECT mash_administered_hubs())::bigint[]))));
CREATE POLICY change ON agencies_accountchange FOR UPDATE TO mash_app USING (
  hub_id = ANY ((SELECT mash_account_hubs())::bigint[]) OR (SELECT mash_is_system()))
  WITH CHECK (decision <> '');

-- Triggers. Whoever logs in as the owner is the operator, who could take them away altogether.
CREATE OR REPLACE FUNCTION mash_decide_change() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE decided CONSTANT text[] := ARRAY['decision', 'decided_by_id', 'decided_at', 'decided_why', 'decided_in'];
BEGIN
  IF current_user = 'mash_owner' THEN RETURN NEW; END IF;
  NEW.decided_in := NULL;
  IF TG_OP = 'INSERT' THEN RETURN NEW; END IF;
  IF OLD.decision <> '' OR to_jsonb(NEW) - decided <> to_jsonb(OLD) - decided THEN
    RAISE EXCEPTION 'a change to an account is decided once, as it was proposed'
        USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.decision = 'lapsed' THEN
    IF OLD.lapses_at > statement_timestamp() OR NEW.decided_by_id IS NOT NULL THEN
      RAISE EXCEPTION 'it has not lapsed yet' USING ERRCODE = 'insufficient_privilege';
    END IF;
  ELSIF NEW.decided_by_id IS DISTINCT FROM public.mash_active_uid() OR NEW.decided_by_id IS NULL THEN
    RAISE EXCEPTION 'who decides must be who acts' USING ERRCODE = 'insufficient_privilege';
  ELSIF NEW.decision = 'withdrawn' THEN
    IF OLD.proposed_by_id IS DISTINCT FROM NEW.decided_by_id THEN
      RAISE EXCEPTION 'who proposed it withdraws it' USING ERRCODE = 'insufficient_privilege';
    END IF;
  ELSIF NEW.decision NOT IN ('confirmed', 'refused')
        OR NOT public.mash_may_confirm(OLD.hub_id, OLD.proposed_by_id, OLD.user_id) THEN
    RAISE EXCEPTION 'a second person decides' USING ERRCODE = 'insufficient_privilege';
  ELSIF OLD.lapses_at <= statement_timestamp() THEN
    RAISE EXCEPTION 'it has lapsed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.decision = 'confirmed' THEN NEW.decided_in := pg_current_xact_id(); END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER decided_by_another BEFORE INSERT OR UPDATE ON agencies_accountchange
  FOR EACH ROW EXECUTE FUNCTION mash_decide_change();

-- A role is given by two people and, once given, only ends.
CREATE OR REPLACE FUNCTION mash_give_by_two() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF current_user = 'mash_owner' THEN RETURN NEW; END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.ended_at IS NULL AND NEW.role <> 'referrer'
       AND NOT public.mash_two_gave(NEW.change_id, NEW.user_id, NEW.role, NEW.ends_at) THEN
      RAISE EXCEPTION 'two people give this role' USING ERRCODE = 'insufficient_privilege';
    END IF;
  ELSIF NEW.user_id <> OLD.user_id OR NEW.role <> OLD.role OR NEW.change_id IS DISTINCT FROM OLD.change_id
     OR (OLD.ended_at IS NOT NULL AND NEW.ended_at IS NULL)
     OR coalesce(NEW.ends_at, 'infinity') > coalesce(OLD.ends_at, 'infinity') THEN
    RAISE EXCEPTION 'a role that was given only ends' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER given_by_two BEFORE INSERT OR UPDATE ON agencies_membership
  FOR EACH ROW EXECUTE FUNCTION mash_give_by_two();

-- Nobody is put into a group to which no role of theirs leads.
CREATE OR REPLACE FUNCTION mash_group_follows() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF current_user <> 'mash_owner' AND NOT public.mash_may_belong(NEW.user_id, NEW.group_id) THEN
    RAISE EXCEPTION 'a group follows from a role' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER follows_a_role BEFORE INSERT OR UPDATE ON agencies_user_groups
  FOR EACH ROW EXECUTE FUNCTION mash_group_follows();

-- An account with a role that two people give is moved, re-addressed and let back in by two.
CREATE OR REPLACE FUNCTION mash_account_by_two() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF current_user = 'mash_owner' THEN RETURN NEW; END IF;
  IF NEW.is_superuser THEN
    RAISE EXCEPTION 'nobody holds every permission' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF TG_OP = 'INSERT' THEN RETURN NEW; END IF;
  IF NEW.hub_id IS DISTINCT FROM OLD.hub_id THEN
    RAISE EXCEPTION 'an account stays in its hub' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NOT public.mash_needs_two(OLD.id) THEN RETURN NEW; END IF;
  IF (NEW.email <> OLD.email AND NOT public.mash_two_changed(OLD.id, 'details', NULL, NEW.email))
     OR (NEW.agency_id IS DISTINCT FROM OLD.agency_id AND NEW.agency_id IS NOT NULL
         AND NOT public.mash_two_changed(OLD.id, 'move', NEW.agency_id, ''))
     OR (NEW.is_active AND NOT OLD.is_active AND NOT public.mash_two_changed(OLD.id, 'restore', NULL, '')) THEN
    RAISE EXCEPTION 'two people change this account' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER changed_by_two
  BEFORE INSERT OR UPDATE OF email, agency_id, hub_id, is_active, is_superuser ON agencies_user
  FOR EACH ROW EXECUTE FUNCTION mash_account_by_two();

-- The e-mail domains of people who may be invited are changed by two.
CREATE OR REPLACE FUNCTION mash_domains_by_two() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF current_user <> 'mash_owner' AND NEW.mail_domains IS DISTINCT FROM OLD.mail_domains
     AND NOT (CASE TG_TABLE_NAME
       WHEN 'agencies_hub' THEN public.mash_two_let_domains(NEW.id, NULL, NEW.mail_domains::text[])
       ELSE public.mash_two_let_domains((to_jsonb(NEW) ->> 'hub_id')::bigint, NEW.id,
           NEW.mail_domains::text[]) END) THEN
    RAISE EXCEPTION 'two people change the domains' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER domains_by_two BEFORE UPDATE OF mail_domains ON agencies_hub
  FOR EACH ROW EXECUTE FUNCTION mash_domains_by_two();
CREATE OR REPLACE TRIGGER domains_by_two BEFORE UPDATE OF mail_domains ON agencies_agency
  FOR EACH ROW EXECUTE FUNCTION mash_domains_by_two();

-- The group that is a hub's team stays that: another put in its place would make its people the team.
CREATE OR REPLACE FUNCTION mash_groups_stay() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE kept CONSTANT text[] := ARRAY['team_group_id', 'deciders_group_id', 'group_id', 'hub_id'];
BEGIN
  IF current_user = 'mash_owner' THEN RETURN NEW; END IF;
  IF TG_OP = 'INSERT' THEN
    IF EXISTS (SELECT FROM public.agencies_hub h WHERE NEW.group_id IN (h.team_group_id, h.deciders_group_id)) THEN
      RAISE EXCEPTION 'an agency is no hub''s team' USING ERRCODE = 'insufficient_privilege';
    END IF;
  ELSIF EXISTS (SELECT FROM unnest(kept) AS one WHERE to_jsonb(NEW) -> one IS DISTINCT FROM to_jsonb(OLD) -> one) THEN
    RAISE EXCEPTION 'a group stays whose it is' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER groups_stay BEFORE UPDATE OF team_group_id, deciders_group_id ON agencies_hub
  FOR EACH ROW EXECUTE FUNCTION mash_groups_stay();
CREATE OR REPLACE TRIGGER groups_stay BEFORE INSERT OR UPDATE OF group_id, hub_id ON agencies_agency
  FOR EACH ROW EXECUTE FUNCTION mash_groups_stay();
