-- Products: seen by the hub that sees the referral, and by the agencies they were released to.

-- Grants to agencies --------------------------------------------------------------------------------------------------
ALTER TABLE referrals_productgroupgrant ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT ON referrals_productgroupgrant TO mash_app;
GRANT SELECT, INSERT, UPDATE ON referrals_productgroupgrant TO mash_guard;
CREATE POLICY upkeep ON referrals_productgroupgrant TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_productgroupgrant TO mash_guard USING (true);
CREATE POLICY own ON referrals_productgroupgrant FOR SELECT TO mash_app USING (
  group_id = ANY ((SELECT mash_groups())::int[]) AND expires_at > statement_timestamp());

SET LOCAL ROLE mash_guard;

-- The product follows its owners: an item leaves it for partners when it is withdrawn or no longer released so far, and
-- for the hub when it is kept for the decision-maker. The words of existence only are nobody's.
CREATE OR REPLACE FUNCTION mash_reads_copy(item uuid, product uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.referrals_item i, public.referrals_product p
    WHERE i.id = item AND p.id = product AND i.withdrawn_at IS NULL AND i.handling <> 'existence_only'
    AND p.audience = ANY (i.release)
    AND (NOT public.mash_sees_referral(p.referral_id) OR i.handling = 'hub_team'
         OR p.hub_id = ANY (public.mash_decider_hubs()))) $$;
GRANT EXECUTE ON FUNCTION mash_reads_copy(uuid, uuid) TO mash_app;

-- Open a product just released to an agency it is released to.
CREATE OR REPLACE FUNCTION mash_open_product(product uuid, agency bigint) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.referrals_product p JOIN public.agencies_agency a ON a.hub_id = p.hub_id
                 WHERE p.id = product AND a.id = agency AND public.mash_works_on(p.referral_id)) THEN
    PERFORM public.mash_refuse('may not release this product'); END IF;
  INSERT INTO public.referrals_productgroupgrant
    (content_object_id, group_id, permission_id, kind, given_by_id, given_at, expires_at, reason)
  SELECT product, a.group_id, public.mash_perm('read_product'), 'product', public.mash_uid(), statement_timestamp(),
         '9999-01-01 00:00+00', 'product released to the agency'
  FROM public.agencies_agency a WHERE a.id = agency
   AND NOT EXISTS (SELECT FROM public.referrals_productgroupgrant g WHERE g.content_object_id = product
                   AND g.group_id = a.group_id AND g.expires_at > statement_timestamp());
END $$;
GRANT EXECUTE ON FUNCTION mash_open_product(uuid, bigint) TO mash_app;

-- How many items a product went out with, for whoever may read it: those kept from them now are counted too.
CREATE OR REPLACE FUNCTION mash_pieces(product uuid) RETURNS bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT count(c.id) FROM public.referrals_product p JOIN public.referrals_productitem c ON c.product_id = p.id
   WHERE p.id = product AND p.referral_id <> ALL (public.mash_bars())
     AND (public.mash_sees_referral(p.referral_id)
          OR EXISTS (SELECT FROM public.referrals_productgroupgrant g WHERE g.content_object_id = p.id
               AND g.group_id = ANY (public.mash_groups()) AND g.permission_id = public.mash_perm('read_product')
               AND g.expires_at > statement_timestamp())) $$;
GRANT EXECUTE ON FUNCTION mash_pieces(uuid) TO mash_app;

SET LOCAL ROLE mash_owner;

ALTER TABLE referrals_product ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON referrals_product TO mash_app;
GRANT SELECT ON referrals_product TO mash_guard;
CREATE POLICY upkeep ON referrals_product TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_product TO mash_guard USING (true);
-- Products: the hub that sees the referral, and the agencies it was released to, each looked up by itself (requests.sql).
CREATE POLICY see ON referrals_product FOR SELECT TO mash_app USING (
  referral_id <> ALL ((SELECT mash_bars())::uuid[]) AND (
    (SELECT true FROM referrals_productgroupgrant g WHERE g.content_object_id = referrals_product.id
       AND g.group_id = ANY ((SELECT mash_groups())::int[]) AND g.permission_id = (SELECT mash_perm('read_product'))
       AND g.expires_at > statement_timestamp() LIMIT 1)
    OR (SELECT true FROM referrals_referral r WHERE r.id = referral_id)));
CREATE POLICY release ON referrals_product FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY only_its_hub_adds ON referrals_product AS RESTRICTIVE FOR INSERT TO mash_app
  WITH CHECK (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_changes ON referrals_product AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_removes ON referrals_product AS RESTRICTIVE FOR DELETE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));

ALTER TABLE referrals_productitem ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON referrals_productitem TO mash_app;
GRANT SELECT ON referrals_productitem TO mash_guard;
CREATE POLICY upkeep ON referrals_productitem TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_productitem TO mash_guard USING (true);
CREATE POLICY see ON referrals_productitem FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_product p WHERE p.id = product_id) AND mash_reads_copy(item_id, product_id));
CREATE POLICY release ON referrals_productitem FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_product p JOIN referrals_referral r ON r.id = p.referral_id WHERE p.id = product_id));
CREATE POLICY only_its_hub_adds ON referrals_productitem AS RESTRICTIVE FOR INSERT TO mash_app
  WITH CHECK (NOT EXISTS (
    SELECT FROM referrals_product p JOIN referrals_referral r ON r.id = p.referral_id
     WHERE p.id = product_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_changes ON referrals_productitem AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (NOT EXISTS (
    SELECT FROM referrals_product p JOIN referrals_referral r ON r.id = p.referral_id
     WHERE p.id = product_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_removes ON referrals_productitem AS RESTRICTIVE FOR DELETE TO mash_app
  USING (NOT EXISTS (
    SELECT FROM referrals_product p JOIN referrals_referral r ON r.id = p.referral_id
     WHERE p.id = product_id AND NOT mash_works_on(r.id)));

ALTER TABLE referrals_product_agencies ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON referrals_product_agencies TO mash_app;
GRANT SELECT ON referrals_product_agencies TO mash_guard;
CREATE POLICY upkeep ON referrals_product_agencies TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard_reads ON referrals_product_agencies FOR SELECT TO mash_guard USING (true);
CREATE POLICY see ON referrals_product_agencies FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_product p JOIN referrals_referral r ON r.id = p.referral_id WHERE p.id = product_id));
CREATE POLICY release ON referrals_product_agencies FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_product p JOIN referrals_referral r ON r.id = p.referral_id WHERE p.id = product_id));
CREATE POLICY only_its_hub_adds ON referrals_product_agencies AS RESTRICTIVE FOR INSERT TO mash_app
  WITH CHECK (NOT EXISTS (
    SELECT FROM referrals_product p JOIN referrals_referral r ON r.id = p.referral_id
     WHERE p.id = product_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_changes ON referrals_product_agencies AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (NOT EXISTS (
    SELECT FROM referrals_product p JOIN referrals_referral r ON r.id = p.referral_id
     WHERE p.id = product_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_removes ON referrals_product_agencies AS RESTRICTIVE FOR DELETE TO mash_app
  USING (NOT EXISTS (
    SELECT FROM referrals_product p JOIN referrals_referral r ON r.id = p.referral_id
     WHERE p.id = product_id AND NOT mash_works_on(r.id)));
