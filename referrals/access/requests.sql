-- Information requests: seen by the hub that sees the referral, the agency it was put to, and the worker that chases;
-- their answers belong to the agency.

-- Grants to agencies --------------------------------------------------------------------------------------------------
ALTER TABLE referrals_requestgroupgrant ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT ON referrals_requestgroupgrant TO mash_app;
GRANT SELECT, INSERT, UPDATE ON referrals_requestgroupgrant TO mash_guard;
CREATE POLICY upkeep ON referrals_requestgroupgrant TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_requestgroupgrant TO mash_guard USING (true);
CREATE POLICY own ON referrals_requestgroupgrant FOR SELECT TO mash_app USING (
  group_id = ANY ((SELECT mash_groups())::int[]) AND expires_at > statement_timestamp());

SET LOCAL ROLE mash_guard;

-- Is the person acting with the agency this request was put to?
CREATE OR REPLACE FUNCTION mash_answers(request uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.referrals_requestgroupgrant g
    JOIN public.referrals_informationrequest q ON q.id = g.content_object_id
    WHERE g.content_object_id = request AND q.referral_id <> ALL (public.mash_bars())
    AND g.group_id = ANY (public.mash_groups()) AND g.permission_id = public.mash_perm('answer_request')
    AND g.expires_at > statement_timestamp()) $$;
GRANT EXECUTE ON FUNCTION mash_answers(uuid) TO mash_app;

-- Open a request just made to the agency it is put to.
CREATE OR REPLACE FUNCTION mash_open_request(request uuid) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.referrals_informationrequest q WHERE q.id = request
                 AND public.mash_works_on(q.referral_id)) THEN
    PERFORM public.mash_refuse('may not send this request'); END IF;
  INSERT INTO public.referrals_requestgroupgrant
    (content_object_id, group_id, permission_id, kind, given_by_id, given_at, expires_at, reason)
  SELECT q.id, a.group_id, public.mash_perm('answer_request'), 'request', public.mash_uid(), statement_timestamp(),
         '9999-01-01 00:00+00', 'request put to the agency'
  FROM public.referrals_informationrequest q JOIN public.agencies_agency a ON a.id = q.agency_id WHERE q.id = request
   AND NOT EXISTS (SELECT FROM public.referrals_requestgroupgrant g WHERE g.content_object_id = q.id
                   AND g.group_id = a.group_id AND g.expires_at > statement_timestamp());
END $$;
GRANT EXECUTE ON FUNCTION mash_open_request(uuid) TO mash_app;

-- Is a request one that both sides may write messages about? Its agency may not read how its case stands.
CREATE OR REPLACE FUNCTION mash_takes_messages(request uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.referrals_informationrequest q
    JOIN public.referrals_referral r ON r.id = q.referral_id
    WHERE q.id = request AND q.withdrawn_at IS NULL AND r.status NOT IN ('closed', 'transferred')
      AND (public.mash_answers(q.id) OR public.mash_works_on(r.id))) $$;
GRANT EXECUTE ON FUNCTION mash_takes_messages(uuid) TO mash_app;

SET LOCAL ROLE mash_owner;

-- Requests ------------------------------------------------------------------------------------------------------------
ALTER TABLE referrals_informationrequest ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE ON referrals_informationrequest TO mash_app;
GRANT SELECT ON referrals_informationrequest TO mash_guard;
CREATE POLICY upkeep ON referrals_informationrequest TO mash_owner USING (
  current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_informationrequest TO mash_guard USING (true);
-- Requests: the hub that sees the referral, the agency it was put to, and the worker that chases. An agency has thousands
-- of grants, which never end: of each row its own is looked up. EXISTS could read them all into memory first.
CREATE POLICY see ON referrals_informationrequest FOR SELECT TO mash_app USING (
  referral_id <> ALL ((SELECT mash_bars())::uuid[]) AND (
    (SELECT true FROM referrals_requestgroupgrant g WHERE g.content_object_id = referrals_informationrequest.id
       AND g.group_id = ANY ((SELECT mash_groups())::int[]) AND g.permission_id = (SELECT mash_perm('answer_request'))
       AND g.expires_at > statement_timestamp() LIMIT 1)
    OR (SELECT true FROM referrals_referral r WHERE r.id = referral_id)
    OR (SELECT mash_is_system())));
CREATE POLICY ask ON referrals_informationrequest FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY work ON referrals_informationrequest FOR UPDATE TO mash_app USING (
  referral_id <> ALL ((SELECT mash_bars())::uuid[]) AND (
    (SELECT true FROM referrals_requestgroupgrant g WHERE g.content_object_id = referrals_informationrequest.id
       AND g.group_id = ANY ((SELECT mash_groups())::int[]) AND g.permission_id = (SELECT mash_perm('answer_request'))
       AND g.expires_at > statement_timestamp() LIMIT 1)
    OR (SELECT true FROM referrals_referral r WHERE r.id = referral_id)
    OR (SELECT mash_is_system())));
CREATE POLICY only_its_hub_adds ON referrals_informationrequest AS RESTRICTIVE FOR INSERT TO mash_app
  WITH CHECK (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_changes ON referrals_informationrequest AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_removes ON referrals_informationrequest AS RESTRICTIVE FOR DELETE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));

