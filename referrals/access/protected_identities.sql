-- Identities that are linked with no other record but by a governance officer, who sees references and reasons and no name.

SET LOCAL ROLE mash_guard;

-- Marks a person, and takes their pairs out of every list, card and count; those of other hubs go. Only the functions
-- below may call it, since it checks no right. The matcher waits, so that it adds no pair meanwhile.
CREATE OR REPLACE FUNCTION mash_put_protected(who uuid, what text, reason text, key uuid, now timestamptz) RETURNS uuid
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  made uuid;
  of_hub bigint;
BEGIN
  SELECT r.hub_id INTO STRICT of_hub
    FROM public.referrals_person p JOIN public.referrals_referral r ON r.id = p.referral_id WHERE p.id = who;
  PERFORM pg_advisory_xact_lock(hashtext('mash_people_to_match'), of_hub::int);
  INSERT INTO public.referrals_protectedidentity
    (id, referral_id, hub_id, reference, at, person_id, position, kind, why, by_id, ended_why)
  SELECT key, r.id, r.hub_id, r.reference, now, p.id, p.position, what, reason, public.mash_uid(), ''
    FROM public.referrals_person p JOIN public.referrals_referral r ON r.id = p.referral_id WHERE p.id = who
  ON CONFLICT (person_id) WHERE ended_at IS NULL DO NOTHING RETURNING id INTO made;
  UPDATE public.referrals_personpair p SET guarded = true WHERE who IN (p.first_id, p.second_id) AND NOT p.guarded;
  DELETE FROM public.referrals_personelsewhere e WHERE who IN (e.person_id, e.other_id);
  RETURN made;
END $$;

-- For whoever works on the case. Returns nothing if the person is protected already.
CREATE OR REPLACE FUNCTION mash_protect(who uuid, what text, reason text, key uuid, now timestamptz) RETURNS uuid
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.referrals_person p WHERE p.id = who AND public.mash_works_on(p.referral_id)) THEN
    PERFORM public.mash_refuse('may not protect somebody of this case'); END IF;
  RETURN public.mash_put_protected(who, what, reason, key, now);
END $$;
GRANT EXECUTE ON FUNCTION mash_protect(uuid, text, text, uuid, timestamptz) TO mash_app;

-- For governance, who know a person by the reference and their number in it. Returns nothing for an unknown reference or
-- number, those of another hub, a record that they are barred from, and whoever is protected already.
CREATE OR REPLACE FUNCTION mash_protect_by_reference(wanted text, number int, what text, reason text, key uuid,
    now timestamptz) RETURNS uuid
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT public.mash_put_protected(p.id, what, reason, key, now)
    FROM public.referrals_referral r JOIN public.referrals_person p ON p.referral_id = r.id
   WHERE r.reference = wanted AND p.position = number AND r.hub_id = ANY (public.mash_governed_hubs())
     AND r.id <> ALL (public.mash_bars()) $$;
GRANT EXECUTE ON FUNCTION mash_protect_by_reference(text, int, text, text, uuid, timestamptz) TO mash_app;

-- Ends a protection, for governance. Pairs with nobody else who is protected show again.
CREATE OR REPLACE FUNCTION mash_end_protection(identity uuid, reason text, now timestamptz) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  who uuid;
BEGIN
  UPDATE public.referrals_protectedidentity i
     SET ended_at = now, ended_by_id = public.mash_uid(), ended_why = reason
   WHERE i.id = identity AND i.ended_at IS NULL AND i.hub_id = ANY (public.mash_governed_hubs())
     AND i.referral_id <> ALL (public.mash_bars())
  RETURNING i.person_id INTO who;
  IF who IS NULL THEN RETURN false; END IF;
  UPDATE public.referrals_personpair p SET guarded = false
   WHERE who IN (p.first_id, p.second_id) AND p.guarded
     AND NOT public.mash_is_protected(p.first_id) AND NOT public.mash_is_protected(p.second_id);
  -- they are compared with other hubs again
  INSERT INTO public.referrals_persontomatch (person_id, hub_id, turn, at, is_new)
  SELECT i.person_id, i.hub_id, 0, now, false
    FROM public.referrals_protectedidentity i WHERE i.id = identity
  ON CONFLICT (person_id) DO NOTHING;
  RETURN true;
