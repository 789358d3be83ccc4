"""What mash_search finds names and parts of references by, made while people work."""

from django.db import migrations

NAMES = """CREATE INDEX CONCURRENTLY IF NOT EXISTS person_names ON referrals_person
    USING gin (mash_words(' ' || first_name || ' ' || last_name || ' ' || other_names) gin_trgm_ops)"""
REFERENCES = """CREATE INDEX CONCURRENTLY IF NOT EXISTS referral_reference_parts ON referrals_referral
    USING gin (reference gin_trgm_ops)"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("referrals", "0017_search")]
    operations = [
        migrations.RunSQL(NAMES, "DROP INDEX CONCURRENTLY IF EXISTS person_names"),
        migrations.RunSQL(REFERENCES, "DROP INDEX CONCURRENTLY IF EXISTS referral_reference_parts"),
    ]
