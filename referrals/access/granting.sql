-- Granting and withdrawing access to a case. A grant is a row that ends with the next one of its
-- kind, or when it is withdrawn. The role of the app cannot write these rows itself.

SET LOCAL ROLE mash_guard;

-- Ends grants. Only the functions below may call it, since it checks no right.
CREATE OR REPLACE FUNCTION mash_end_grants(referral uuid, person bigint, kinds text[]) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  UPDATE public.referrals_referralusergrant
     SET expires_at = statement_timestamp(), withdrawn_at = statement_timestamp(), withdrawn_by_id = public.mash_uid()
   WHERE content_object_id = referral AND user_id = person AND kind = ANY (kinds)
     AND expires_at > statement_timestamp() $$;

-- Grants access to a record that the user works on. Only a decision-maker may grant it to another
-- person; anybody else can only take the record on themselves. Nobody may grant access for longer
-- than they have it, and only the hub's team is given access without an end.
CREATE OR REPLACE FUNCTION mash_grant_access(referral uuid, person bigint, what text, until timestamptz, why text)
  RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF what NOT IN ('allocation', 'named', 'visit') THEN
    PERFORM public.mash_refuse('not a kind that people give'); END IF;
  IF NOT public.mash_works_on(referral) THEN PERFORM public.mash_refuse('may not share this referral'); END IF;
  IF NOT EXISTS (SELECT FROM public.agencies_user u JOIN public.referrals_referral r ON r.hub_id = u.hub_id
                 WHERE u.id = person AND u.is_active AND r.id = referral) THEN
    PERFORM public.mash_refuse('may share only with somebody of the same hub'); END IF;
  IF (what <> 'visit' OR until > statement_timestamp() + interval '367 days') AND NOT public.mash_holds(
       person, '{manager,adults_manager,social_worker,out_of_hours,screener}') THEN
    PERFORM public.mash_refuse('whoever is not in the team is let in until a day'); END IF;
  IF NOT (what = 'allocation' AND person = public.mash_uid()) AND NOT EXISTS (
       SELECT FROM public.referrals_referral r WHERE r.id = referral
         AND r.hub_id = ANY (public.mash_decider_hubs())) THEN
    PERFORM public.mash_refuse('only a decision-maker gives access'); END IF;
  IF EXISTS (SELECT FROM public.referrals_referral r WHERE r.id = referral AND r.restricted) AND until > (
       SELECT max(g.expires_at) FROM public.referrals_referralusergrant g
        WHERE g.content_object_id = referral AND g.user_id = public.mash_uid() AND g.kind IN ('allocation', 'named')
          AND g.permission_id = public.mash_perm('view_referral')) THEN
    PERFORM public.mash_refuse('may not give access for longer than they hold it'); END IF;
  PERFORM public.mash_end_grants(referral, person, ARRAY[what]);
  INSERT INTO public.referrals_referralusergrant
    (content_object_id, user_id, permission_id, kind, given_by_id, given_at, expires_at, reason)
  VALUES (referral, person, public.mash_perm('view_referral'), what, public.mash_uid(), statement_timestamp(),
      until, why);
END $$;
GRANT EXECUTE ON FUNCTION mash_grant_access(uuid, bigint, text, timestamptz, text) TO mash_app;

-- Withdraws access. Only people who work on the record may.
CREATE OR REPLACE FUNCTION mash_withdraw_access(referral uuid, person bigint, kinds text[]) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT public.mash_works_on(referral) THEN PERFORM public.mash_refuse('may not change this referral'); END IF;
  PERFORM public.mash_end_grants(referral, person, kinds);
END $$;
GRANT EXECUTE ON FUNCTION mash_withdraw_access(uuid, bigint, text[]) TO mash_app;

