"""What decisions record further: what a route needs, section 47, capacity, FGM, and codes of the review."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0013_cover"),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="attempts",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="decision",
            name="capacity_decision",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="decision",
            name="capacity_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="decision",
            name="cover",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="decision",
            name="fgm_discovered_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="decision",
            name="fgm_duty",
            field=models.CharField(
                blank=True,
                choices=[
                    ("to_report", "Yes, and the police are still to be told"),
                    ("reported", "Yes, and the police have been told"),
                    ("not_known_act", "No: nobody was told by the girl, and nobody saw signs of it"),
                    ("not_known", "Not known yet"),
                ],
                db_default="",
                default="",
                max_length=16,
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="no_enquiry_reason",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="decision",
            name="route_details",
            field=models.JSONField(blank=True, db_default={}, default=dict),
        ),
        migrations.AddField(
            model_name="decision",
            name="section_47_reason",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="decision",
            name="strategy_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="decision",
            name="capacity",
            field=models.CharField(
                blank=True,
                choices=[
                    ("has", "Has capacity for this decision"),
                    ("coerced", "Has capacity for this decision, but may be coerced"),
                    ("lacks_supported", "Lacks capacity; supported by an advocate, family or friend"),
                    ("lacks", "Lacks capacity; not supported by anyone yet"),
                    ("doubted", "In doubt; not yet assessed"),
                    ("not_known", "Not known"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("immediate_protection", "Immediate protection (police protection, court order or section 20)"),
                    ("emergency_protection", "Immediate protection: police protection or a court order"),
                    ("strategy_discussion", "Strategy discussion, section 47 enquiry"),
                    ("assessment", "Child and family assessment, section 17"),
                    ("pre_birth_assessment", "Pre-birth assessment"),
                    ("family_help", "Family Help or early help"),
                    ("family_help_section_17", "Family Help within section 17"),
                    ("early_help", "Family Help below section 17 (early help)"),
                    ("section_20", "Accommodation by agreement, section 20"),
                    ("targeted_service", "Targeted, voluntary or community service"),
                    ("private_fostering", "Private fostering assessment"),
                    ("return_interview", "Return interview for a missing child"),
                    ("unaccompanied_child", "Care for an unaccompanied asylum-seeking child"),
                    ("transfer_in", "Transfer in from another council"),
                    ("child_death", "Child death procedures"),
                    ("s42_enquiry", "Safeguarding enquiry, section 42"),
                    ("other_enquiry", "Other safeguarding enquiry (section 42 test not met)"),
                    ("care_act_assessment", "Care Act assessment of needs, section 9"),
                    ("carers_assessment", "Carer’s assessment, section 10"),
                    ("care_management", "Care management or review"),
                    ("organisational_concern", "Provider or organisational concern"),
                    ("position_of_trust", "Person in a position of trust procedures"),
                    ("sar_referral", "Referral for a safeguarding adults review"),
                    ("open_to_worker", "Passed to the worker already involved"),
                    ("transfer_out", "Transfer to another council"),
                    ("allegation", "Allegation against a person who works with children (LADO)"),
                    ("advice", "Advice, information or signposting"),
                    ("no_further_action", "No further action"),
                ],
                max_length=30,
            ),
        ),
    ]
