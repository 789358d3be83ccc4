-- A restriction follows somebody to their next case: only whoever is named for the restricted record sees the new one,
-- until a manager among them decides.

SET LOCAL ROLE mash_guard;

-- Restricts a case as another record is restricted, and returns what changed; nothing if it is restricted already, or
-- was before as that record is, unless `anew`. Only the functions below may call it, since it checks no right.
--
-- Named are those who work on the record, and if none of them manages this case, the managers of the hub: somebody must
-- be there to decide. `lost` are those who had the case, keyed it in or were writing about it, and see it no more.
CREATE OR REPLACE FUNCTION mash_put_carried(source uuid, target uuid, anew boolean, who text, now timestamptz)
  RETURNS TABLE(record uuid, record_reference text, hub bigint, named bigint[], lost bigint[])
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  r public.referrals_referral;
  s public.referrals_restriction;
  root uuid;
  adults boolean;
BEGIN
  SELECT o.* INTO r FROM public.referrals_referral o WHERE o.id = target FOR UPDATE;
  SELECT x.* INTO s FROM public.referrals_restriction x WHERE x.referral_id = source AND x.ended_at IS NULL;
  root := coalesce(s.carried_from_id, source);
  IF r.restricted OR s.id IS NULL OR s.hub_id <> r.hub_id OR (NOT anew AND EXISTS (
       SELECT FROM public.referrals_restriction e WHERE e.referral_id = target AND e.carried_from_id = root)) THEN
    RETURN; END IF;
  adults := EXISTS (SELECT FROM public.referrals_person p
                     WHERE p.referral_id = target AND p.is_subject AND p.kind = 'adult');
  WITH team AS (
    SELECT u.id, public.mash_holds(u.id, '{manager}') OR (adults AND public.mash_holds(u.id, '{adults_manager}')) AS manages,
           EXISTS (SELECT FROM public.referrals_referralusergrant g
             WHERE g.content_object_id = source AND g.user_id = u.id AND g.kind IN ('allocation', 'named')
               AND g.permission_id = public.mash_perm('view_referral') AND g.expires_at > statement_timestamp()) AS there
      FROM public.agencies_user u
     WHERE u.hub_id = r.hub_id AND u.is_active
       AND public.mash_holds(u.id, '{manager,adults_manager,social_worker,out_of_hours,screener}')
       AND NOT EXISTS (SELECT FROM public.referrals_bar b WHERE b.user_id = u.id AND b.ended_at IS NULL
                         AND b.referral_id IN (source, target)))
  SELECT array_agg(t.id ORDER BY t.id) INTO named FROM team t
   WHERE t.there OR (t.manages AND NOT EXISTS (SELECT FROM team d WHERE d.there AND d.manages));
  named := coalesce(named, '{}');
  SELECT coalesce(array_agg(DISTINCT u.id ORDER BY u.id), '{}') INTO lost
    FROM public.agencies_user u
   WHERE u.is_active AND u.id <> ALL (named)
     AND (u.id IN (r.allocated_to_id, r.created_by_id)
          OR EXISTS (SELECT FROM public.referrals_casedraft d WHERE d.referral_id = target AND d.by_id = u.id)
          OR EXISTS (SELECT FROM public.referrals_referralusergrant g
              WHERE g.content_object_id = target AND g.user_id = u.id AND g.expires_at > statement_timestamp()))
     AND u.hub_id = r.hub_id AND NOT EXISTS (
       SELECT FROM public.referrals_bar b WHERE b.referral_id = target AND b.user_id = u.id AND b.ended_at IS NULL);
  -- Earlier grants would outlive the restriction, as where somebody restricts a case by hand.
  UPDATE public.referrals_referralusergrant g SET expires_at = statement_timestamp(), withdrawn_at = statement_timestamp()
   WHERE g.content_object_id = target AND g.user_id <> ALL (named) AND g.kind IN ('allocation', 'named', 'visit')
     AND g.expires_at > statement_timestamp();
  INSERT INTO public.referrals_referralusergrant
    (content_object_id, user_id, permission_id, kind, given_at, expires_at, reason)
  SELECT target, n.person, public.mash_perm('view_referral'), 'named', statement_timestamp(), '9999-01-01 00:00+00',
         'Named when a restriction was carried over to the case'
    FROM unnest(named) AS n(person)
   WHERE NOT EXISTS (SELECT FROM public.referrals_referralusergrant g
     WHERE g.content_object_id = target AND g.user_id = n.person AND g.kind = 'named'
       AND g.expires_at = '9999-01-01 00:00+00');
  INSERT INTO public.referrals_restriction
    (id, referral_id, hub_id, reference, at, reason, by_id, review_on, carried_from_id)
  SELECT gen_random_uuid(), target, r.hub_id, r.reference, now, 'carried', s.by_id,
         (now AT TIME ZONE 'Europe/London')::date + h.restriction_review_days, root
    FROM public.agencies_hub h WHERE h.id = r.hub_id;
  UPDATE public.referrals_referral o
     SET restricted = true, restricted_reason = 'carried', version = o.version + 1, changed_at = now,
         changed_by = who, changed_what = 'restricted it, as somebody in it may be in a restricted record'
   WHERE o.id = target;
  record := target; record_reference := r.reference; hub := r.hub_id;
  RETURN NEXT;
