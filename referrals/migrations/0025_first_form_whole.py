"""What a first complete form tells besides, and what a professional said of their work when they last sent one."""

import django.contrib.postgres.fields
from django.db import migrations, models

DO = """
GRANT SELECT (referral_id, user_id, role, organisation, phone) ON referrals_referrer TO mash_guard;
CREATE POLICY guard ON referrals_referrer FOR SELECT TO mash_guard USING (true);
GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;
-- Of themselves alone, from the newest referral sent with the account of whoever acts.
CREATE FUNCTION mash_own_workplace()
  RETURNS TABLE (role text, organisation text, source_code text, phone text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT f.role, f.organisation, r.source_code, f.phone
    FROM public.referrals_referral r JOIN public.referrals_referrer f ON f.referral_id = r.id
   WHERE r.created_by_id = public.mash_active_uid() AND r.channel = 'web_professional'
     AND f.user_id = r.created_by_id
   ORDER BY r.received_at DESC LIMIT 1 $$;
REVOKE ALL ON FUNCTION mash_own_workplace() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mash_own_workplace() TO mash_app;
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;
"""
UNDO = """
SET LOCAL ROLE mash_guard;
DROP FUNCTION mash_own_workplace();
SET LOCAL ROLE mash_owner;
DROP POLICY guard ON referrals_referrer;
REVOKE SELECT (referral_id, user_id, role, organisation, phone) ON referrals_referrer FROM mash_guard;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0024_existence_only"),
    ]

    operations = [
        migrations.AddField(
            model_name="involvedprofessional",
            name="may_contact",
            field=models.CharField(blank=True, max_length=10),
        ),
        migrations.AddField(
            model_name="person",
            name="more",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="referral",
            name="children_at_risk",
            field=models.CharField(blank=True, max_length=10),
        ),
        migrations.AddField(
            model_name="referral",
            name="earlier_worries",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="referral",
            name="how_often",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="referral",
            name="known_to",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), blank=True, default=list
            ),
        ),
        migrations.AddField(
            model_name="referral",
            name="regulator_told",
            field=models.CharField(blank=True, max_length=10),
        ),
        migrations.AddField(
            model_name="referral",
            name="risk_to_visitors",
            field=models.TextField(blank=True),
        ),
        migrations.RunSQL(DO, UNDO),
    ]
