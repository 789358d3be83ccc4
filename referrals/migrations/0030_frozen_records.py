"""The line that records what is written once carries its digest, put in by the database."""

from pathlib import Path

from django.db import migrations

UNDO = """
DROP TRIGGER as_written ON referrals_referral; DROP TRIGGER as_written ON referrals_informationrequest;
DROP TRIGGER as_written ON referrals_item; DROP TRIGGER as_written ON referrals_breakglass;
DROP FUNCTION referrals_stays_as_written();
GRANT UPDATE ON referrals_person, referrals_referrer, referrals_involvedprofessional, referrals_lawfulbasis,
  referrals_product, referrals_product_agencies, referrals_itembody, referrals_decisionitem TO mash_app;
GRANT DELETE ON referrals_involvedprofessional, referrals_product_agencies TO mash_app;
DROP TRIGGER attest ON audit_event;
GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;
DROP FUNCTION mash_may_be_gone(text, uuid); DROP FUNCTION mash_frozen_digests(); DROP FUNCTION mash_frozen_in(text, uuid);
DROP FUNCTION mash_before_digests(uuid, timestamptz); DROP FUNCTION mash_rightly_gone(text, uuid); DROP FUNCTION mash_attest();
DROP FUNCTION mash_digest(text, text, jsonb); DROP FUNCTION mash_frozen_rows();
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;
DROP POLICY guard ON audit_attestation; REVOKE ALL ON audit_attestation FROM mash_guard;
DROP TABLE referrals_digestsecret;
DO $$
DECLARE t text;
BEGIN
  FOR t IN SELECT tablename FROM pg_policies WHERE schemaname = 'public' AND policyname = 'guard_reads' LOOP
    EXECUTE format('DROP POLICY guard_reads ON public.%I', t);
    EXECUTE format('REVOKE SELECT ON public.%I FROM mash_guard', t);
  END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0029_least_rights"), ("audit", "0013_attestations")]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), UNDO)]
