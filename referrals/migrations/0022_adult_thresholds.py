"""Adults are measured by the section 42 test and not by the levels of children; what was decided keeps what it has."""

from django.db import migrations, models

THRESHOLDS = [
    ("1", "Level 1: universal services"),
    ("2", "Level 2: early help"),
    ("3", "Level 3: targeted or complex need, child in need"),
    ("4", "Level 4: specialist help, child protection"),
    ("s42_met", "Section 42 duty met"),
    ("other_enquiry", "Section 42 duty not met: other safeguarding enquiry"),
    ("needs_only", "Care and support needs, no safeguarding enquiry"),
    ("no_concern", "No safeguarding concern"),
]


class Migration(migrations.Migration):
    dependencies = [("referrals", "0021_what_belongs_to_a_record")]
    operations = [
        migrations.AlterField("decision", "threshold", models.CharField(blank=True, choices=THRESHOLDS, max_length=16))
    ]
