-- Whether a person was referred before, again and again: counted over every case of the hub, those that the user may not
-- see among them, and told as no more than yes or no.

SET LOCAL ROLE mash_guard;

-- Whether the hub's number of referrals about this person in its months before theirs is reached, theirs counted.
-- An unborn child has no name, so one of the same parent counts where nobody found that it is another. It is asked by
-- whoever works on the case.
CREATE OR REPLACE FUNCTION mash_is_repeat(subject uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT count(DISTINCT o.id) + 1 >= max(h.repeat_threshold)
    FROM public.referrals_person p JOIN public.referrals_referral r ON r.id = p.referral_id
    JOIN public.agencies_hub h ON h.id = r.hub_id
    LEFT JOIN LATERAL public.mash_same_people(ARRAY[r.id]) s ON s.person = p.id
    LEFT JOIN public.referrals_person q ON q.id = s.other AND (s.sure OR 'unborn' IN (p.kind, q.kind))
    LEFT JOIN public.referrals_referral o ON o.id = q.referral_id AND o.received_at <= r.received_at
     AND o.received_at >= (r.received_at AT TIME ZONE 'Europe/London' - make_interval(months => h.repeat_months))
                          AT TIME ZONE 'Europe/London'
   WHERE p.id = subject AND public.mash_works_on(r.id) HAVING count(*) > 0 $$;
GRANT EXECUTE ON FUNCTION mash_is_repeat(uuid) TO mash_app;

SET LOCAL ROLE mash_owner;
