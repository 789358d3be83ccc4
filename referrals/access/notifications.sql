-- What the law asks to be told, and was told. Like a note: seen with the case, added by who works on it, never changed.

ALTER TABLE referrals_notificationmade ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON referrals_notificationmade TO mash_app;
GRANT SELECT ON referrals_notificationmade TO mash_guard;
CREATE POLICY upkeep ON referrals_notificationmade TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard_reads ON referrals_notificationmade FOR SELECT TO mash_guard USING (true);
CREATE POLICY see ON referrals_notificationmade FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY add ON referrals_notificationmade FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_decision d JOIN referrals_referral r ON r.id = d.referral_id
           WHERE d.id = decision_id AND d.subject_id = referrals_notificationmade.subject_id
             AND r.id = referrals_notificationmade.referral_id));
CREATE POLICY change ON referrals_notificationmade FOR UPDATE TO mash_app USING (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY only_its_hub_adds ON referrals_notificationmade AS RESTRICTIVE FOR INSERT TO mash_app
  WITH CHECK (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_changes ON referrals_notificationmade AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_removes ON referrals_notificationmade AS RESTRICTIVE FOR DELETE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
