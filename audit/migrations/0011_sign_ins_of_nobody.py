"""Auditors read of failed sign-ins with an address nobody here has, which are no hub's."""

from django.db import migrations

READ = "(SELECT mash_is_system()) OR hub_id = ANY ((SELECT mash_event_hubs())::bigint[])"
# The address stands in such a line as a keyed hash, and everybody who keeps watch needs to see an attack.
NOBODYS = "hub_id IS NULL AND code = 'sign_in.failed' AND cardinality((SELECT mash_event_hubs())::bigint[]) > 0"


class Migration(migrations.Migration):
    dependencies = [("audit", "0010_unusual_access")]
    operations = [
        migrations.RunSQL(
            f"ALTER POLICY read ON audit_event USING ({READ} OR ({NOBODYS}))",
            f"ALTER POLICY read ON audit_event USING ({READ})",
        )
    ]
