-- Functions belong to the guard, who makes them; policies and privileges are the owner's.
GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;

-- Who governs ---------------------------------------------------------------------------------------------------------
CREATE FUNCTION mash_governed_hubs() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
  AS $$ SELECT coalesce(array_agg(u.hub_id), '{}') FROM public.agencies_user u
        WHERE u.id = public.mash_active_uid() AND EXISTS (
          SELECT FROM public.agencies_membership m
          WHERE m.user_id = u.id AND m.ended_at IS NULL AND m.role = 'governance') $$;

-- Bars reach everything of the record -----------------------------------------------------------------------------------
CREATE OR REPLACE FUNCTION mash_answers(request uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public
  AS $$ SELECT EXISTS (SELECT FROM public.referrals_requestgroupgrant g
          JOIN public.referrals_informationrequest q ON q.id = g.content_object_id
          WHERE g.content_object_id = request AND q.referral_id <> ALL (public.mash_bars())
          AND g.group_id = ANY (public.mash_groups()) AND g.permission_id = public.mash_perm('answer_request')
          AND g.expires_at > statement_timestamp()) $$;

-- The product follows its owners: an item leaves it for partners when it is withdrawn or no longer released so far, and
-- for the hub when it is kept for the decision-maker. The words of existence only are nobody's.
CREATE FUNCTION mash_reads_copy(item uuid, product uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public
  AS $$ SELECT EXISTS (SELECT FROM public.referrals_item i, public.referrals_product p
          WHERE i.id = item AND p.id = product AND i.withdrawn_at IS NULL AND i.handling <> 'existence_only'
          AND p.audience = ANY (i.release)
          AND (NOT public.mash_sees_referral(p.referral_id) OR i.handling = 'hub_team'
               OR p.hub_id = ANY (public.mash_decider_hubs()))) $$;

-- Giving and withdrawing: each giving is a row, ended by the next one of its kind or by whoever withdraws it ------------
CREATE FUNCTION mash_end_grants(referral uuid, person bigint, kinds text[]) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  UPDATE public.referrals_referralusergrant
     SET expires_at = statement_timestamp(), withdrawn_at = statement_timestamp(), withdrawn_by_id = public.mash_uid()
   WHERE content_object_id = referral AND user_id = person AND kind = ANY (kinds)
     AND expires_at > statement_timestamp() $$;

-- Give one person of the same hub sight of a referral the giver sees. Raises insufficient_privilege otherwise.
CREATE FUNCTION mash_give_sight(referral uuid, person bigint, what text, until timestamptz, why text) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF what NOT IN ('allocation', 'named', 'visit') THEN PERFORM public.mash_refuse('not a kind that people give'); END IF;
  IF NOT public.mash_sees_referral(referral) THEN PERFORM public.mash_refuse('may not share this referral'); END IF;
  IF NOT EXISTS (SELECT FROM public.agencies_user u JOIN public.referrals_referral r ON r.hub_id = u.hub_id
                 WHERE u.id = person AND u.is_active AND r.id = referral) THEN
    PERFORM public.mash_refuse('may share only with somebody of the same hub'); END IF;
  PERFORM public.mash_end_grants(referral, person, ARRAY[what]);
  INSERT INTO public.referrals_referralusergrant
    (content_object_id, user_id, permission_id, kind, given_by_id, given_at, expires_at, reason)
  VALUES (referral, person, public.mash_perm('view_referral'), what, public.mash_uid(), statement_timestamp(), until, why);
END $$;

CREATE FUNCTION mash_withdraw_sight(referral uuid, person bigint, kinds text[]) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF NOT public.mash_sees_referral(referral) THEN PERFORM public.mash_refuse('may not change this referral'); END IF;
  PERFORM public.mash_end_grants(referral, person, kinds);
END $$;

-- What the release before this one calls, until its last process has stopped.
CREATE OR REPLACE FUNCTION mash_share_referral(referral uuid, person bigint, until timestamptz, why text) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
  AS $$ SELECT public.mash_give_sight(referral, person, 'named', until, why) $$;

CREATE OR REPLACE FUNCTION mash_unshare_referral(referral uuid, person bigint) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
  AS $$ SELECT public.mash_withdraw_sight(referral, person, ARRAY['allocation', 'named', 'visit']) $$;

CREATE OR REPLACE FUNCTION mash_open_request(request uuid) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.referrals_informationrequest q WHERE q.id = request
                 AND public.mash_sees_referral(q.referral_id)) THEN
    PERFORM public.mash_refuse('may not send this request'); END IF;
  INSERT INTO public.referrals_requestgroupgrant
    (content_object_id, group_id, permission_id, kind, given_by_id, given_at, expires_at, reason)
  SELECT q.id, a.group_id, public.mash_perm('answer_request'), 'request', public.mash_uid(), statement_timestamp(),
         '9999-01-01 00:00+00', 'request put to the agency'
  FROM public.referrals_informationrequest q JOIN public.agencies_agency a ON a.id = q.agency_id WHERE q.id = request
   AND NOT EXISTS (SELECT FROM public.referrals_requestgroupgrant g WHERE g.content_object_id = q.id
                   AND g.group_id = a.group_id AND g.expires_at > statement_timestamp());
END $$;

CREATE OR REPLACE FUNCTION mash_open_product(product uuid, agency bigint) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.referrals_product p JOIN public.agencies_agency a ON a.hub_id = p.hub_id
                 WHERE p.id = product AND a.id = agency AND public.mash_sees_referral(p.referral_id)) THEN
    PERFORM public.mash_refuse('may not release this product'); END IF;
  INSERT INTO public.referrals_productgroupgrant
    (content_object_id, group_id, permission_id, kind, given_by_id, given_at, expires_at, reason)
  SELECT product, a.group_id, public.mash_perm('read_product'), 'product', public.mash_uid(), statement_timestamp(),
         '9999-01-01 00:00+00', 'product released to the agency'
  FROM public.agencies_agency a WHERE a.id = agency
   AND NOT EXISTS (SELECT FROM public.referrals_productgroupgrant g WHERE g.content_object_id = product
                   AND g.group_id = a.group_id AND g.expires_at > statement_timestamp());
