-- Decisions: drafted by people who work on the case. A signed decision cannot change.

ALTER TABLE referrals_decision ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE ON referrals_decision TO mash_app;
GRANT SELECT ON referrals_decision TO mash_guard;
CREATE POLICY upkeep ON referrals_decision TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard_reads ON referrals_decision FOR SELECT TO mash_guard USING (true);
CREATE POLICY see ON referrals_decision FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY add ON referrals_decision FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY change ON referrals_decision FOR UPDATE TO mash_app USING (
  EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY only_its_hub_adds ON referrals_decision AS RESTRICTIVE FOR INSERT TO mash_app
  WITH CHECK (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_changes ON referrals_decision AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_removes ON referrals_decision AS RESTRICTIVE FOR DELETE TO mash_app
  USING (NOT EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND NOT mash_works_on(r.id)));

-- A signed decision cannot change, except that its state becomes "corrected by a later version".
CREATE OR REPLACE FUNCTION referrals_decision_is_frozen() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.state IN ('signed', 'corrected') AND NOT (
       NEW.state = 'corrected' AND OLD.state = 'signed'
       AND (to_jsonb(NEW) - 'state') = (to_jsonb(OLD) - 'state')) THEN
    RAISE EXCEPTION 'A signed decision is never changed: make a new version' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER frozen BEFORE UPDATE OR DELETE ON referrals_decision
  FOR EACH ROW EXECUTE FUNCTION referrals_decision_is_frozen();

ALTER TABLE referrals_decisionitem ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, DELETE ON referrals_decisionitem TO mash_app;
GRANT SELECT ON referrals_decisionitem TO mash_guard;
CREATE POLICY upkeep ON referrals_decisionitem TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard_reads ON referrals_decisionitem FOR SELECT TO mash_guard USING (true);
CREATE POLICY see ON referrals_decisionitem FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_decision d WHERE d.id = decision_id));
CREATE POLICY add ON referrals_decisionitem FOR INSERT TO mash_app WITH CHECK (
  EXISTS (SELECT FROM referrals_decision d WHERE d.id = decision_id AND d.state = 'draft'));
CREATE POLICY remove ON referrals_decisionitem FOR DELETE TO mash_app USING (
  EXISTS (SELECT FROM referrals_decision d WHERE d.id = decision_id AND d.state = 'draft'));
CREATE POLICY only_its_hub_adds ON referrals_decisionitem AS RESTRICTIVE FOR INSERT TO mash_app
  WITH CHECK (NOT EXISTS (
    SELECT FROM referrals_decision p JOIN referrals_referral r ON r.id = p.referral_id
     WHERE p.id = decision_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_changes ON referrals_decisionitem AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (NOT EXISTS (
    SELECT FROM referrals_decision p JOIN referrals_referral r ON r.id = p.referral_id
     WHERE p.id = decision_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_removes ON referrals_decisionitem AS RESTRICTIVE FOR DELETE TO mash_app
  USING (NOT EXISTS (
    SELECT FROM referrals_decision p JOIN referrals_referral r ON r.id = p.referral_id
     WHERE p.id = decision_id AND NOT mash_works_on(r.id)));

ALTER TABLE referrals_dissent ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, DELETE ON referrals_dissent TO mash_app;
GRANT SELECT ON referrals_dissent TO mash_guard;
CREATE POLICY upkeep ON referrals_dissent TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard_reads ON referrals_dissent FOR SELECT TO mash_guard USING (true);
CREATE POLICY see ON referrals_dissent FOR SELECT TO mash_app USING (
  EXISTS (SELECT FROM referrals_decision d WHERE d.id = decision_id));
CREATE POLICY add ON referrals_dissent FOR INSERT TO mash_app WITH CHECK (EXISTS (
  SELECT FROM referrals_decision d WHERE d.id = decision_id AND d.state = 'draft'));
CREATE POLICY change ON referrals_dissent FOR UPDATE TO mash_app USING (
  EXISTS (SELECT FROM referrals_decision d WHERE d.id = decision_id AND d.state = 'draft'));
CREATE POLICY remove ON referrals_dissent FOR DELETE TO mash_app USING (
  EXISTS (SELECT FROM referrals_decision d WHERE d.id = decision_id AND d.state = 'draft'));
CREATE POLICY only_its_hub_adds ON referrals_dissent AS RESTRICTIVE FOR INSERT TO mash_app
  WITH CHECK (NOT EXISTS (
    SELECT FROM referrals_decision p JOIN referrals_referral r ON r.id = p.referral_id
     WHERE p.id = decision_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_changes ON referrals_dissent AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (NOT EXISTS (
    SELECT FROM referrals_decision p JOIN referrals_referral r ON r.id = p.referral_id
     WHERE p.id = decision_id AND NOT mash_works_on(r.id)));
CREATE POLICY only_its_hub_removes ON referrals_dissent AS RESTRICTIVE FOR DELETE TO mash_app
  USING (NOT EXISTS (
    SELECT FROM referrals_decision p JOIN referrals_referral r ON r.id = p.referral_id
     WHERE p.id = decision_id AND NOT mash_works_on(r.id)));