END $$;
GRANT EXECUTE ON FUNCTION mash_end_protection(uuid, text, timestamptz) TO mash_app;

-- Whose identity is protected in a case, with the rights of whoever asks.
CREATE OR REPLACE FUNCTION mash_protected_in(record uuid)
  RETURNS TABLE(person_position smallint, kind text, why text, by_name text, at timestamptz)
  LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT i.position, i.kind::text, i.why::text, u.name::text, i.at
    FROM public.referrals_protectedidentity i JOIN public.agencies_user u ON u.id = i.by_id
   WHERE i.referral_id = record AND i.ended_at IS NULL AND public.mash_sees_referral(record) ORDER BY i.position $$;
GRANT EXECUTE ON FUNCTION mash_protected_in(uuid) TO mash_app;

-- Who may be a protected person, or who is, for governance: the other record by its reference, and reasons without a name.
CREATE OR REPLACE FUNCTION mash_guarded_pairs(identity uuid)
  RETURNS TABLE(pair uuid, reference text, person_position smallint, band smallint, verdict text, reasons text[],
    verdicts bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p.id, r.reference::text, q.position, p.band, p.verdict::text, p.reasons,
         (SELECT count(*) FROM public.referrals_pairverdict v WHERE v.pair_id = p.id)
    FROM public.referrals_protectedidentity i
    JOIN public.referrals_personpair p ON i.person_id IN (p.first_id, p.second_id) AND p.guarded
    JOIN public.referrals_person q
      ON q.id = CASE i.person_id WHEN p.first_id THEN p.second_id ELSE p.first_id END
    JOIN public.referrals_referral r ON r.id = q.referral_id
   WHERE i.id = identity AND i.hub_id = ANY (public.mash_governed_hubs())
     AND i.referral_id <> ALL (public.mash_bars()) AND r.id <> ALL (public.mash_bars())
   ORDER BY p.band DESC, p.bits DESC, p.id $$;
GRANT EXECUTE ON FUNCTION mash_guarded_pairs(uuid) TO mash_app;

-- A governance officer decides about such a pair, which shows from then on if the two are the same. Returns '' if so, and
-- else why not: 'stale' if there are other verdicts than were `seen`, or what mash_join_people says.
CREATE OR REPLACE FUNCTION mash_judge_guarded(identity uuid, wanted uuid, what text, reason text, seen bigint, key uuid,
    now timestamptz) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  p public.referrals_personpair;
BEGIN
  IF NOT EXISTS (SELECT FROM public.mash_guarded_pairs(identity) g WHERE g.pair = wanted) THEN
    PERFORM public.mash_refuse('may not decide about these two'); END IF;
  SELECT x.* INTO p FROM public.referrals_personpair x WHERE x.id = wanted FOR UPDATE;
  IF NOT p.guarded OR seen <> (SELECT count(*) FROM public.referrals_pairverdict v WHERE v.pair_id = wanted) THEN
    RETURN 'stale'; END IF;
  INSERT INTO public.referrals_pairverdict (id, pair_id, verdict, why, band, reasons, weights, by_id, at)
  VALUES (key, p.id, what, reason, p.band, p.reasons, p.weights, public.mash_uid(), now);
  UPDATE public.referrals_personpair x
     SET verdict = what, decided_at = now, guarded = what <> 'same' WHERE x.id = p.id;
  RETURN public.mash_join_people(wanted, now);
END $$;
GRANT EXECUTE ON FUNCTION mash_judge_guarded(uuid, uuid, text, text, bigint, uuid, timestamptz) TO mash_app;

SET LOCAL ROLE mash_owner;
