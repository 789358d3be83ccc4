-- What the app role may do at all -----------------------------------------------------------------------------------
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO mash_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO mash_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO mash_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO mash_app;
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM mash_app;
REVOKE UPDATE, DELETE ON audit_event FROM mash_app;
-- grants change only through the functions below
REVOKE INSERT, UPDATE, DELETE ON referrals_referralusergrant, referrals_referralgroupgrant, referrals_requestgroupgrant,
  referrals_productgroupgrant FROM mash_app;
-- rows that are history are written once
REVOKE UPDATE, DELETE ON referrals_move, referrals_ratinggiven, referrals_note, referrals_response, referrals_feedback,
  referrals_productitem, referrals_requestquestion FROM mash_app;
REVOKE DELETE ON referrals_referral, referrals_person, referrals_referrer, referrals_clock, referrals_lawfulbasis,
  referrals_informationrequest, referrals_item, referrals_decision, referrals_product, referrals_outboxmessage,
  referrals_bar, referrals_draft FROM mash_app;

-- Helpers of the policies ---------------------------------------------------------------------------------------------
CREATE FUNCTION mash_draft() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(current_setting('mash.draft', true), '');
CREATE FUNCTION mash_perm(wanted text) RETURNS int LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
  AS $$ SELECT p.id FROM public.auth_permission p JOIN public.django_content_type c ON c.id = p.content_type_id
        WHERE c.app_label = 'referrals' AND p.codename = wanted $$;
-- Records the person acting is barred from: never seen, whatever else would open them.
CREATE FUNCTION mash_bars() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
  AS $$ SELECT coalesce(array_agg(referral_id), '{}') FROM public.referrals_bar
        WHERE user_id = public.mash_uid() AND ended_at IS NULL $$;
-- A referrer may add to what they have just sent, for one minute, and never reads it back.
CREATE FUNCTION mash_may_add(referral uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public
  AS $$ SELECT EXISTS (SELECT FROM public.referrals_referral r WHERE r.id = referral
          AND r.created_at > statement_timestamp() - interval '1 minute'
          AND (r.created_by_id = public.mash_active_uid()
               OR (r.draft_hash <> '' AND r.draft_hash = public.mash_draft()))) $$;

-- The rule -----------------------------------------------------------------------------------------------------------
-- The hub's own team sees the hub's referrals that are not restricted; beyond that, who holds a grant; barred, nobody.
CREATE FUNCTION mash_sees_referral(referral uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public
  AS $$ SELECT EXISTS (SELECT FROM public.referrals_referral r WHERE r.id = referral
          AND r.id <> ALL (public.mash_bars())
          AND ((r.hub_id = ANY (public.mash_team_hubs()) AND NOT r.restricted)
            OR EXISTS (SELECT FROM public.referrals_referralusergrant g WHERE g.content_object_id = r.id
                 AND g.user_id = public.mash_active_uid() AND g.permission_id = public.mash_perm('view_referral')
                 AND g.expires_at > statement_timestamp())
            OR EXISTS (SELECT FROM public.referrals_referralgroupgrant g WHERE g.content_object_id = r.id
                 AND g.group_id = ANY (public.mash_groups()) AND g.permission_id = public.mash_perm('view_referral')
                 AND g.expires_at > statement_timestamp()))) $$;

CREATE POLICY see ON referrals_referral FOR SELECT TO mash_app USING (
  id <> ALL ((SELECT mash_bars())::uuid[]) AND (
    (hub_id = ANY ((SELECT mash_team_hubs())::bigint[]) AND NOT restricted)
    OR EXISTS (SELECT FROM referrals_referralusergrant g WHERE g.content_object_id = referrals_referral.id
         AND g.user_id = (SELECT mash_active_uid()) AND g.permission_id = (SELECT mash_perm('view_referral'))
         AND g.expires_at > statement_timestamp())
    OR EXISTS (SELECT FROM referrals_referralgroupgrant g WHERE g.content_object_id = referrals_referral.id
         AND g.group_id = ANY ((SELECT mash_groups())::int[]) AND g.permission_id = (SELECT mash_perm('view_referral'))
         AND g.expires_at > statement_timestamp())));
CREATE POLICY send ON referrals_referral FOR INSERT TO mash_app WITH CHECK (
  created_by_id = (SELECT mash_active_uid()) OR (draft_hash <> '' AND draft_hash = (SELECT mash_draft())));
CREATE POLICY work ON referrals_referral FOR UPDATE TO mash_app
  USING (mash_sees_referral(id)) WITH CHECK (hub_id = ANY ((SELECT mash_team_hubs())::bigint[]));

-- Rows that hang on a referral are seen with it. Those that come with it may be added by whoever sent it.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['move', 'ratinggiven', 'clock', 'lawfulbasis', 'note', 'referrer', 'person',
                           'involvedprofessional', 'decision', 'feedback'] LOOP
    EXECUTE format('CREATE POLICY see ON referrals_%s FOR SELECT TO mash_app USING (
      EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id))', t);
    EXECUTE format('CREATE POLICY change ON referrals_%s FOR UPDATE TO mash_app USING (
      EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id))', t);
    EXECUTE format('CREATE POLICY add ON referrals_%s FOR INSERT TO mash_app WITH CHECK (
      EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id) OR mash_may_add(referral_id))', t);
  END LOOP;
