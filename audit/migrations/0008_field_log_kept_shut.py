"""The field log says of rows anybody's what they are now: whoever serves pages adds to it and reads nothing of it but
the key and the time by which old entries are removed."""

from django.db import migrations

SHUT = """
REVOKE ALL ON auditlog_logentry FROM mash_app;
GRANT INSERT, DELETE, SELECT (id, "timestamp") ON auditlog_logentry TO mash_app;
"""
OPEN = "GRANT SELECT, INSERT, UPDATE, DELETE ON auditlog_logentry TO mash_app;"


class Migration(migrations.Migration):
    dependencies = [("audit", "0007_desk_indexes"), ("auditlog", "0017_add_actor_email")]
    operations = [migrations.RunSQL(SHUT, OPEN)]