END $$;

-- A case transferred to another hub of this deployment is read by that hub's team until a time.
CREATE FUNCTION mash_hand_over(referral uuid, to_hub bigint, until timestamptz, why text) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.referrals_referral r WHERE r.id = referral AND r.status = 'transferred'
                 AND r.hub_id <> to_hub AND public.mash_sees_referral(referral)) THEN
    PERFORM public.mash_refuse('may not hand this referral over'); END IF;
  INSERT INTO public.referrals_referralgroupgrant
    (content_object_id, group_id, permission_id, kind, given_by_id, given_at, expires_at, reason)
  SELECT referral, h.team_group_id, public.mash_perm('view_referral'), 'transfer', public.mash_uid(),
         statement_timestamp(), until, why
  FROM public.agencies_hub h WHERE h.id = to_hub;
END $$;

-- Barring: by those who see the record or govern its hub; nobody bars themselves into knowing ---------------------------
CREATE FUNCTION mash_bar(referral uuid, person bigint, because text, why text) RETURNS bigint
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE made bigint;
BEGIN
  IF person = public.mash_uid() OR NOT EXISTS (
       SELECT FROM public.referrals_referral r JOIN public.agencies_user u ON u.hub_id = r.hub_id
       WHERE r.id = referral AND u.id = person
       AND (public.mash_sees_referral(r.id) OR r.hub_id = ANY (public.mash_governed_hubs()))) THEN
    PERFORM public.mash_refuse('may not bar this person from this referral'); END IF;
  INSERT INTO public.referrals_bar (referral_id, hub_id, reference, user_id, because, reason, given_by_id, given_at, ended_why)
  SELECT r.id, r.hub_id, r.reference, person, because, why, public.mash_uid(), statement_timestamp(), ''
    FROM public.referrals_referral r WHERE r.id = referral
  ON CONFLICT (referral_id, user_id) WHERE ended_at IS NULL DO NOTHING RETURNING id INTO made;
  RETURN made;
END $$;

