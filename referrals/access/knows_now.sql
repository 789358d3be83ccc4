-- What the people whom a request or a product for agencies names know of the sharing now, by the newest lawful basis, and
-- whether somebody whom it does not name does not know, and whether a concern warns not to tell the family: for whoever may
-- read it. An agency reads nothing else of a basis, and no concern. The concerns are those of DO_NOT_TELL (codes/concerns.py).

SET LOCAL ROLE mash_guard;

CREATE OR REPLACE FUNCTION mash_knows_now(copy uuid) RETURNS TABLE(people jsonb, others_untold boolean, do_not_tell boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH shown AS (
    SELECT q.referral_id, q.subjects FROM public.referrals_informationrequest q
     WHERE q.id = copy AND q.referral_id <> ALL (public.mash_bars())
       AND (public.mash_sees_referral(q.referral_id) OR public.mash_answers(q.id))
    UNION ALL
    SELECT p.referral_id, p.subjects FROM public.referrals_product p
     WHERE p.id = copy AND p.audience = 'partners' AND p.referral_id <> ALL (public.mash_bars())
       AND (public.mash_sees_referral(p.referral_id)
            OR EXISTS (SELECT FROM public.referrals_productgroupgrant g WHERE g.content_object_id = p.id
                 AND g.group_id = ANY (public.mash_groups()) AND g.permission_id = public.mash_perm('read_product')
                 AND g.expires_at > statement_timestamp()))),
  newest AS (
    SELECT l.who_knows FROM public.referrals_lawfulbasis l JOIN shown ON shown.referral_id = l.referral_id
     ORDER BY l.at DESC, l.id DESC LIMIT 1),
  named AS (SELECT s.subject ->> 'person' AS person FROM shown, jsonb_array_elements(shown.subjects) AS s(subject)),
  answers AS (SELECT e.key, e.value FROM newest, jsonb_each_text(newest.who_knows) AS e(key, value))
  SELECT coalesce((SELECT jsonb_object_agg(a.key, a.value) FROM answers a
                    WHERE a.key IN (SELECT person FROM named)), '{}'::jsonb),
         EXISTS (SELECT FROM answers a WHERE a.value IN ('must_not', 'not_yet')
                  AND a.key NOT IN (SELECT person FROM named WHERE person IS NOT NULL)),
         EXISTS (SELECT FROM public.referrals_referral r
                  WHERE r.id = shown.referral_id
                    AND (r.concerns || r.risk_types || r.hub_concerns)::text[] && ARRAY[
                      'honour_based', 'sexual_abuse', 'sexual_abuse_by_child', 'harmful_sexual_behaviour', 'non_recent',
                      'sexual', 'perplexing'])
    FROM shown $$;
GRANT EXECUTE ON FUNCTION mash_knows_now(uuid) TO mash_app;

SET LOCAL ROLE mash_owner;