-- Whether a manager's role is for this case: a safeguarding adults manager's is for cases about an adult
-- (referrals/access/adults.py).
CREATE OR REPLACE FUNCTION mash_manages(referral uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT public.mash_holds(public.mash_active_uid(), '{manager}')
      OR (public.mash_holds(public.mash_active_uid(), '{adults_manager}')
          AND EXISTS (SELECT FROM public.referrals_person p
                       WHERE p.referral_id = referral AND p.is_subject AND p.kind = 'adult')) $$;

-- Lets the team of another hub of this deployment read a transferred case until a set time: the hub that the case was
-- forwarded to, by a decision-maker of the case's own hub. Never a restricted case, which only named people see.
CREATE OR REPLACE FUNCTION mash_hand_over(referral uuid, to_hub bigint, until timestamptz, why text)
  RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.referrals_referral r WHERE r.id = referral AND r.status = 'transferred'
                 AND r.hub_id <> to_hub AND r.forwarded_hub_id = to_hub AND NOT r.restricted
                 AND r.hub_id = ANY (public.mash_decider_hubs()) AND public.mash_works_on(referral)
                 AND public.mash_manages(referral)) THEN
    PERFORM public.mash_refuse('may not hand this referral over'); END IF;
  INSERT INTO public.referrals_referralgroupgrant
    (content_object_id, group_id, permission_id, kind, given_by_id, given_at, expires_at, reason)
  SELECT referral, h.team_group_id, public.mash_perm('view_referral'), 'transfer', public.mash_uid(),
         statement_timestamp(), until, why
  FROM public.agencies_hub h WHERE h.id = to_hub;
END $$;
GRANT EXECUTE ON FUNCTION mash_hand_over(uuid, bigint, timestamptz, text) TO mash_app;

