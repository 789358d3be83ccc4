-- Where people live, as hashes with a secret that the database does not have. They are stored with the referral that
-- tells them, so that a secret address is secret in every case of the hub from that moment on.

-- Homes, seen by the hub's team with their case ------------------------------------------------------------------------
ALTER TABLE referrals_personhome ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT ON referrals_personhome TO mash_app;
GRANT SELECT, INSERT, DELETE ON referrals_personhome TO mash_guard;
CREATE POLICY upkeep ON referrals_personhome TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_personhome TO mash_guard USING (true);
CREATE POLICY see ON referrals_personhome FOR SELECT TO mash_app USING (
  hub_id = ANY ((SELECT mash_team_hubs())::bigint[])
  AND EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));

SET LOCAL ROLE mash_guard;

-- Keeps the homes of these people of a case, and with `words` those that its texts name, in place of what was kept.
CREATE OR REPLACE FUNCTION mash_keep_homes(record uuid, people uuid[], words boolean, homes jsonb) RETURNS int
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  written int;
BEGIN
  IF NOT (public.mash_is_system() OR public.mash_may_add(record) OR public.mash_works_on(record)) THEN
    PERFORM public.mash_refuse('only who works on a case keeps its homes');
  END IF;
  DELETE FROM public.referrals_personhome h
   WHERE h.referral_id = record AND (h.person_id = ANY (people) OR (words AND h.person_id IS NULL));
  INSERT INTO public.referrals_personhome (hub_id, referral_id, person_id, told_in, home, postcode, flat, doorstep, uprn)
  SELECT r.hub_id, r.id, p.id, h.told_in, h.home, h.postcode, h.flat, h.doorstep, h.uprn
    FROM jsonb_to_recordset(homes) AS h(person uuid, told_in text, home bigint, postcode bigint, flat bigint,
           doorstep bigint, uprn bigint)
    JOIN public.referrals_referral r ON r.id = record
    LEFT JOIN public.referrals_person p ON p.id = h.person AND p.referral_id = record AND p.id = ANY (people)
   WHERE p.id IS NOT NULL OR (words AND h.person IS NULL);
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written;
END $$;
GRANT EXECUTE ON FUNCTION mash_keep_homes(uuid, uuid[], boolean, jsonb) TO mash_app;

-- Whether somebody of any case of a hub keeps a home secret. A flat makes no difference: it gives the house away. A former address
-- is kept secret no longer.
CREATE OR REPLACE FUNCTION mash_is_withheld(hub bigint, home bigint, postcode bigint, doorstep bigint, uprn bigint)
  RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM public.referrals_personhome h
     WHERE h.hub_id = $1 AND h.told_in IN ('address', 'whereabouts') AND (h.home = $2 OR h.doorstep = $4 OR h.uprn = $5)
       -- By key, so that nobody ever reads all people who keep an address secret.
       AND (SELECT p.address_withheld FROM public.referrals_person p WHERE p.id = h.person_id)
       AND CASE WHEN h.uprn IS NOT NULL AND $5 IS NOT NULL THEN h.uprn = $5
                ELSE h.doorstep = $4 OR (h.postcode = $3) IS NOT FALSE END) $$;

-- The people of a case at a home that somebody of any case of its hub keeps secret. It is asked by whoever sees the case,
-- and does not say who that is, nor in which case.
CREATE OR REPLACE FUNCTION mash_at_secret_homes(record uuid) RETURNS uuid[]
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(array_agg(h.person_id), '{}') FROM public.referrals_personhome h
   WHERE h.referral_id = record AND h.person_id IS NOT NULL AND (SELECT public.mash_sees_referral(record))
     AND public.mash_is_withheld(h.hub_id, h.home, h.postcode, h.doorstep, h.uprn) $$;
GRANT EXECUTE ON FUNCTION mash_at_secret_homes(uuid) TO mash_app;

-- The same of homes that texts of the case name: their places in this list.
CREATE OR REPLACE FUNCTION mash_withheld_homes(record uuid, homes jsonb) RETURNS TABLE(place int)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT q.place
    FROM public.referrals_referral r, jsonb_to_recordset(homes) AS q(place int, home bigint, postcode bigint,
           doorstep bigint, uprn bigint)
   WHERE r.id = record AND (SELECT public.mash_sees_referral(record))
     AND public.mash_is_withheld(r.hub_id, q.home, q.postcode, q.doorstep, q.uprn) $$;
GRANT EXECUTE ON FUNCTION mash_withheld_homes(uuid, jsonb) TO mash_app;

-- The other cases of the hub that tell of an address of these cases. It has the rights of whoever asks. An address of
-- very many people, such as a hostel, says nothing. What the words of a referral name counts only where nobody in it has
-- an address: others may name a school or a station.
CREATE OR REPLACE FUNCTION mash_same_homes(records uuid[])
  RETURNS TABLE(record uuid, other_record uuid)
  LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT DISTINCT h.referral_id, o.referral_id
    FROM public.referrals_personhome h, LATERAL (
      SELECT o.referral_id FROM public.referrals_personhome o
       WHERE o.hub_id = h.hub_id AND (o.home = h.home OR o.doorstep = h.doorstep OR o.uprn = h.uprn)
         AND o.referral_id <> h.referral_id
         AND CASE WHEN o.uprn IS NOT NULL AND h.uprn IS NOT NULL THEN o.uprn = h.uprn
                  ELSE (o.postcode = h.postcode) IS NOT FALSE AND (o.flat = h.flat) IS NOT FALSE END
         AND (o.person_id IS NOT NULL OR NOT EXISTS (
           SELECT FROM public.referrals_personhome x WHERE x.referral_id = o.referral_id AND x.person_id IS NOT NULL))
       LIMIT 200) AS o
   WHERE h.referral_id = ANY (records) AND (h.person_id IS NOT NULL OR NOT EXISTS (
     SELECT FROM public.referrals_personhome x WHERE x.referral_id = h.referral_id AND x.person_id IS NOT NULL)) $$;
GRANT EXECUTE ON FUNCTION mash_same_homes(uuid[]) TO mash_app;

SET LOCAL ROLE mash_owner;