ALTER TABLE referrals_requestquestion ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON referrals_requestquestion TO mash_app;
GRANT SELECT ON referrals_requestquestion TO mash_guard;
CREATE POLICY upkeep ON referrals_requestquestion TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard_reads ON referrals_requestquestion FOR SELECT TO mash_guard USING (true);
CREATE POLICY see ON referrals_requestquestion FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_informationrequest q WHERE q.id = request_id) AND NOT (SELECT mash_is_system()));
CREATE POLICY ask ON referrals_requestquestion FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_informationrequest q JOIN referrals_referral r ON r.id = q.referral_id
          WHERE q.id = request_id));
CREATE POLICY only_its_hub_adds ON referrals_requestquestion AS RESTRICTIVE FOR INSERT TO mash_app
  WITH CHECK (NOT EXISTS (
    SELECT FROM referrals_informationrequest p JOIN referrals_referral r ON r.id = p.referral_id
     WHERE p.id = request_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_changes ON referrals_requestquestion AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (NOT EXISTS (
    SELECT FROM referrals_informationrequest p JOIN referrals_referral r ON r.id = p.referral_id
     WHERE p.id = request_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_removes ON referrals_requestquestion AS RESTRICTIVE FOR DELETE TO mash_app
  USING (NOT EXISTS (
    SELECT FROM referrals_informationrequest p JOIN referrals_referral r ON r.id = p.referral_id
     WHERE p.id = request_id AND NOT mash_works_on(r.id)));

-- What an agency was told later of whom it was asked about.
ALTER TABLE referrals_requestupdate ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON referrals_requestupdate TO mash_app;
GRANT SELECT ON referrals_requestupdate TO mash_guard;
CREATE POLICY upkeep ON referrals_requestupdate TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard_reads ON referrals_requestupdate FOR SELECT TO mash_guard USING (true);
CREATE POLICY see ON referrals_requestupdate FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_informationrequest q WHERE q.id = request_id) AND NOT (SELECT mash_is_system()));
CREATE POLICY ask ON referrals_requestupdate FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_informationrequest q JOIN referrals_referral r ON r.id = q.referral_id
          WHERE q.id = request_id));
CREATE POLICY only_its_hub_adds ON referrals_requestupdate AS RESTRICTIVE FOR INSERT TO mash_app
  WITH CHECK (NOT EXISTS (
    SELECT FROM referrals_informationrequest p JOIN referrals_referral r ON r.id = p.referral_id
     WHERE p.id = request_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_changes ON referrals_requestupdate AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (NOT EXISTS (
    SELECT FROM referrals_informationrequest p JOIN referrals_referral r ON r.id = p.referral_id
     WHERE p.id = request_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_removes ON referrals_requestupdate AS RESTRICTIVE FOR DELETE TO mash_app
  USING (NOT EXISTS (
    SELECT FROM referrals_informationrequest p JOIN referrals_referral r ON r.id = p.referral_id
     WHERE p.id = request_id AND NOT mash_works_on(r.id)));

-- What the hub changed about a request it had sent.
ALTER TABLE referrals_requestchange ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON referrals_requestchange TO mash_app;
GRANT SELECT ON referrals_requestchange TO mash_guard;
CREATE POLICY upkeep ON referrals_requestchange TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard_reads ON referrals_requestchange FOR SELECT TO mash_guard USING (true);
CREATE POLICY see ON referrals_requestchange FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_informationrequest q WHERE q.id = request_id) AND NOT (SELECT mash_is_system()));
CREATE POLICY ask ON referrals_requestchange FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_informationrequest q JOIN referrals_referral r ON r.id = q.referral_id
          WHERE q.id = request_id));