END $$;

CREATE POLICY see ON referrals_dissent FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_decision d WHERE d.id = decision_id));
CREATE POLICY add ON referrals_dissent FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_decision d WHERE d.id = decision_id));
CREATE POLICY change ON referrals_dissent FOR UPDATE TO mash_app USING (
  EXISTS (SELECT FROM referrals_decision d WHERE d.id = decision_id AND d.state = 'draft'));
CREATE POLICY remove ON referrals_dissent FOR DELETE TO mash_app USING (
  EXISTS (SELECT FROM referrals_decision d WHERE d.id = decision_id AND d.state = 'draft'));
CREATE POLICY see ON referrals_decisionitem FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_decision d WHERE d.id = decision_id));
CREATE POLICY add ON referrals_decisionitem FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_decision d WHERE d.id = decision_id AND d.state = 'draft'));
CREATE POLICY remove ON referrals_decisionitem FOR DELETE TO mash_app USING (
  EXISTS (SELECT FROM referrals_decision d WHERE d.id = decision_id AND d.state = 'draft'));

-- Drafts: their author, or whoever holds the secret.
CREATE POLICY own ON referrals_draft FOR SELECT TO mash_app USING (
  created_by_id = (SELECT mash_active_uid()) OR (secret_hash <> '' AND secret_hash = (SELECT mash_draft())));
CREATE POLICY start ON referrals_draft FOR INSERT TO mash_app WITH CHECK (
  created_by_id = (SELECT mash_active_uid()) OR (secret_hash <> '' AND secret_hash = (SELECT mash_draft())));
CREATE POLICY write ON referrals_draft FOR UPDATE TO mash_app USING (
  created_by_id = (SELECT mash_active_uid()) OR (secret_hash <> '' AND secret_hash = (SELECT mash_draft())));

-- Requests: the hub that sees the referral, the agency it was put to, and the worker that chases.
CREATE POLICY see ON referrals_informationrequest FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_requestgroupgrant g WHERE g.content_object_id = referrals_informationrequest.id
     AND g.group_id = ANY ((SELECT mash_groups())::int[]) AND g.permission_id = (SELECT mash_perm('answer_request'))
     AND g.expires_at > statement_timestamp())
  OR EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id)
  OR (SELECT mash_is_system()));
CREATE POLICY ask ON referrals_informationrequest FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY work ON referrals_informationrequest FOR UPDATE TO mash_app USING (
  EXISTS (SELECT FROM referrals_requestgroupgrant g WHERE g.content_object_id = referrals_informationrequest.id
     AND g.group_id = ANY ((SELECT mash_groups())::int[]) AND g.permission_id = (SELECT mash_perm('answer_request'))
     AND g.expires_at > statement_timestamp())
  OR EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id)
  OR (SELECT mash_is_system()));