END $$;

-- Restrictions of records of somebody who is in a referral that arrived since. What was keyed in late from weeks before
-- is no new referral: of it, as of all older cases, whoever sees it learns that a record exists.
CREATE OR REPLACE FUNCTION mash_carry_restrictions(now timestamptz)
  RETURNS TABLE(record uuid, record_reference text, hub bigint, named bigint[], lost bigint[])
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  tie record;
BEGIN
  IF NOT public.mash_is_system() THEN PERFORM public.mash_refuse('only background work carries restrictions over'); END IF;
  FOR tie IN
    SELECT s.referral_id AS source, o.id AS target, min(s.at) AS since
      FROM public.referrals_restriction s, public.mash_same_people(ARRAY[s.referral_id]) p
      JOIN public.referrals_referral o ON o.id = p.other_record
     WHERE s.ended_at IS NULL AND p.sure AND NOT o.restricted
       AND o.created_at >= s.at AND o.received_at >= s.at - interval '31 days'
     GROUP BY s.referral_id, o.id ORDER BY since, s.referral_id, o.id
  LOOP
    RETURN QUERY SELECT c.* FROM public.mash_put_carried(tie.source, tie.target, false, 'The service', now) c;
  END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION mash_carry_restrictions(timestamptz) TO mash_app;

-- Two people were found to be one, and whoever each was found to be: where the case of one is restricted, so is now that
-- of who was joined with them by this decision. For whoever decided it.
CREATE OR REPLACE FUNCTION mash_carry_by_link(pair uuid, now timestamptz)
  RETURNS TABLE(record uuid, record_reference text, hub bigint, named bigint[], lost bigint[])
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  tie record;
  members uuid[];
BEGIN
  IF NOT public.mash_has_judged(pair) THEN PERFORM public.mash_refuse('may not link these two'); END IF;
  members := ARRAY(SELECT j.person FROM public.referrals_personpair p,
                     public.mash_joined(ARRAY[p.first_id, p.second_id], true) j WHERE p.id = pair AND p.verdict = 'same');
  FOR tie IN
    SELECT s.referral_id AS source, sides.target, min(s.at) AS since
      FROM public.referrals_personpair p, LATERAL (VALUES
        (p.first_referral_id, p.second_referral_id), (p.second_referral_id, p.first_referral_id)) AS sides(source, target)
      JOIN public.referrals_restriction s ON s.referral_id = sides.source AND s.ended_at IS NULL
     WHERE p.verdict = 'same' AND p.decided_at = now AND NOT p.guarded
       AND p.first_id = ANY (members) AND p.second_id = ANY (members)
     GROUP BY s.referral_id, sides.target ORDER BY since, s.referral_id, sides.target
  LOOP
    RETURN QUERY SELECT c.* FROM public.mash_put_carried(tie.source, tie.target, true,
      (SELECT u.name FROM public.agencies_user u WHERE u.id = public.mash_uid()), now) c;
  END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION mash_carry_by_link(uuid, timestamptz) TO mash_app;

-- Whether a case was restricted over the user's head while they had to do with it, so that they are told and need not
-- wonder. Never to whoever is barred from it, nor to whoever sees it.
CREATE OR REPLACE FUNCTION mash_lost_by_carrying(wanted text) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM public.referrals_referral r
      JOIN public.referrals_restriction s ON s.referral_id = r.id AND s.ended_at IS NULL AND s.carried_from_id IS NOT NULL
     WHERE r.reference = wanted AND r.hub_id = ANY (public.mash_team_hubs()) AND r.id <> ALL (public.mash_bars())
       AND NOT public.mash_sees_referral(r.id)
       AND (public.mash_active_uid() IN (r.allocated_to_id, r.created_by_id)
            OR EXISTS (SELECT FROM public.referrals_casedraft d
                        WHERE d.referral_id = r.id AND d.by_id = public.mash_active_uid())
            OR EXISTS (SELECT FROM public.referrals_referralusergrant g
                        WHERE g.content_object_id = r.id AND g.user_id = public.mash_active_uid()
                          AND g.withdrawn_at IS NOT NULL AND g.withdrawn_at >= s.at))) $$;
GRANT EXECUTE ON FUNCTION mash_lost_by_carrying(text) TO mash_app;

SET LOCAL ROLE mash_owner;
