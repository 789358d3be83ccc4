-- Rows that hang on a referral are seen with it and written by who works on it. Those that come with it may be added
-- by whoever sent it. A record that is not seen at all (by whoever sends it, or answers a request, or governs its
-- hub) is for the permissive policies to judge, which is why the restrictive ones say NOT EXISTS.

-- People --------------------------------------------------------------------------------------------------------------
ALTER TABLE referrals_person ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE (is_subject, kind, first_name, last_name, other_names, date_of_birth, expected_on, estimated_age, sex,
  gender_identity, ethnicity, religion, first_language, interpreter_needed, disabilities, needs, nhs_number, upn, address,
  postcode, uprn, address_withheld, whereabouts, phone, school, gp, legal_status, relationship, parental_responsibility,
  in_household, alleged_source, safe_to_contact, primary_support_reason, more) ON referrals_person TO mash_app;
GRANT SELECT ON referrals_person TO mash_guard;
CREATE POLICY upkeep ON referrals_person TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_person TO mash_guard USING (true);
CREATE POLICY see ON referrals_person FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY add ON referrals_person FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id) OR mash_may_add(referral_id));
CREATE POLICY change ON referrals_person FOR UPDATE TO mash_app USING (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY only_its_hub_adds ON referrals_person AS RESTRICTIVE FOR INSERT TO mash_app
  WITH CHECK (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_changes ON referrals_person AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_removes ON referrals_person AS RESTRICTIVE FOR DELETE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));

-- Facts about people. What comes from an agency's item, and is not what the case shows, is seen by whoever may read the
-- words of that item.
ALTER TABLE referrals_personfact ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON referrals_personfact TO mash_app;
GRANT SELECT ON referrals_personfact TO mash_guard;
CREATE POLICY upkeep ON referrals_personfact TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard_reads ON referrals_personfact FOR SELECT TO mash_guard USING (true);
CREATE POLICY see ON referrals_personfact FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id)
  AND (item_id IS NULL OR after <> '{}'
       OR EXISTS (SELECT FROM referrals_itembody b WHERE b.item_id = referrals_personfact.item_id)));
CREATE POLICY add ON referrals_personfact FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id)
  AND EXISTS (SELECT FROM referrals_person p WHERE p.id = person_id AND p.referral_id = referrals_personfact.referral_id)
  AND (item_id IS NULL OR EXISTS (
    SELECT FROM referrals_itembody b JOIN referrals_item i ON i.id = b.item_id
      JOIN referrals_informationrequest q ON q.id = i.request_id
     WHERE b.item_id = referrals_personfact.item_id AND q.referral_id = referrals_personfact.referral_id)));
CREATE POLICY only_its_hub_adds ON referrals_personfact AS RESTRICTIVE FOR INSERT TO mash_app
  WITH CHECK (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_changes ON referrals_personfact AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_removes ON referrals_personfact AS RESTRICTIVE FOR DELETE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));

-- The referrer --------------------------------------------------------------------------------------------------------
ALTER TABLE referrals_referrer ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON referrals_referrer TO mash_app;
GRANT SELECT ON referrals_referrer TO mash_guard;
CREATE POLICY upkeep ON referrals_referrer TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_referrer FOR SELECT TO mash_guard USING (true);
CREATE POLICY see ON referrals_referrer FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY add ON referrals_referrer FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id) OR mash_may_add(referral_id));
CREATE POLICY change ON referrals_referrer FOR UPDATE TO mash_app USING (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY only_its_hub_adds ON referrals_referrer AS RESTRICTIVE FOR INSERT TO mash_app
  WITH CHECK (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_changes ON referrals_referrer AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_removes ON referrals_referrer AS RESTRICTIVE FOR DELETE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));

-- Professionals involved ----------------------------------------------------------------------------------------------
ALTER TABLE referrals_involvedprofessional ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON referrals_involvedprofessional TO mash_app;
GRANT SELECT ON referrals_involvedprofessional TO mash_guard;
CREATE POLICY upkeep ON referrals_involvedprofessional TO mash_owner USING (
  current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard_reads ON referrals_involvedprofessional FOR SELECT TO mash_guard USING (true);
CREATE POLICY see ON referrals_involvedprofessional FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY add ON referrals_involvedprofessional FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id) OR mash_may_add(referral_id));
CREATE POLICY change ON referrals_involvedprofessional FOR UPDATE TO mash_app USING (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY only_its_hub_adds ON referrals_involvedprofessional AS RESTRICTIVE FOR INSERT TO mash_app
  WITH CHECK (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_changes ON referrals_involvedprofessional AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_removes ON referrals_involvedprofessional AS RESTRICTIVE FOR DELETE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));

