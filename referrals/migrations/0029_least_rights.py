"""The app has the rights its code uses and no other, on tables, sequences and functions; what comes new is closed."""

from pathlib import Path

from django.db import migrations

HERE = Path(__file__)
SQL = HERE.with_suffix(".sql").read_text()
UNDO = HERE.with_name(f"{HERE.stem}_undo.sql").read_text()


class Migration(migrations.Migration):
    # It takes rights away that the walls gave on every table, so it comes after every table there is.
    dependencies = [
        ("referrals", "0028_case_drafts"),
        ("agencies", "0014_nothing_temporary"),
        ("audit", "0012_months_opened_safely"),
        ("mash", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("auditlog", "0017_add_actor_email"),
        ("guardian", "0003_remove_groupobjectpermission_guardian_gr_content_ae6aec_idx_and_more"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("sessions", "0001_initial"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]
    operations = [migrations.RunSQL(SQL, UNDO)]
