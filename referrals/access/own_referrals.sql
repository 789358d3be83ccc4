-- What a professional with an account may know about referrals that they sent.

SET LOCAL ROLE mash_guard;

-- The referrals a professional sent: reference, time and stage.
CREATE OR REPLACE FUNCTION mash_own_referrals()
  RETURNS TABLE(reference text, received_at timestamptz, status text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT r.reference, r.received_at, r.status FROM public.referrals_referral r
   WHERE r.created_by_id = public.mash_active_uid() AND r.channel = 'web_professional'
   ORDER BY r.received_at DESC $$;
GRANT EXECUTE ON FUNCTION mash_own_referrals() TO mash_app;

-- The newest words to the referrer on each of the referrals mash_own_referrals() lists; why somebody was not told,
-- never.
CREATE OR REPLACE FUNCTION mash_own_feedback() RETURNS TABLE(reference text, text text, at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT DISTINCT ON (r.id) r.reference, f.text, f.at
    FROM public.referrals_referral r JOIN public.referrals_feedback f ON f.referral_id = r.id
   WHERE r.created_by_id = public.mash_active_uid() AND r.channel = 'web_professional' AND f.wording <> ''
   ORDER BY r.id, f.at DESC $$;
GRANT EXECUTE ON FUNCTION mash_own_feedback() TO mash_app;

-- Of themselves alone, from the newest referral sent with the account of whoever acts.
CREATE OR REPLACE FUNCTION mash_own_workplace()
  RETURNS TABLE(role text, organisation text, source_code text, phone text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT f.role, f.organisation, r.source_code, f.phone
    FROM public.referrals_referral r JOIN public.referrals_referrer f ON f.referral_id = r.id
   WHERE r.created_by_id = public.mash_active_uid() AND r.channel = 'web_professional'
     AND f.user_id = r.created_by_id
   ORDER BY r.received_at DESC LIMIT 1 $$;
GRANT EXECUTE ON FUNCTION mash_own_workplace() TO mash_app;

SET LOCAL ROLE mash_owner;