-- Existence without content ---------------------------------------------------------------------------------------------
-- Restricted records of the same hub that name the same person (by NHS number, or last name and date of birth) as a
-- record the person acting sees, where they may not open the other and are not barred from it. `card` stands for the
-- record without saying which.
CREATE FUNCTION mash_hidden_records(seen_from uuid) RETURNS TABLE (record uuid, card text, person_position smallint, sure boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  WITH seen AS (
    SELECT q.*, r.hub_id FROM public.referrals_referral r JOIN public.referrals_person q ON q.referral_id = r.id
     WHERE r.id = seen_from AND r.hub_id = ANY (public.mash_team_hubs()) AND public.mash_sees_referral(r.id)),
  found AS (
    SELECT p.referral_id, q.position, q.hub_id, true AS sure FROM seen q JOIN public.referrals_person p
        ON p.nhs_number = q.nhs_number AND p.nhs_number <> '' WHERE p.referral_id <> seen_from
    UNION
    SELECT p.referral_id, q.position, q.hub_id, false FROM seen q JOIN public.referrals_person p
        ON p.date_of_birth = q.date_of_birth
       AND p.last_name IN (q.last_name, upper(q.last_name), lower(q.last_name), initcap(q.last_name))
     WHERE p.last_name <> '' AND p.referral_id <> seen_from)
  SELECT o.id, left(encode(sha256(convert_to(o.id::text || ':' || seen_from::text || ':' || public.mash_uid()::text, 'UTF8')), 'hex'), 20),
         min(f.position)::smallint, bool_or(f.sure)
    FROM found f JOIN public.referrals_referral o ON o.id = f.referral_id AND o.hub_id = f.hub_id
   WHERE o.restricted AND o.id <> ALL (public.mash_bars()) AND NOT public.mash_sees_referral(o.id)
   GROUP BY o.id $$;

CREATE FUNCTION mash_existence_cards(seen_from uuid)
  RETURNS TABLE (card text, person_position smallint, sure boolean, asked_at timestamptz, answered_at timestamptz, granted boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT h.card, h.person_position, h.sure, a.at, a.answered_at, a.granted
    FROM public.mash_hidden_records(seen_from) h
    LEFT JOIN LATERAL (SELECT k.at, k.answered_at, k.granted FROM public.referrals_ask k
      WHERE k.referral_id = h.record AND k.asked_by_id = public.mash_uid() ORDER BY k.at DESC LIMIT 1) a ON true
   ORDER BY h.card $$;

-- Ask the team of the record behind a card to be let in; asked twice, it is asked once. Nothing for a card that is none.
CREATE FUNCTION mash_ask(seen_from uuid, wanted text, key uuid, why text) RETURNS bigint
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hub bigint;
BEGIN
  INSERT INTO public.referrals_ask (id, referral_id, hub_id, reference, seen_from_id, asked_by_id, why, at, answer)
  SELECT key, r.id, r.hub_id, '', seen_from, public.mash_uid(), why, statement_timestamp(), ''
    FROM public.mash_hidden_records(seen_from) h JOIN public.referrals_referral r ON r.id = h.record WHERE h.card = wanted
  ON CONFLICT (referral_id, asked_by_id) WHERE answered_at IS NULL DO NOTHING
  RETURNING hub_id INTO hub;
  RETURN hub;
END $$;

-- Break-glass: a restricted record of one's own hub, by its reference or by a card, for the hub's minutes. No row for
-- anything else, so that a wrong reference, a barred person and another hub's record answer alike.
CREATE FUNCTION mash_break_glass(wanted text, seen_from uuid, key uuid, why text)
  RETURNS TABLE (reference text, record uuid, until timestamptz, worker bigint, restricted_by bigint)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE r public.referrals_referral; ends timestamptz;
BEGIN
  SELECT o.* INTO r FROM public.referrals_referral o
   WHERE (o.reference = wanted OR o.id IN (SELECT h.record FROM public.mash_hidden_records(seen_from) h WHERE h.card = wanted))
     AND o.restricted AND o.hub_id = ANY (public.mash_team_hubs()) AND o.id <> ALL (public.mash_bars())
     AND EXISTS (SELECT FROM public.agencies_membership m WHERE m.user_id = public.mash_active_uid()
                 AND m.ended_at IS NULL AND m.role IN ('manager', 'social_worker'));
  IF r.id IS NULL OR public.mash_sees_referral(r.id) THEN RETURN; END IF;
  SELECT statement_timestamp() + make_interval(mins => h.break_glass_minutes) INTO ends
    FROM public.agencies_hub h WHERE h.id = r.hub_id;
  INSERT INTO public.referrals_referralusergrant
    (content_object_id, user_id, permission_id, kind, given_by_id, given_at, expires_at, reason)
  VALUES (r.id, public.mash_uid(), public.mash_perm('view_referral'), 'break_glass', public.mash_uid(),
          statement_timestamp(), ends, 'Broke the glass in an emergency');
  INSERT INTO public.referrals_breakglass
    (id, referral_id, hub_id, reference, user_id, reason, at, until, finding, review_note)
  VALUES (key, r.id, r.hub_id, r.reference, public.mash_uid(), why, statement_timestamp(), ends, '', '');
  RETURN QUERY SELECT r.reference::text, r.id, ends, r.allocated_to_id,
    (SELECT s.by_id FROM public.referrals_restriction s WHERE s.referral_id = r.id AND s.ended_at IS NULL);
END $$;

-- Who can see this, and why? ----------------------------------------------------------------------------------------------
DROP FUNCTION mash_who_can_see(uuid);
CREATE FUNCTION mash_who_can_see(referral uuid)
  RETURNS TABLE (who text, via text, reason text, given_by text, given_at timestamptz, expires_at timestamptz,
                 person bigint, kind text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
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
     AND NOT EXISTS (SELECT FROM public.referrals_bar x WHERE x.referral_id = referral AND x.user_id = u.id AND x.ended_at IS NULL)
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
  SELECT a.name, 'product', 'Sees one released product, not the case', coalesce(b.name, ''), g.given_at, NULL, NULL, 'product'
    FROM public.referrals_product p JOIN public.referrals_productgroupgrant g ON g.content_object_id = p.id
    JOIN public.agencies_agency a ON a.group_id = g.group_id LEFT JOIN public.agencies_user b ON b.id = g.given_by_id
   WHERE p.referral_id = referral AND g.expires_at > statement_timestamp() AND public.mash_sees_referral(referral) $$;

-- Sight of this record that has ended: withdrawn, or run out.
CREATE FUNCTION mash_past_sight(referral uuid)
  RETURNS TABLE (who text, kind text, reason text, given_by text, given_at timestamptz, ended_at timestamptz, ended_by text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT u.name, g.kind, g.reason, coalesce(b.name, ''), g.given_at, g.expires_at, coalesce(w.name, '')
    FROM public.referrals_referralusergrant g JOIN public.agencies_user u ON u.id = g.user_id
    LEFT JOIN public.agencies_user b ON b.id = g.given_by_id LEFT JOIN public.agencies_user w ON w.id = g.withdrawn_by_id
   WHERE g.content_object_id = referral AND g.expires_at <= statement_timestamp() AND public.mash_sees_referral(referral)
   ORDER BY g.expires_at DESC $$;

-- What can this person see, beside what their team sees? For a governance officer of their hub; references only.
CREATE FUNCTION mash_sight_of(person bigint)
  RETURNS TABLE (reference text, kind text, reason text, given_by text, given_at timestamptz, expires_at timestamptz, is_open boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
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

DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['mash_governed_hubs()', 'mash_reads_copy(uuid, uuid)',
    'mash_give_sight(uuid, bigint, text, timestamptz, text)', 'mash_withdraw_sight(uuid, bigint, text[])',
    'mash_hand_over(uuid, bigint, timestamptz, text)', 'mash_bar(uuid, bigint, text, text)',
    'mash_existence_cards(uuid)', 'mash_ask(uuid, text, uuid, text)', 'mash_break_glass(text, uuid, uuid, text)',
    'mash_who_can_see(uuid)', 'mash_past_sight(uuid)', 'mash_sight_of(bigint)'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO mash_app', f);
  END LOOP;
END $$;
-- steps of the functions above, for nobody else to call
REVOKE ALL ON FUNCTION mash_end_grants(uuid, bigint, text[]), mash_hidden_records(uuid) FROM PUBLIC;
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;

ALTER POLICY see ON referrals_informationrequest USING (
  referral_id <> ALL ((SELECT mash_bars())::uuid[]) AND (
    EXISTS (SELECT FROM referrals_requestgroupgrant g WHERE g.content_object_id = referrals_informationrequest.id
       AND g.group_id = ANY ((SELECT mash_groups())::int[]) AND g.permission_id = (SELECT mash_perm('answer_request'))
       AND g.expires_at > statement_timestamp())
    OR EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id)
    OR (SELECT mash_is_system())));
ALTER POLICY work ON referrals_informationrequest USING (
  referral_id <> ALL ((SELECT mash_bars())::uuid[]) AND (
    EXISTS (SELECT FROM referrals_requestgroupgrant g WHERE g.content_object_id = referrals_informationrequest.id
       AND g.group_id = ANY ((SELECT mash_groups())::int[]) AND g.permission_id = (SELECT mash_perm('answer_request'))
       AND g.expires_at > statement_timestamp())
    OR EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id)
    OR (SELECT mash_is_system())));
ALTER POLICY see ON referrals_product USING (
  referral_id <> ALL ((SELECT mash_bars())::uuid[]) AND (
    EXISTS (SELECT FROM referrals_productgroupgrant g WHERE g.content_object_id = referrals_product.id
       AND g.group_id = ANY ((SELECT mash_groups())::int[]) AND g.permission_id = (SELECT mash_perm('read_product'))
       AND g.expires_at > statement_timestamp())
    OR EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id)));

ALTER POLICY see ON referrals_productitem USING (
  EXISTS (SELECT FROM referrals_product p WHERE p.id = product_id) AND mash_reads_copy(item_id, product_id));

-- Whoever sent a referral adds what came with it, and nothing that is for the hub to say.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['ratinggiven', 'lawfulbasis', 'note', 'decision', 'feedback'] LOOP
    EXECUTE format('ALTER POLICY add ON referrals_%s WITH CHECK (
      EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id))', t);
  END LOOP;
END $$;

-- The tables governance watches -------------------------------------------------------------------------------------------
ALTER TABLE referrals_restriction ENABLE ROW LEVEL SECURITY; ALTER TABLE referrals_restriction FORCE ROW LEVEL SECURITY;
ALTER TABLE referrals_restrictionreview ENABLE ROW LEVEL SECURITY;
ALTER TABLE referrals_restrictionreview FORCE ROW LEVEL SECURITY;
ALTER TABLE referrals_breakglass ENABLE ROW LEVEL SECURITY; ALTER TABLE referrals_breakglass FORCE ROW LEVEL SECURITY;
ALTER TABLE referrals_ask ENABLE ROW LEVEL SECURITY; ALTER TABLE referrals_ask FORCE ROW LEVEL SECURITY;

CREATE POLICY see ON referrals_restriction FOR SELECT TO mash_app USING (
  hub_id = ANY ((SELECT mash_governed_hubs())::bigint[])
  OR EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY add ON referrals_restriction FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND r.hub_id = referrals_restriction.hub_id
          AND r.reference = referrals_restriction.reference));
CREATE POLICY change ON referrals_restriction FOR UPDATE TO mash_app USING (
  hub_id = ANY ((SELECT mash_governed_hubs())::bigint[])
  OR EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));