CREATE POLICY see ON referrals_requestquestion FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_informationrequest q WHERE q.id = request_id) AND NOT (SELECT mash_is_system()));
CREATE POLICY ask ON referrals_requestquestion FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_informationrequest q JOIN referrals_referral r ON r.id = q.referral_id
          WHERE q.id = request_id));

-- Is the person acting with the agency this request was put to?
CREATE FUNCTION mash_answers(request uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public
  AS $$ SELECT EXISTS (SELECT FROM public.referrals_requestgroupgrant g WHERE g.content_object_id = request
          AND g.group_id = ANY (public.mash_groups()) AND g.permission_id = public.mash_perm('answer_request')
          AND g.expires_at > statement_timestamp()) $$;

CREATE POLICY see ON referrals_response FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_informationrequest q WHERE q.id = request_id) AND NOT (SELECT mash_is_system()));
CREATE POLICY answer ON referrals_response FOR INSERT TO mash_app WITH CHECK (mash_answers(request_id));
CREATE POLICY see ON referrals_item FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_informationrequest q WHERE q.id = request_id) AND NOT (SELECT mash_is_system()));
CREATE POLICY answer ON referrals_item FOR INSERT TO mash_app WITH CHECK (mash_answers(request_id));
CREATE POLICY mark ON referrals_item FOR UPDATE TO mash_app USING (mash_answers(request_id));

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

-- Products: the hub that sees the referral, and the agencies it was released to.
CREATE POLICY see ON referrals_product FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_productgroupgrant g WHERE g.content_object_id = referrals_product.id
     AND g.group_id = ANY ((SELECT mash_groups())::int[]) AND g.permission_id = (SELECT mash_perm('read_product'))
     AND g.expires_at > statement_timestamp())
  OR EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY release ON referrals_product FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY see ON referrals_productitem FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_product p WHERE p.id = product_id));
CREATE POLICY release ON referrals_productitem FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_product p JOIN referrals_referral r ON r.id = p.referral_id WHERE p.id = product_id));
CREATE POLICY see ON referrals_product_agencies FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_product p JOIN referrals_referral r ON r.id = p.referral_id WHERE p.id = product_id));
CREATE POLICY release ON referrals_product_agencies FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_product p JOIN referrals_referral r ON r.id = p.referral_id WHERE p.id = product_id));

-- The outbox is written by any work and read only by the worker that sends.
CREATE POLICY put ON referrals_outboxmessage FOR INSERT TO mash_app WITH CHECK (true);
CREATE POLICY send ON referrals_outboxmessage FOR SELECT TO mash_app USING ((SELECT mash_is_system()));
CREATE POLICY sent ON referrals_outboxmessage FOR UPDATE TO mash_app USING ((SELECT mash_is_system()));

-- A person's own grants. Who else sees a record is asked of mash_who_can_see.
CREATE POLICY own ON referrals_referralusergrant FOR SELECT TO mash_app USING (
  user_id = (SELECT mash_active_uid()) AND expires_at > statement_timestamp());
CREATE POLICY own ON referrals_referralgroupgrant FOR SELECT TO mash_app USING (
  group_id = ANY ((SELECT mash_groups())::int[]) AND expires_at > statement_timestamp());
CREATE POLICY own ON referrals_requestgroupgrant FOR SELECT TO mash_app USING (
  group_id = ANY ((SELECT mash_groups())::int[]) AND expires_at > statement_timestamp());
CREATE POLICY own ON referrals_productgroupgrant FOR SELECT TO mash_app USING (
  group_id = ANY ((SELECT mash_groups())::int[]) AND expires_at > statement_timestamp());

-- Switch the walls on, for the owner too; upkeep must be asked for by name. The guard sees what its functions ask.
DO $$
DECLARE t text;
BEGIN
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'referrals\_%' LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY upkeep ON %I TO mash_owner USING (current_setting(''mash.upkeep'', true) = ''on'')', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['referral', 'bar', 'referralusergrant', 'referralgroupgrant', 'requestgroupgrant',
                           'productgroupgrant', 'informationrequest', 'product', 'person'] LOOP
    EXECUTE format('CREATE POLICY guard ON referrals_%s TO mash_guard USING (true)', t);
    EXECUTE format('GRANT SELECT ON referrals_%s TO mash_guard', t);
  END LOOP;
