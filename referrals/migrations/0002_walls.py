"""Wall two: row-level security on every table that holds or points to case content (see referrals/access.py).

Policies read the same grants as wall one. The hub's column stands first and the grants inline after it, so that the
planner can choose (walls are measured, not guessed). The app role can change no grant: only the functions below can.
"""

from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0001_initial"),
        ("audit", "0002_append_only"),
        ("mash", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("sessions", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL((HERE / "0002_walls.sql").read_text(), (HERE / "0002_walls_undo.sql").read_text()),
    ]