CREATE POLICY see ON referrals_restrictionreview FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_restriction s WHERE s.id = restriction_id));
CREATE POLICY add ON referrals_restrictionreview FOR INSERT TO mash_app WITH CHECK (
  by_id = (SELECT mash_active_uid()) AND EXISTS (SELECT FROM referrals_restriction s WHERE s.id = restriction_id
    AND s.hub_id = ANY ((SELECT mash_governed_hubs())::bigint[]) AND s.referral_id = referrals_restrictionreview.referral_id));

-- A bar is known to governance and to those who see the record; never to the person barred.
CREATE POLICY see ON referrals_bar FOR SELECT TO mash_app USING (
  user_id <> (SELECT mash_uid()) AND (
    hub_id = ANY ((SELECT mash_governed_hubs())::bigint[])
    OR EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id)));
CREATE POLICY change ON referrals_bar FOR UPDATE TO mash_app USING (
  user_id <> (SELECT mash_uid()) AND hub_id = ANY ((SELECT mash_governed_hubs())::bigint[]));

CREATE POLICY see ON referrals_breakglass FOR SELECT TO mash_app USING (
  user_id = (SELECT mash_active_uid()) OR hub_id = ANY ((SELECT mash_governed_hubs())::bigint[])
  OR EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY review ON referrals_breakglass FOR UPDATE TO mash_app USING (
  user_id <> (SELECT mash_uid()) AND hub_id = ANY ((SELECT mash_governed_hubs())::bigint[]));

CREATE POLICY see ON referrals_ask FOR SELECT TO mash_app USING (
  asked_by_id = (SELECT mash_active_uid()) OR hub_id = ANY ((SELECT mash_governed_hubs())::bigint[])
  OR EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY answer ON referrals_ask FOR UPDATE TO mash_app USING (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));

REVOKE INSERT, DELETE ON referrals_breakglass, referrals_ask, referrals_bar FROM mash_app;
REVOKE UPDATE, DELETE ON referrals_restrictionreview FROM mash_app;
REVOKE DELETE ON referrals_restriction FROM mash_app;
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['restriction', 'restrictionreview', 'breakglass', 'ask'] LOOP
    EXECUTE format('CREATE POLICY upkeep ON referrals_%s TO mash_owner USING (current_setting(''mash.upkeep'', true) = ''on'')', t);
    EXECUTE format('CREATE POLICY guard ON referrals_%s TO mash_guard USING (true)', t);
    EXECUTE format('GRANT SELECT, INSERT ON referrals_%s TO mash_guard', t);
  END LOOP;
END $$;
GRANT INSERT ON referrals_bar TO mash_guard;
CREATE POLICY guard ON referrals_item TO mash_guard USING (true);
GRANT SELECT ON referrals_item TO mash_guard;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO mash_guard;
