-- What the governance officer's desk asks about records that its officer may not open.
GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;

-- Bar a person from a record by its reference, already confirmed. Nothing for a reference that is unknown or another
-- hub's, for a person of another hub, for oneself, and where they are barred already.
CREATE FUNCTION mash_bar_by_reference(wanted text, person bigint, because text, why text) RETURNS bigint
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE made bigint;
BEGIN
  INSERT INTO public.referrals_bar (referral_id, hub_id, reference, user_id, because, reason, given_by_id, given_at,
                                    confirmed_at, confirmed_by_id, ended_why)
  SELECT r.id, r.hub_id, r.reference, u.id, because, why, public.mash_uid(), statement_timestamp(),
         statement_timestamp(), public.mash_uid(), ''
    FROM public.referrals_referral r JOIN public.agencies_user u ON u.hub_id = r.hub_id
   WHERE r.reference = wanted AND u.id = person AND u.id <> public.mash_uid()
     AND r.hub_id = ANY (public.mash_governed_hubs())
  ON CONFLICT (referral_id, user_id) WHERE ended_at IS NULL DO NOTHING RETURNING id INTO made;
  RETURN made;
END $$;

-- How many people hold sight of each of these records; only of the hubs one governs.
CREATE FUNCTION mash_named_counts(records uuid[]) RETURNS TABLE (record uuid, named bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT r.id, count(DISTINCT g.user_id) FROM public.referrals_referral r
    LEFT JOIN public.referrals_referralusergrant g ON g.content_object_id = r.id
     AND g.permission_id = public.mash_perm('view_referral') AND g.expires_at > statement_timestamp()
   WHERE r.id = ANY (records) AND r.hub_id = ANY (public.mash_governed_hubs()) GROUP BY r.id $$;

REVOKE ALL ON FUNCTION mash_bar_by_reference(text, bigint, text, text), mash_named_counts(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mash_bar_by_reference(text, bigint, text, text), mash_named_counts(uuid[]) TO mash_app;
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;