END $$;
GRANT INSERT, UPDATE ON referrals_referralusergrant, referrals_referralgroupgrant, referrals_requestgroupgrant,
  referrals_productgroupgrant TO mash_guard;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO mash_guard;
GRANT SELECT ON auth_permission, django_content_type, auth_group TO mash_guard;

-- Giving and withdrawing ------------------------------------------------------------------------------------------------
CREATE FUNCTION mash_refuse(why text) RETURNS void LANGUAGE plpgsql
  AS $$ BEGIN RAISE EXCEPTION '%', why USING ERRCODE = 'insufficient_privilege'; END $$;

-- Give one person of the same hub sight of a referral the giver sees. Raises insufficient_privilege otherwise.
CREATE FUNCTION mash_share_referral(referral uuid, person bigint, until timestamptz, why text) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF NOT public.mash_sees_referral(referral) THEN PERFORM public.mash_refuse('may not share this referral'); END IF;
  IF NOT EXISTS (SELECT FROM public.agencies_user u JOIN public.referrals_referral r ON r.hub_id = u.hub_id
                 WHERE u.id = person AND u.is_active AND r.id = referral) THEN
    PERFORM public.mash_refuse('may share only with somebody of the same hub'); END IF;
  INSERT INTO public.referrals_referralusergrant
    (content_object_id, user_id, permission_id, given_by_id, given_at, expires_at, reason)
  VALUES (referral, person, public.mash_perm('view_referral'), public.mash_uid(), statement_timestamp(), until, why)
  ON CONFLICT (user_id, permission_id, content_object_id) DO UPDATE
    SET expires_at = excluded.expires_at, given_by_id = excluded.given_by_id, given_at = excluded.given_at,
        reason = excluded.reason;
END $$;

CREATE FUNCTION mash_unshare_referral(referral uuid, person bigint) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF NOT public.mash_sees_referral(referral) THEN PERFORM public.mash_refuse('may not change this referral'); END IF;
  UPDATE public.referrals_referralusergrant SET expires_at = statement_timestamp()
   WHERE content_object_id = referral AND user_id = person AND expires_at > statement_timestamp();
END $$;

-- Open a request just made to the agency it is put to.
CREATE FUNCTION mash_open_request(request uuid) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.referrals_informationrequest q WHERE q.id = request
                 AND public.mash_sees_referral(q.referral_id)) THEN
    PERFORM public.mash_refuse('may not send this request'); END IF;
  INSERT INTO public.referrals_requestgroupgrant
    (content_object_id, group_id, permission_id, given_by_id, given_at, expires_at, reason)
  SELECT q.id, a.group_id, public.mash_perm('answer_request'), public.mash_uid(), statement_timestamp(),
         '9999-01-01 00:00+00', 'request put to the agency'
  FROM public.referrals_informationrequest q JOIN public.agencies_agency a ON a.id = q.agency_id WHERE q.id = request;
END $$;

CREATE FUNCTION mash_open_product(product uuid, agency bigint) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.referrals_product p JOIN public.agencies_agency a ON a.hub_id = p.hub_id
                 WHERE p.id = product AND a.id = agency AND public.mash_sees_referral(p.referral_id)) THEN
    PERFORM public.mash_refuse('may not release this product'); END IF;
  INSERT INTO public.referrals_productgroupgrant
    (content_object_id, group_id, permission_id, given_by_id, given_at, expires_at, reason)
  SELECT product, a.group_id, public.mash_perm('read_product'), public.mash_uid(), statement_timestamp(),
         '9999-01-01 00:00+00', 'product released to the agency'
  FROM public.agencies_agency a WHERE a.id = agency;
END $$;

