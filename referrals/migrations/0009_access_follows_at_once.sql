-- Functions belong to the guard, who makes them; policies and privileges are the owner's.
GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;

-- How many items a product went out with, for whoever may read it: those kept from them now are counted too.
CREATE FUNCTION mash_pieces(product uuid) RETURNS bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT count(c.id) FROM public.referrals_product p JOIN public.referrals_productitem c ON c.product_id = p.id
   WHERE p.id = product AND p.referral_id <> ALL (public.mash_bars())
     AND (public.mash_sees_referral(p.referral_id)
          OR EXISTS (SELECT FROM public.referrals_productgroupgrant g WHERE g.content_object_id = p.id
               AND g.group_id = ANY (public.mash_groups()) AND g.permission_id = public.mash_perm('read_product')
               AND g.expires_at > statement_timestamp())) $$;

-- Old answers being written, and those nobody has touched since their request was closed; how many went, by hub.
CREATE FUNCTION mash_remove_answer_drafts(untouched_since timestamptz, at_most int)
  RETURNS TABLE (hub bigint, removed bigint)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF NOT public.mash_is_system() THEN PERFORM public.mash_refuse('only background work removes old drafts'); END IF;
  RETURN QUERY
  WITH old AS (SELECT d.id, q.hub_id FROM public.referrals_answerdraft d
                 JOIN public.referrals_informationrequest q ON q.id = d.request_id
                WHERE d.changed_at < untouched_since OR d.changed_at < coalesce(q.released_at, q.closed_at)
                ORDER BY d.changed_at LIMIT at_most),
       gone AS (DELETE FROM public.referrals_answerdraft d USING old WHERE d.id = old.id RETURNING old.hub_id)
  SELECT g.hub_id, count(*) FROM gone g GROUP BY g.hub_id;
END $$;

-- May whoever holds this address still see what a waiting message points to? An agency's: what was put or released to
-- it. A person's: they are active, not barred, and see the record where the message opens it. The hub's duty address.
-- What goes back to a referrer goes on unless they are suspended or barred.
CREATE FUNCTION mash_still_concerns(message uuid) RETURNS boolean
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  m public.referrals_outboxmessage;
  r public.referrals_referral;
  person public.agencies_user;
  wanted text;