-- Moves ---------------------------------------------------------------------------------------------------------------
ALTER TABLE referrals_move ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON referrals_move TO mash_app;
GRANT SELECT ON referrals_move TO mash_guard;
CREATE POLICY upkeep ON referrals_move TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard_reads ON referrals_move FOR SELECT TO mash_guard USING (true);
CREATE POLICY see ON referrals_move FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY add ON referrals_move FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id) OR mash_may_add(referral_id));
CREATE POLICY change ON referrals_move FOR UPDATE TO mash_app USING (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY only_its_hub_adds ON referrals_move AS RESTRICTIVE FOR INSERT TO mash_app
  WITH CHECK (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_changes ON referrals_move AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_removes ON referrals_move AS RESTRICTIVE FOR DELETE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));

-- Ratings -------------------------------------------------------------------------------------------------------------
ALTER TABLE referrals_ratinggiven ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON referrals_ratinggiven TO mash_app;
GRANT SELECT ON referrals_ratinggiven TO mash_guard;
CREATE POLICY upkeep ON referrals_ratinggiven TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard_reads ON referrals_ratinggiven FOR SELECT TO mash_guard USING (true);
CREATE POLICY see ON referrals_ratinggiven FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY add ON referrals_ratinggiven FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY change ON referrals_ratinggiven FOR UPDATE TO mash_app USING (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY only_its_hub_adds ON referrals_ratinggiven AS RESTRICTIVE FOR INSERT TO mash_app
  WITH CHECK (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_changes ON referrals_ratinggiven AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_removes ON referrals_ratinggiven AS RESTRICTIVE FOR DELETE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));

-- Clocks --------------------------------------------------------------------------------------------------------------
ALTER TABLE referrals_clock ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE ON referrals_clock TO mash_app;
GRANT SELECT, UPDATE (pause_review_on) ON referrals_clock TO mash_guard;
CREATE POLICY upkeep ON referrals_clock TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_clock TO mash_guard USING (true);
CREATE POLICY see ON referrals_clock FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY add ON referrals_clock FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id) OR mash_may_add(referral_id));
CREATE POLICY change ON referrals_clock FOR UPDATE TO mash_app USING (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY only_its_hub_adds ON referrals_clock AS RESTRICTIVE FOR INSERT TO mash_app
  WITH CHECK (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_changes ON referrals_clock AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_removes ON referrals_clock AS RESTRICTIVE FOR DELETE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));

-- Lawful basis --------------------------------------------------------------------------------------------------------
ALTER TABLE referrals_lawfulbasis ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON referrals_lawfulbasis TO mash_app;
GRANT SELECT ON referrals_lawfulbasis TO mash_guard;
CREATE POLICY upkeep ON referrals_lawfulbasis TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard_reads ON referrals_lawfulbasis FOR SELECT TO mash_guard USING (true);
CREATE POLICY see ON referrals_lawfulbasis FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY add ON referrals_lawfulbasis FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY change ON referrals_lawfulbasis FOR UPDATE TO mash_app USING (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY only_its_hub_adds ON referrals_lawfulbasis AS RESTRICTIVE FOR INSERT TO mash_app
  WITH CHECK (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_changes ON referrals_lawfulbasis AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_removes ON referrals_lawfulbasis AS RESTRICTIVE FOR DELETE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));

-- Notes ---------------------------------------------------------------------------------------------------------------
ALTER TABLE referrals_note ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON referrals_note TO mash_app;
GRANT SELECT ON referrals_note TO mash_guard;
CREATE POLICY upkeep ON referrals_note TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard_reads ON referrals_note FOR SELECT TO mash_guard USING (true);
CREATE POLICY see ON referrals_note FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY add ON referrals_note FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY change ON referrals_note FOR UPDATE TO mash_app USING (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY only_its_hub_adds ON referrals_note AS RESTRICTIVE FOR INSERT TO mash_app
  WITH CHECK (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_changes ON referrals_note AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_removes ON referrals_note AS RESTRICTIVE FOR DELETE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));

-- Feedback to the referrer --------------------------------------------------------------------------------------------
ALTER TABLE referrals_feedback ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON referrals_feedback TO mash_app;
GRANT SELECT ON referrals_feedback TO mash_guard;
CREATE POLICY upkeep ON referrals_feedback TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_feedback FOR SELECT TO mash_guard USING (true);
CREATE POLICY see ON referrals_feedback FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY add ON referrals_feedback FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY change ON referrals_feedback FOR UPDATE TO mash_app USING (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY only_its_hub_adds ON referrals_feedback AS RESTRICTIVE FOR INSERT TO mash_app
  WITH CHECK (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_changes ON referrals_feedback AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_removes ON referrals_feedback AS RESTRICTIVE FOR DELETE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