-- Who can see this referral, and why: one row for each ground. Empty if the user cannot see it.
CREATE OR REPLACE FUNCTION mash_who_can_see(referral uuid)
  RETURNS TABLE(who text, via text, reason text, given_by text, given_at timestamptz, expires_at timestamptz,
    person bigint, kind text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT h.name || ' team', 'team', 'The hub’s own team sees its referrals that are not restricted', '', r.received_at,
         NULL::timestamptz, NULL::bigint, 'team'
    FROM public.referrals_referral r JOIN public.agencies_hub h ON h.id = r.hub_id
   WHERE r.id = referral AND NOT r.restricted AND public.mash_sees_referral(referral)
  UNION ALL
  SELECT u.name, 'person', g.reason, coalesce(b.name, ''), g.given_at, nullif(g.expires_at, '9999-01-01 00:00+00'),
         u.id, g.kind
    FROM public.referrals_referralusergrant g JOIN public.agencies_user u ON u.id = g.user_id
    LEFT JOIN public.agencies_user b ON b.id = g.given_by_id
   WHERE g.content_object_id = referral AND g.expires_at > statement_timestamp() AND u.is_active
     AND NOT EXISTS (SELECT FROM public.referrals_bar x WHERE x.referral_id = referral AND x.user_id = u.id
         AND x.ended_at IS NULL)
     AND public.mash_sees_referral(referral)
  UNION ALL
  SELECT gr.name, 'group', g.reason, coalesce(b.name, ''), g.given_at, nullif(g.expires_at, '9999-01-01 00:00+00'),
         NULL, g.kind
    FROM public.referrals_referralgroupgrant g JOIN public.auth_group gr ON gr.id = g.group_id
    LEFT JOIN public.agencies_user b ON b.id = g.given_by_id
   WHERE g.content_object_id = referral AND g.expires_at > statement_timestamp() AND public.mash_sees_referral(referral)
  UNION ALL
  SELECT a.name, 'request', 'Sees one information request, not the case', coalesce(b.name, ''), q.sent_at, NULL,
         NULL, 'request'
    FROM public.referrals_informationrequest q JOIN public.agencies_agency a ON a.id = q.agency_id
    LEFT JOIN public.agencies_user b ON b.id = q.sent_by_id
   WHERE q.referral_id = referral AND public.mash_sees_referral(referral)
  UNION ALL
  SELECT a.name, 'product', 'Sees one released product, not the case', coalesce(b.name, ''), g.given_at, NULL,
      NULL, 'product'
    FROM public.referrals_product p JOIN public.referrals_productgroupgrant g ON g.content_object_id = p.id
    JOIN public.agencies_agency a ON a.group_id = g.group_id LEFT JOIN public.agencies_user b ON b.id = g.given_by_id
   WHERE p.referral_id = referral AND g.expires_at > statement_timestamp() AND public.mash_sees_referral(referral) $$;
GRANT EXECUTE ON FUNCTION mash_who_can_see(uuid) TO mash_app;

-- Access to this record that was withdrawn or has expired.
CREATE OR REPLACE FUNCTION mash_past_access(referral uuid)
  RETURNS TABLE(who text, kind text, reason text, given_by text, given_at timestamptz, ended_at timestamptz,
    ended_by text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT u.name, g.kind, g.reason, coalesce(b.name, ''), g.given_at, g.expires_at, coalesce(w.name, '')
    FROM public.referrals_referralusergrant g JOIN public.agencies_user u ON u.id = g.user_id
    LEFT JOIN public.agencies_user b ON b.id = g.given_by_id
    LEFT JOIN public.agencies_user w ON w.id = g.withdrawn_by_id
   WHERE g.content_object_id = referral AND g.expires_at <= statement_timestamp()
     AND public.mash_sees_referral(referral)
   ORDER BY g.expires_at DESC $$;
GRANT EXECUTE ON FUNCTION mash_past_access(uuid) TO mash_app;

-- What a person can see beyond the cases of their team, for governance of their hub: references
-- only.
CREATE OR REPLACE FUNCTION mash_access_of(person bigint)
  RETURNS TABLE(reference text, kind text, reason text, given_by text, given_at timestamptz, expires_at
    timestamptz, is_open boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT r.reference, g.kind, g.reason, coalesce(b.name, ''), g.given_at, nullif(g.expires_at, '9999-01-01 00:00+00'),
         g.expires_at > statement_timestamp() AND u.is_active
    FROM public.agencies_user u JOIN public.referrals_referralusergrant g ON g.user_id = u.id
    JOIN public.referrals_referral r ON r.id = g.content_object_id
    LEFT JOIN public.agencies_user b ON b.id = g.given_by_id
   WHERE u.id = person AND u.hub_id = ANY (public.mash_governed_hubs())
  UNION ALL
  SELECT q.reference, g.kind, g.reason, coalesce(b.name, ''), g.given_at, nullif(g.expires_at, '9999-01-01 00:00+00'),
         g.expires_at > statement_timestamp() AND u.is_active
    FROM public.agencies_user u JOIN public.agencies_user_groups m ON m.user_id = u.id
    JOIN public.referrals_requestgroupgrant g ON g.group_id = m.group_id
    JOIN public.referrals_informationrequest q ON q.id = g.content_object_id
    LEFT JOIN public.agencies_user b ON b.id = g.given_by_id
   WHERE u.id = person AND u.hub_id = ANY (public.mash_governed_hubs())
  UNION ALL
  SELECT p.reference, g.kind, g.reason, coalesce(b.name, ''), g.given_at, nullif(g.expires_at, '9999-01-01 00:00+00'),
         g.expires_at > statement_timestamp() AND u.is_active
    FROM public.agencies_user u JOIN public.agencies_user_groups m ON m.user_id = u.id
    JOIN public.referrals_productgroupgrant g ON g.group_id = m.group_id
    JOIN public.referrals_product p ON p.id = g.content_object_id
    LEFT JOIN public.agencies_user b ON b.id = g.given_by_id
   WHERE u.id = person AND u.hub_id = ANY (public.mash_governed_hubs()) $$;
GRANT EXECUTE ON FUNCTION mash_access_of(bigint) TO mash_app;

SET LOCAL ROLE mash_owner;