CREATE POLICY only_its_hub_adds ON referrals_requestchange AS RESTRICTIVE FOR INSERT TO mash_app
  WITH CHECK (NOT EXISTS (
    SELECT FROM referrals_informationrequest p JOIN referrals_referral r ON r.id = p.referral_id
     WHERE p.id = request_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_changes ON referrals_requestchange AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (NOT EXISTS (
    SELECT FROM referrals_informationrequest p JOIN referrals_referral r ON r.id = p.referral_id
     WHERE p.id = request_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_removes ON referrals_requestchange AS RESTRICTIVE FOR DELETE TO mash_app
  USING (NOT EXISTS (
    SELECT FROM referrals_informationrequest p JOIN referrals_referral r ON r.id = p.referral_id
     WHERE p.id = request_id AND NOT mash_works_on(r.id)));

-- The messages about a request, of its hub and its agency.
ALTER TABLE referrals_requestmessage ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON referrals_requestmessage TO mash_app;
GRANT SELECT ON referrals_requestmessage TO mash_guard;
CREATE POLICY upkeep ON referrals_requestmessage TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard_reads ON referrals_requestmessage FOR SELECT TO mash_guard USING (true);
CREATE POLICY see ON referrals_requestmessage FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_informationrequest q WHERE q.id = request_id) AND NOT (SELECT mash_is_system()));
CREATE POLICY write ON referrals_requestmessage FOR INSERT TO mash_app WITH CHECK (
  by_id = (SELECT mash_active_uid()) AND mash_takes_messages(request_id) AND CASE WHEN from_hub
    THEN EXISTS (SELECT FROM referrals_informationrequest q JOIN referrals_referral r ON r.id = q.referral_id
                  WHERE q.id = request_id)
    ELSE mash_answers(request_id) END);
CREATE POLICY only_its_hub_adds ON referrals_requestmessage AS RESTRICTIVE FOR INSERT TO mash_app
  WITH CHECK (NOT EXISTS (
    SELECT FROM referrals_informationrequest p JOIN referrals_referral r ON r.id = p.referral_id
     WHERE p.id = request_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_changes ON referrals_requestmessage AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (NOT EXISTS (
    SELECT FROM referrals_informationrequest p JOIN referrals_referral r ON r.id = p.referral_id
     WHERE p.id = request_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_removes ON referrals_requestmessage AS RESTRICTIVE FOR DELETE TO mash_app
  USING (NOT EXISTS (
    SELECT FROM referrals_informationrequest p JOIN referrals_referral r ON r.id = p.referral_id
     WHERE p.id = request_id AND NOT mash_works_on(r.id)));

-- Answers -------------------------------------------------------------------------------------------------------------
ALTER TABLE referrals_response ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON referrals_response TO mash_app;
GRANT SELECT ON referrals_response TO mash_guard;
CREATE POLICY upkeep ON referrals_response TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard_reads ON referrals_response FOR SELECT TO mash_guard USING (true);
CREATE POLICY see ON referrals_response FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_informationrequest q WHERE q.id = request_id) AND NOT (SELECT mash_is_system()));
CREATE POLICY answer ON referrals_response FOR INSERT TO mash_app WITH CHECK (mash_answers(request_id));

ALTER TABLE referrals_item ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE ON referrals_item TO mash_app;
GRANT SELECT ON referrals_item TO mash_guard;
CREATE POLICY upkeep ON referrals_item TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_item TO mash_guard USING (true);
CREATE POLICY see ON referrals_item FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_informationrequest q WHERE q.id = request_id) AND NOT (SELECT mash_is_system()));
CREATE POLICY answer ON referrals_item FOR INSERT TO mash_app WITH CHECK (mash_answers(request_id));
CREATE POLICY mark ON referrals_item FOR UPDATE TO mash_app USING (mash_answers(request_id));

-- The words of an item: its owner; the hub team or only its decision-makers, as the owner says ------------------------
ALTER TABLE referrals_itembody ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, DELETE ON referrals_itembody TO mash_app;
GRANT SELECT ON referrals_itembody TO mash_guard;
CREATE POLICY upkeep ON referrals_itembody TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard_reads ON referrals_itembody FOR SELECT TO mash_guard USING (true);
-- The words of an item: its owner; the hub team or only its decision-makers, as the owner says.
CREATE POLICY see ON referrals_itembody FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_item i JOIN referrals_informationrequest q ON q.id = i.request_id
          WHERE i.id = item_id AND (
            mash_answers(q.id)
            OR (i.handling = 'hub_team' AND EXISTS (SELECT FROM referrals_referral r WHERE r.id = q.referral_id))
            OR (i.handling = 'decision_maker' AND q.hub_id = ANY ((SELECT mash_decider_hubs())::bigint[])
                AND EXISTS (SELECT FROM referrals_referral r WHERE r.id = q.referral_id)))));
CREATE POLICY answer ON referrals_itembody FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_item i WHERE i.id = item_id AND i.handling <> 'existence_only'
          AND mash_answers(i.request_id)));
CREATE POLICY remove ON referrals_itembody FOR DELETE TO mash_app USING (
  EXISTS (SELECT FROM referrals_item i WHERE i.id = item_id AND mash_answers(i.request_id)));
