-- Whoever asks to see a record never learns whose it is: the message to its holder is put in the outbox by the guard.
GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;

-- One's own open ask, to the record's worker, else to whoever restricted it, else to the hub's duty address. Somebody
-- who has left, or is barred from the record, is told nothing of it.
CREATE FUNCTION mash_tell_of_ask(ask uuid, message uuid) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  INSERT INTO public.referrals_outboxmessage (id, hub_id, template, "to", context, key, created_at, attempts, failure)
  SELECT message, r.hub_id, 'asked_to_see',
         coalesce((SELECT u.email FROM public.agencies_user u WHERE u.is_active
                      AND u.id IN (r.allocated_to_id, s.by_id)
                      AND NOT EXISTS (SELECT FROM public.referrals_bar x
                                      WHERE x.referral_id = r.id AND x.user_id = u.id AND x.ended_at IS NULL)
                    ORDER BY u.id = r.allocated_to_id DESC NULLS LAST LIMIT 1), h.duty_email),
         jsonb_build_object('reference', r.reference), 'ask:' || k.id, statement_timestamp(), 0, ''
    FROM public.referrals_ask k JOIN public.referrals_referral r ON r.id = k.referral_id
    JOIN public.agencies_hub h ON h.id = r.hub_id
    LEFT JOIN public.referrals_restriction s ON s.referral_id = r.id AND s.ended_at IS NULL
   WHERE k.id = ask AND k.asked_by_id = public.mash_active_uid() AND k.answered_at IS NULL
  ON CONFLICT DO NOTHING $$;

REVOKE ALL ON FUNCTION mash_tell_of_ask(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mash_tell_of_ask(uuid, uuid) TO mash_app;
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;

CREATE POLICY guard ON referrals_outboxmessage TO mash_guard USING (true);
GRANT SELECT, INSERT ON referrals_outboxmessage TO mash_guard;