-- Who can see this referral, and why: one row for each way in. Empty for whoever cannot see it.
CREATE FUNCTION mash_who_can_see(referral uuid)
  RETURNS TABLE (who text, via text, reason text, given_by text, given_at timestamptz, expires_at timestamptz,
                 person bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT h.name || ' team', 'team', 'The hub’s own team sees its referrals that are not restricted', '', r.received_at,
         NULL::timestamptz, NULL::bigint
    FROM public.referrals_referral r JOIN public.agencies_hub h ON h.id = r.hub_id
   WHERE r.id = referral AND NOT r.restricted AND public.mash_sees_referral(referral)
  UNION ALL
  SELECT u.name, 'person', g.reason, coalesce(b.name, ''), g.given_at, nullif(g.expires_at, '9999-01-01 00:00+00'),
         u.id
    FROM public.referrals_referralusergrant g JOIN public.agencies_user u ON u.id = g.user_id
    LEFT JOIN public.agencies_user b ON b.id = g.given_by_id
   WHERE g.content_object_id = referral AND g.expires_at > statement_timestamp() AND u.is_active
     AND public.mash_sees_referral(referral)
  UNION ALL
  SELECT gr.name, 'group', g.reason, coalesce(b.name, ''), g.given_at, nullif(g.expires_at, '9999-01-01 00:00+00'),
         NULL
    FROM public.referrals_referralgroupgrant g JOIN public.auth_group gr ON gr.id = g.group_id
    LEFT JOIN public.agencies_user b ON b.id = g.given_by_id
   WHERE g.content_object_id = referral AND g.expires_at > statement_timestamp() AND public.mash_sees_referral(referral)
  UNION ALL
  SELECT a.name, 'request', 'Sees one information request, not the case', coalesce(b.name, ''), q.sent_at, NULL,
         NULL
    FROM public.referrals_informationrequest q JOIN public.agencies_agency a ON a.id = q.agency_id
    LEFT JOIN public.agencies_user b ON b.id = q.sent_by_id
   WHERE q.referral_id = referral AND public.mash_sees_referral(referral)
  UNION ALL
  SELECT a.name, 'product', 'Sees one released product, not the case', coalesce(b.name, ''), g.given_at, NULL, NULL
    FROM public.referrals_product p JOIN public.referrals_productgroupgrant g ON g.content_object_id = p.id
    JOIN public.agencies_agency a ON a.group_id = g.group_id LEFT JOIN public.agencies_user b ON b.id = g.given_by_id
   WHERE p.referral_id = referral AND g.expires_at > statement_timestamp() AND public.mash_sees_referral(referral) $$;

-- What a referrer with an account may know of what they sent: the reference, when, and the stage.
CREATE FUNCTION mash_own_referrals()
  RETURNS TABLE (reference text, received_at timestamptz, status text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT r.reference, r.received_at, r.status FROM public.referrals_referral r
   WHERE r.created_by_id = public.mash_active_uid() AND r.channel = 'web_professional'
   ORDER BY r.received_at DESC $$;

-- A signed decision stays as it was signed; only "corrected by a later version" may still be noted.
CREATE FUNCTION referrals_decision_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state IN ('signed', 'corrected') AND NOT (
       NEW.state = 'corrected' AND OLD.state = 'signed'
       AND (to_jsonb(NEW) - 'state') = (to_jsonb(OLD) - 'state')) THEN
    RAISE EXCEPTION 'A signed decision is never changed: make a new version' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON referrals_decision
  FOR EACH ROW EXECUTE FUNCTION referrals_decision_is_frozen();

GRANT CREATE ON SCHEMA public TO mash_guard;
DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['mash_perm(text)', 'mash_bars()', 'mash_may_add(uuid)', 'mash_sees_referral(uuid)',
    'mash_answers(uuid)', 'mash_share_referral(uuid, bigint, timestamptz, text)', 'mash_unshare_referral(uuid, bigint)',
    'mash_open_request(uuid)', 'mash_open_product(uuid, bigint)', 'mash_who_can_see(uuid)', 'mash_own_referrals()'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO mash_app', f);
    EXECUTE format('ALTER FUNCTION %s OWNER TO mash_guard', f);
  END LOOP;
END $$;
REVOKE CREATE ON SCHEMA public FROM mash_guard;