BEGIN
  IF NOT public.mash_is_system() THEN PERFORM public.mash_refuse('only background work sends messages'); END IF;
  SELECT * INTO m FROM public.referrals_outboxmessage WHERE id = message;
  wanted := m.context ->> 'reference';
  IF m.template IN ('request_sent', 'chaser_before', 'chaser_after') THEN
    RETURN EXISTS (SELECT FROM public.referrals_informationrequest q JOIN public.agencies_agency a ON a.id = q.agency_id
      JOIN public.referrals_requestgroupgrant g ON g.content_object_id = q.id AND g.group_id = a.group_id
      WHERE q.reference = wanted AND a.is_active AND lower(a.notice_email) = lower(m."to")
        AND g.permission_id = public.mash_perm('answer_request') AND g.expires_at > statement_timestamp()
        AND (m.template = 'request_sent' OR (q.closed_at IS NULL AND q.released_at IS NULL)));
  END IF;
  IF m.template = 'product_released' THEN
    RETURN EXISTS (SELECT FROM public.referrals_product p
      JOIN public.referrals_productgroupgrant g ON g.content_object_id = p.id
      JOIN public.agencies_agency a ON a.group_id = g.group_id
      WHERE p.reference = wanted AND a.is_active AND lower(a.notice_email) = lower(m."to")
        AND g.permission_id = public.mash_perm('read_product') AND g.expires_at > statement_timestamp());
  END IF;
  SELECT o.* INTO r FROM public.referrals_referral o WHERE o.reference = wanted
     OR o.id = (SELECT q.referral_id FROM public.referrals_informationrequest q WHERE q.reference = wanted);
  SELECT u.* INTO person FROM public.agencies_user u WHERE lower(u.email) = lower(m."to");
  IF person.id IS NULL THEN
    RETURN m.template NOT IN ('red_rating', 'overdue_at_hub', 'more_time', 'marks_changed', 'restriction_to_lift',
                              'asked_to_see', 'ask_answered', 'glass_broken', 'glass_to_review')
      OR EXISTS (SELECT FROM public.agencies_hub h WHERE h.id = m.hub_id AND lower(h.duty_email) = lower(m."to"));
  END IF;
  IF NOT person.is_active OR EXISTS (SELECT FROM public.referrals_bar b
       WHERE b.referral_id = r.id AND b.user_id = person.id AND b.ended_at IS NULL) THEN RETURN false; END IF;
  IF m.template = 'glass_to_review' THEN
    RETURN EXISTS (SELECT FROM public.agencies_membership s WHERE s.user_id = person.id AND s.ended_at IS NULL
                   AND s.role = 'governance' AND person.hub_id = m.hub_id);
  END IF;
  IF m.template NOT IN ('red_rating', 'overdue_at_hub', 'marks_changed', 'restriction_to_lift', 'asked_to_see',
                        'glass_broken') THEN RETURN true; END IF;
  RETURN (NOT r.restricted AND EXISTS (SELECT FROM public.agencies_hub h
       JOIN public.agencies_user_groups x ON x.group_id = h.team_group_id WHERE h.id = r.hub_id AND x.user_id = person.id))
    OR EXISTS (SELECT FROM public.referrals_referralusergrant g WHERE g.content_object_id = r.id
       AND g.user_id = person.id AND g.permission_id = public.mash_perm('view_referral') AND g.expires_at > statement_timestamp())
    OR EXISTS (SELECT FROM public.referrals_referralgroupgrant g
       JOIN public.agencies_user_groups x ON x.group_id = g.group_id AND x.user_id = person.id
       WHERE g.content_object_id = r.id AND g.permission_id = public.mash_perm('view_referral')
         AND g.expires_at > statement_timestamp());
END $$;

DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['mash_pieces(uuid)', 'mash_remove_answer_drafts(timestamptz, int)',
                           'mash_still_concerns(uuid)'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO mash_app', f);
  END LOOP;
END $$;
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;

CREATE POLICY guard ON referrals_productitem TO mash_guard USING (true);
GRANT SELECT ON referrals_productitem TO mash_guard;

-- An answer being written belongs to the agency: whoever leaves it reads it no more, whoever stays can go on with it.
ALTER TABLE referrals_answerdraft ENABLE ROW LEVEL SECURITY;
ALTER TABLE referrals_answerdraft FORCE ROW LEVEL SECURITY;
CREATE POLICY see ON referrals_answerdraft FOR SELECT TO mash_app USING (mash_answers(request_id));
CREATE POLICY start ON referrals_answerdraft FOR INSERT TO mash_app WITH CHECK (
  mash_answers(request_id) AND by_id = (SELECT mash_active_uid()));
CREATE POLICY write ON referrals_answerdraft FOR UPDATE TO mash_app USING (
  mash_answers(request_id) AND by_id = (SELECT mash_active_uid()));
CREATE POLICY remove ON referrals_answerdraft FOR DELETE TO mash_app USING (mash_answers(request_id));
CREATE POLICY upkeep ON referrals_answerdraft TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_answerdraft TO mash_guard USING (true);
GRANT SELECT, DELETE ON referrals_answerdraft TO mash_guard;

-- Only somebody known puts a message in the outbox, and only one that still waits.
ALTER POLICY put ON referrals_outboxmessage WITH CHECK (
  sent_at IS NULL AND dropped_at IS NULL AND attempts = 0 AND failure = ''
  AND ((SELECT mash_active_uid()) IS NOT NULL OR (SELECT mash_draft()) <> '' OR (SELECT mash_is_system())));
