"""The case and its life, and who sees it.

The rows are Django's; what guards them is in referrals/access.
"""

import datetime

import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from mash.postgres.sql_files import RunSQLFiles


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0001_initial"),
        ("audit", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="Referral",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "hub",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.hub"),
                ),
                ("reference", models.CharField(max_length=20, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("triaged", "Triaged"),
                            ("gathering", "Gathering information"),
                            ("deciding", "Deciding"),
                            ("decided", "Decided"),
                            ("closed", "Closed"),
                            ("returned", "Returned to referrer"),
                            ("transferred", "Transferred to another area"),
                        ],
                        default="received",
                        max_length=12,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("web_public", "Online form for the public"),
                            ("web_professional", "Online form for professionals"),
                            ("phone", "Phone call"),
                            ("letter", "Letter"),
                            ("email", "Email"),
                            ("police_notification", "Police notification"),
                            ("walk_in", "In person"),
                            ("other_authority", "Another council"),
                            ("out_of_hours_team", "Out-of-hours team"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "source_code",
                    models.CharField(
                        choices=[
                            ("1A", "Family member, relative or carer"),
                            ("1B", "Acquaintance, such as a neighbour or childminder"),
                            ("1C", "The person themselves"),
                            ("1D", "Another individual, such as a stranger or MP"),
                            ("2A", "School"),
                            ("2B", "Education service"),
                            ("3A", "GP"),
                            ("3B", "Health visitor"),
                            ("3C", "School nurse"),
                            ("3D", "Other primary health service"),
                            ("3E", "Accident and emergency department"),
                            ("3F", "Other health service, such as a hospice"),
                            ("4", "Housing (council or housing association)"),
                            ("5A", "Council social care, such as adult services"),
                            ("5B", "Other council service"),
                            ("5C", "Another council’s services"),
                            ("5D", "Council early help"),
                            ("6", "Police"),
                            ("7", "Court, probation, immigration, Cafcass or prison"),
                            ("8", "Children’s centre, independent provider or voluntary organisation"),
                            ("9", "Anonymous"),
                            ("10", "Not known"),
                        ],
                        max_length=3,
                    ),
                ),
                ("about_children", models.BooleanField(default=True)),
                ("about_adults", models.BooleanField(default=False)),
                ("received_at", models.DateTimeField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("draft_hash", models.CharField(blank=True, max_length=64)),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField(null=True)),
                ("changed_by", models.CharField(blank=True, max_length=120)),
                ("changed_what", models.CharField(blank=True, max_length=120)),
                ("restricted", models.BooleanField(default=False)),
                (
                    "restricted_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("conflict_of_interest", "A member of staff knows or is related to someone in the record"),
                            ("staff_involved", "The record is about a member of staff"),
                            ("high_profile", "Public interest or media attention"),
                            ("witness_protection", "Witness protection or a hidden address"),
                            ("adoption", "Adoption"),
                            ("high_risk", "High risk of harm if details reached someone"),
                            ("live_investigation", "A live police investigation"),
                            ("serious_review", "Serious incident or safeguarding review"),
                            ("child_death", "Unexplained death"),
                            ("other", "Another reason"),
                            ("carried", "Somebody in it may be in another restricted record"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "allocated_to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("allocated_at", models.DateTimeField(null=True)),
                (
                    "rating",
                    models.CharField(
                        blank=True,
                        choices=[("red", "Red"), ("amber", "Amber"), ("green", "Green"), ("blue", "Blue")],
                        max_length=5,
                    ),
                ),
                ("next_due_at", models.DateTimeField(null=True)),
                (
                    "due_measure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("first_decision", "First decision"),
                            ("agency_response", "Agency response"),
                            ("final_decision", "Final decision"),
                            ("feedback", "Feedback to the referrer"),
                            ("pause_review", "Review of the pause"),
                            ("return_review", "Second look at what was returned"),
                            ("confirmation", "Confirmation by the other council"),
                            ("telling", "Telling those who do not know"),
                            ("authorisation", "Authorisation of what agencies were asked"),
                            ("notification", "Notification that the law asks for"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "recommended_exit",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("advice", "Advice and information"),
                            ("early_help", "Early help"),
                            ("open_to_worker", "Already open to a worker"),
                            ("no_further_action", "No further action"),
                        ],
                        max_length=20,
                    ),
                ),
                ("immediate_danger", models.CharField(blank=True, max_length=10)),
                (
                    "concerns",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list
                    ),
                ),
                ("what_happened", models.TextField(blank=True)),
                ("words_of_the_person", models.TextField(blank=True)),
                ("when_and_where", models.TextField(blank=True)),
                ("how_often", models.TextField(blank=True)),
                ("earlier_worries", models.TextField(blank=True)),
                (
                    "basis_of_concern",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("fact", "Fact"),
                            ("opinion", "Professional opinion"),
                            ("third_hand", "Reported by someone else"),
                        ],
                        max_length=12,
                    ),
                ),
                ("worries", models.TextField(blank=True)),
                ("working_well", models.TextField(blank=True)),
                ("needs_to_happen", models.TextField(blank=True)),
                ("risk_to_visitors", models.TextField(blank=True)),
                ("actions_so_far", models.TextField(blank=True)),
                (
                    "known_to",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), blank=True, default=list
                    ),
                ),
                ("police_reference", models.CharField(blank=True, max_length=60)),
                ("desired_outcome", models.TextField(blank=True)),
                (
                    "threshold_thought",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("1", "Level 1: universal services"),
                            ("2", "Level 2: early help"),
                            ("3", "Level 3: targeted or complex need, child in need"),
                            ("4", "Level 4: specialist help, child protection"),
                        ],
                        max_length=1,
                    ),
                ),
                (
                    "family_informed",
                    models.CharField(
                        blank=True, choices=[("yes", "Yes"), ("no", "No"), ("not_yet", "Not yet")], max_length=10
                    ),
                ),
                ("family_views", models.TextField(blank=True)),
                (
                    "not_informed_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("risk_child", "Telling them would put a child at risk of significant harm"),
                            ("risk_adult", "Telling them would put an adult at risk of serious harm"),
                            ("crime", "It would harm the prevention, detection or prosecution of a crime"),
                            ("evidence", "Evidence could be lost"),
                            ("delay", "It would cause a delay that cannot be justified"),
                            ("fabricated", "Fabricated or induced illness is suspected"),
                            ("coercion", "A controlling partner or relative is present"),
                            ("cannot_contact", "They cannot be reached"),
                            ("no_capacity", "The person lacks capacity and sharing is in their best interests"),
                            ("child_competent", "A child able to decide has asked us not to"),
                            ("statutory", "A legal duty applies, so agreement is not needed"),
                            ("other", "Another reason"),
                        ],
                        max_length=20,
                    ),
                ),
                ("not_informed_detail", models.TextField(blank=True)),
                (
                    "service_agreement",
                    models.CharField(
                        blank=True,
                        choices=[("given", "Agreed"), ("refused", "Refused"), ("not_sought", "Not asked")],
                        max_length=12,
                    ),
                ),
                ("agreement_detail", models.TextField(blank=True)),
                ("keep_confidential", models.TextField(blank=True)),
                (
                    "risk_types",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list
                    ),
                ),
                (
                    "risk_location",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("own_home", "Own home"),
                            ("in_community", "In the community"),
                            ("community_service", "A community service"),
                            ("nursing_home", "Care home with nursing"),
                            ("residential_home", "Residential care home"),
                            ("acute_hospital", "Acute hospital"),
                            ("mental_health_hospital", "Mental health hospital"),
                            ("community_hospital", "Community hospital"),
                            ("other", "Somewhere else"),
                        ],
                        max_length=30,
                    ),
                ),
                ("adult_aware", models.CharField(blank=True, max_length=10)),
                ("adult_wishes", models.TextField(blank=True)),
                ("capacity_doubt", models.TextField(blank=True)),
                ("children_at_risk", models.CharField(blank=True, max_length=10)),
                ("regulator_told", models.CharField(blank=True, max_length=10)),
                ("forwarded_to", models.CharField(blank=True, max_length=120)),
                (
                    "look_again_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("look_again_on", models.DateField(null=True)),
                ("tell_by", models.DateField(null=True)),
                (
                    "hub_concerns",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list
                    ),
                ),
                ("notify_by", models.DateField(null=True)),
                ("reported_risk", models.PositiveSmallIntegerField(default=0)),
                ("unauthorised_since", models.DateTimeField(null=True)),
                (
                    "forwarded_hub",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.hub",
                    ),
                ),
                ("authorise_by", models.DateField(null=True)),
            ],
            options={
                "ordering": ["-received_at", "id"],
                "permissions": [("view_referral", "Can see the whole case")],
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["hub", "status", "next_due_at"], name="referral_queue"),
                    models.Index(fields=["hub", "status", "-received_at"], name="referral_arrivals"),
                    models.Index(fields=["hub", "-received_at"], name="referral_by_day"),
                    models.Index(fields=["allocated_to", "status"], name="referral_mine"),
                    models.Index(
                        fields=["hub", "-reported_risk", "received_at", "id"],
                        name="referral_gravest",
                        condition=models.Q(status="received"),
                    ),
                    models.Index(
                        fields=["hub", "unauthorised_since"],
                        name="referral_to_authorise",
                        condition=models.Q(
                            unauthorised_since__isnull=False,
                            status__in=["triaged", "gathering", "deciding", "decided"],
                        ),
                    ),
                    models.Index(fields=["created_by", "-received_at"], name="referral_sent_by"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("restricted", False), models.Q(("restricted_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="restriction_has_its_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Move",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="referrals.referral"
                    ),
                ),
                ("name", models.CharField(max_length=30)),
                (
                    "from_status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("received", "Received"),
                            ("triaged", "Triaged"),
                            ("gathering", "Gathering information"),
                            ("deciding", "Deciding"),
                            ("decided", "Decided"),
                            ("closed", "Closed"),
                            ("returned", "Returned to referrer"),
                            ("transferred", "Transferred to another area"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "to_status",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("triaged", "Triaged"),
                            ("gathering", "Gathering information"),
                            ("deciding", "Deciding"),
                            ("decided", "Decided"),
                            ("closed", "Closed"),
                            ("returned", "Returned to referrer"),
                            ("transferred", "Transferred to another area"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["at", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Clock",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="clocks", to="referrals.referral"
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("first_decision", "First decision"),
                            ("agency_response", "Agency response"),
                            ("final_decision", "Final decision"),
                            ("feedback", "Feedback to the referrer"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "rating",
                    models.CharField(
                        blank=True,
                        choices=[("red", "Red"), ("amber", "Amber"), ("green", "Green"), ("blue", "Blue")],
                        max_length=5,
                    ),
                ),
                ("hours", models.DecimalField(decimal_places=2, max_digits=6, null=True)),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("continuous", "All hours, day and night"),
                            ("working", "The hub’s opening hours only"),
                        ],
                        max_length=10,
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("stopped_at", models.DateTimeField(null=True)),
                ("replaced", models.BooleanField(default=False)),
                ("pause_review_on", models.DateField(null=True)),
                (
                    "pauses",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(), blank=True, default=list
                    ),
                ),
                ("week", models.JSONField(null=True)),
            ],
            options={
                "ordering": ["started_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("stopped_at", None)),
                        fields=("referral", "measure"),
                        name="one_running_clock_a_measure",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LawfulBasis",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lawful_bases",
                        to="referrals.referral",
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("immediate_safety", "To keep someone safe now"),
                            (
                                "section_47",
                                "To decide whether a child is suffering or likely to suffer significant harm",
                            ),
                            ("section_17", "To decide whether a child is in need"),
                            ("section_42", "To decide whether an adult needs a safeguarding enquiry"),
                            ("early_help", "To decide whether early help is right"),
                            ("risk_to_others", "To understand the risk someone poses to others"),
                            ("review", "To inform a safeguarding review or the review of a child’s death"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "gateway",
                    models.CharField(
                        choices=[
                            ("CA89-17", "Children Act 1989, section 17: child in need"),
                            ("CA89-47", "Children Act 1989, section 47: child protection enquiries"),
                            ("CA89-27", "Children Act 1989, section 27: request for help"),
                            ("CA04-10", "Children Act 2004, section 10: co-operation to improve well-being"),
                            ("CA04-11", "Children Act 2004, section 11: duty to safeguard"),
                            ("CA04-16E", "Children Act 2004, section 16E: safeguarding partners"),
                            (
                                "CA04-16H",
                                "Children Act 2004, section 16H: supply of information to the safeguarding partners",
                            ),
                            ("CA04-16LA", "Children Act 2004, section 16LA: duty to disclose (only once in force)"),
                            ("CA04-16LA-D", "Children Act 2004, section 16LA: duty to disclose"),
                            ("CA14-42", "Care Act 2014, section 42: adult safeguarding enquiry"),
                            ("CA14-44", "Care Act 2014, section 44: safeguarding adults review"),
                            ("CA14-45", "Care Act 2014, section 45: supply of information to the board"),
                            ("CA14-6-7", "Care Act 2014, sections 6 and 7: co-operation"),
                            ("EA02-175", "Education Act 2002, section 175 or 157: schools’ safeguarding duty"),
                            ("CA06-40", "Childcare Act 2006, section 40: early years providers’ duty to safeguard"),
                            ("CDA98-115", "Crime and Disorder Act 1998, section 115"),
                            ("PCSC22", "Police, Crime, Sentencing and Courts Act 2022: serious violence duty"),
                            ("OMA07-14", "Offender Management Act 2007, section 14"),
                            ("CJA03-325", "Criminal Justice Act 2003, section 325: MAPPA"),
                            ("HSCA12-251B", "Health and Social Care Act 2012, section 251B: direct care of an adult"),
                            ("DA21", "Domestic Abuse Act 2021"),
                            ("CTSA15-26", "Counter-Terrorism and Security Act 2015, section 26: Prevent"),
                            ("CTSA15-36", "Counter-Terrorism and Security Act 2015, sections 36 to 38: Channel panels"),
                            ("MSA15-52", "Modern Slavery Act 2015, section 52: duty to notify"),
                            ("HA96-213A", "Housing Act 1996, section 213A: co-operation where there are children"),
                            ("HA96-213B", "Housing Act 1996, section 213B: referring somebody who may become homeless"),
                            (
                                "BCIA09-55",
                                "Borders, Citizenship and Immigration Act 2009, section 55: children’s welfare",
                            ),
                            ("CLPP", "Common law: a policing purpose"),
                            ("CLD-PI", "Common law: confidence outweighed by the public interest"),
                            ("MCA05-4", "Mental Capacity Act 2005, section 4: best interests"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "adult_purpose",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("immediate_safety", "To keep someone safe now"),
                            (
                                "section_47",
                                "To decide whether a child is suffering or likely to suffer significant harm",
                            ),
                            ("section_17", "To decide whether a child is in need"),
                            ("section_42", "To decide whether an adult needs a safeguarding enquiry"),
                            ("early_help", "To decide whether early help is right"),
                            ("risk_to_others", "To understand the risk someone poses to others"),
                            ("review", "To inform a safeguarding review or the review of a child’s death"),
                        ],
                        db_default="",
                        default="",
                        max_length=20,
                    ),
                ),
                (
                    "adult_gateway",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("CA89-17", "Children Act 1989, section 17: child in need"),
                            ("CA89-47", "Children Act 1989, section 47: child protection enquiries"),
                            ("CA89-27", "Children Act 1989, section 27: request for help"),
                            ("CA04-10", "Children Act 2004, section 10: co-operation to improve well-being"),
                            ("CA04-11", "Children Act 2004, section 11: duty to safeguard"),
                            ("CA04-16E", "Children Act 2004, section 16E: safeguarding partners"),
                            (
                                "CA04-16H",
                                "Children Act 2004, section 16H: supply of information to the safeguarding partners",
                            ),
                            ("CA04-16LA", "Children Act 2004, section 16LA: duty to disclose (only once in force)"),
                            ("CA04-16LA-D", "Children Act 2004, section 16LA: duty to disclose"),
                            ("CA14-42", "Care Act 2014, section 42: adult safeguarding enquiry"),
                            ("CA14-44", "Care Act 2014, section 44: safeguarding adults review"),
                            ("CA14-45", "Care Act 2014, section 45: supply of information to the board"),
                            ("CA14-6-7", "Care Act 2014, sections 6 and 7: co-operation"),
                            ("EA02-175", "Education Act 2002, section 175 or 157: schools’ safeguarding duty"),
                            ("CA06-40", "Childcare Act 2006, section 40: early years providers’ duty to safeguard"),
                            ("CDA98-115", "Crime and Disorder Act 1998, section 115"),
                            ("PCSC22", "Police, Crime, Sentencing and Courts Act 2022: serious violence duty"),
                            ("OMA07-14", "Offender Management Act 2007, section 14"),
                            ("CJA03-325", "Criminal Justice Act 2003, section 325: MAPPA"),
                            ("HSCA12-251B", "Health and Social Care Act 2012, section 251B: direct care of an adult"),
                            ("DA21", "Domestic Abuse Act 2021"),
                            ("CTSA15-26", "Counter-Terrorism and Security Act 2015, section 26: Prevent"),
                            ("CTSA15-36", "Counter-Terrorism and Security Act 2015, sections 36 to 38: Channel panels"),
                            ("MSA15-52", "Modern Slavery Act 2015, section 52: duty to notify"),
                            ("HA96-213A", "Housing Act 1996, section 213A: co-operation where there are children"),
                            ("HA96-213B", "Housing Act 1996, section 213B: referring somebody who may become homeless"),
                            (
                                "BCIA09-55",
                                "Borders, Citizenship and Immigration Act 2009, section 55: children’s welfare",
                            ),
                            ("CLPP", "Common law: a policing purpose"),
                            ("CLD-PI", "Common law: confidence outweighed by the public interest"),
                            ("MCA05-4", "Mental Capacity Act 2005, section 4: best interests"),
                        ],
                        db_default="",
                        default="",
                        max_length=20,
                    ),
                ),
                (
                    "article6",
                    models.CharField(
                        choices=[
                            ("6c", "Legal obligation, Article 6(1)(c)"),
                            ("6d", "Vital interests, Article 6(1)(d)"),
                            ("6e", "Public task, Article 6(1)(e)"),
                            ("6ea", "Recognised legitimate interest: safeguarding, Article 6(1)(ea)"),
                            ("6f", "Legitimate interests, Article 6(1)(f), for private and voluntary bodies"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "article9",
                    models.CharField(
                        choices=[
                            (
                                "9g-18",
                                "Substantial public interest: safeguarding children and adults at risk (Sch 1, para 18)",
                            ),
                            ("9g-6", "Substantial public interest: statutory purposes (Sch 1, para 6)"),
                            ("9b-1", "Social protection law (Sch 1, para 1)"),
                            ("9h-2", "Health or social care (Sch 1, para 2)"),
                            ("9c", "Vital interests, where the person cannot consent"),
                            ("dpa3-s8-4", "Law enforcement processing: safeguarding (Sch 8, para 4)"),
                            ("none", "No sensitive or criminal offence data is shared"),
                            ("no_special", "No sensitive information is shared"),
                        ],
                        max_length=12,
                    ),
                ),
                ("necessity", models.TextField()),
                (
                    "family_informed",
                    models.CharField(choices=[("yes", "Yes"), ("no", "No"), ("not_yet", "Not yet")], max_length=10),
                ),
                (
                    "agreement",
                    models.CharField(
                        choices=[("given", "Agreed"), ("refused", "Refused"), ("not_sought", "Not asked")],
                        max_length=12,
                    ),
                ),
                (
                    "not_informed_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("risk_child", "Telling them would put a child at risk of significant harm"),
                            ("risk_adult", "Telling them would put an adult at risk of serious harm"),
                            ("crime", "It would harm the prevention, detection or prosecution of a crime"),
                            ("evidence", "Evidence could be lost"),
                            ("delay", "It would cause a delay that cannot be justified"),
                            ("fabricated", "Fabricated or induced illness is suspected"),
                            ("coercion", "A controlling partner or relative is present"),
                            ("cannot_contact", "They cannot be reached"),
                            ("no_capacity", "The person lacks capacity and sharing is in their best interests"),
                            ("child_competent", "A child able to decide has asked us not to"),
                            ("statutory", "A legal duty applies, so agreement is not needed"),
                            ("other", "Another reason"),
                        ],
                        max_length=20,
                    ),
                ),
                ("not_informed_detail", models.TextField(blank=True)),
                (
                    "authorised_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("authorised_at", models.DateTimeField(null=True)),
                (
                    "article10",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("10-18", "Safeguarding children and adults at risk (Sch 1, para 18)"),
                            ("10-6", "Statutory purposes (Sch 1, para 6)"),
                            ("10-1", "Social protection law (Sch 1, para 1)"),
                            ("10-2", "Health or social care (Sch 1, para 2)"),
                            ("10-10", "Preventing or detecting unlawful acts (Sch 1, para 10)"),
                            ("10-30", "Vital interests, where the person cannot consent (Sch 1, para 30)"),
                            ("none", "No criminal offence data is asked for or shared"),
                        ],
                        db_default="",
                        default="",
                        max_length=12,
                    ),
                ),
                ("authorising_reason", models.TextField(blank=True, db_default="", default="")),
                ("objection_detail", models.TextField(blank=True, db_default="", default="")),
                ("tell_by", models.DateField(blank=True, null=True)),
                ("who_knows", models.JSONField(blank=True, db_default={}, default=dict)),
                (
                    "without_consent",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("cannot_be_given", "Consent cannot be given"),
                            ("not_reasonable", "The hub cannot reasonably be expected to obtain consent"),
                            ("would_prejudice", "Asking for consent would prejudice the protection"),
                        ],
                        db_default="",
                        default="",
                        max_length=20,
                    ),
                ),
                ("tellings", models.JSONField(blank=True, db_default={}, default=dict)),
                ("no_agreement_reason", models.TextField(blank=True, db_default="", default="")),
                ("section_47_reason", models.TextField(blank=True, db_default="", default="")),
            ],
            options={
                "verbose_name": "lawful basis",
                "verbose_name_plural": "lawful bases",
                "ordering": ["at", "id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("authorised_at", None), ("authorised_by", None)),
                            models.Q(("authorised_at__isnull", False), ("authorised_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="authorised_by_somebody_at_some_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("family_informed", "yes"),
                            models.Q(
                                models.Q(("not_informed_reason", ""), _negated=True),
                                models.Q(("not_informed_detail", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="not_informing_has_its_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseDraft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="case_drafts", to="referrals.referral"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("page", models.CharField(max_length=30)),
                ("typed", models.JSONField(default=list)),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["changed_at"], name="case_draft_changed")],
                "constraints": [
                    models.UniqueConstraint(fields=("referral", "by", "page"), name="one_draft_of_a_page_for_each")
                ],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="referrals.referral"
                    ),
                ),
                ("text", models.TextField()),
            ],
            options={
                "ordering": ["at", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "hub",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.hub"),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("secret_hash", models.CharField(blank=True, max_length=64)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("web_public", "Online form for the public"),
                            ("web_professional", "Online form for professionals"),
                            ("phone", "Phone call"),
                            ("letter", "Letter"),
                            ("email", "Email"),
                            ("police_notification", "Police notification"),
                            ("walk_in", "In person"),
                            ("other_authority", "Another council"),
                            ("out_of_hours_team", "Out-of-hours team"),
                        ],
                        max_length=24,
                    ),
                ),
                ("answers", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("sent_as", models.CharField(blank=True, max_length=20)),
                ("sent_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-changed_at"],
                "indexes": [models.Index(fields=["changed_at"], name="draft_changed")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("created_by__isnull", False), models.Q(("secret_hash", ""), _negated=True), _connector="OR"
                        ),
                        name="draft_belongs_to_somebody",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="people", to="referrals.referral"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("is_subject", models.BooleanField(default=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("child", "Child"), ("adult", "Adult"), ("unborn", "Unborn child")], max_length=6
                    ),
                ),
                ("first_name", models.CharField(blank=True, max_length=80)),
                ("last_name", models.CharField(blank=True, max_length=80)),
                ("other_names", models.CharField(blank=True, max_length=400)),
                ("date_of_birth", models.DateField(blank=True, null=True)),
                ("expected_on", models.DateField(blank=True, null=True)),
                ("estimated_age", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "sex",
                    models.CharField(
                        blank=True,
                        choices=[("M", "Male"), ("F", "Female"), ("U", "Not known, or not yet born")],
                        max_length=1,
                    ),
                ),
                ("gender_identity", models.CharField(blank=True, max_length=60)),
                (
                    "ethnicity",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("WBRI", "White British"),
                            ("WIRI", "White Irish"),
                            ("WIRT", "Traveller of Irish heritage"),
                            ("WROM", "Gypsy or Roma"),
                            ("WOTH", "Any other White background"),
                            ("MWBC", "White and Black Caribbean"),
                            ("MWBA", "White and Black African"),
                            ("MWAS", "White and Asian"),
                            ("MOTH", "Any other mixed background"),
                            ("AIND", "Indian"),
                            ("APKN", "Pakistani"),
                            ("ABAN", "Bangladeshi"),
                            ("CHNE", "Chinese"),
                            ("AOTH", "Any other Asian background"),
                            ("BCRB", "Black Caribbean"),
                            ("BAFR", "Black African"),
                            ("BOTH", "Any other Black background"),
                            ("OOTH", "Any other ethnic group"),
                            ("REFU", "Prefers not to say"),
                            ("NOBT", "Not yet asked"),
                        ],
                        max_length=4,
                    ),
                ),
                ("religion", models.CharField(blank=True, max_length=60)),
                ("first_language", models.CharField(blank=True, max_length=60)),
                ("interpreter_needed", models.CharField(blank=True, max_length=10)),
                (
                    "disabilities",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=6), blank=True, default=list
                    ),
                ),
                ("needs", models.TextField(blank=True)),
                ("nhs_number", models.CharField(blank=True, max_length=10)),
                ("upn", models.CharField(blank=True, max_length=13)),
                ("address", models.TextField(blank=True)),
                ("postcode", models.CharField(blank=True, max_length=8)),
                ("uprn", models.CharField(blank=True, max_length=12)),
                ("address_withheld", models.BooleanField(default=False)),
                ("whereabouts", models.CharField(blank=True, max_length=200)),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("school", models.CharField(blank=True, max_length=120)),
                ("gp", models.CharField(blank=True, max_length=120)),
                ("legal_status", models.CharField(blank=True, max_length=120)),
                (
                    "relationship",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("parent", "Parent"),
                            ("step_parent", "Step-parent"),
                            ("parent_of_unborn", "Parent of an unborn child"),
                            ("child", "Child"),
                            ("step_child", "Step-child"),
                            ("unborn_child", "Unborn child"),
                            ("sibling", "Brother or sister"),
                            ("half_sibling", "Half-brother or half-sister"),
                            ("step_sibling", "Step-brother or step-sister"),
                            ("unborn_sibling", "Unborn brother or sister"),
                            ("sibling_of_unborn", "Brother or sister of an unborn child"),
                            ("grandparent", "Grandparent"),
                            ("grandchild", "Grandchild"),
                            ("great_grandparent", "Great-grandparent"),
                            ("great_grandchild", "Great-grandchild"),
                            ("aunt_uncle", "Aunt or uncle"),
                            ("niece_nephew", "Niece or nephew"),
                            ("cousin", "Cousin"),
                            ("spouse", "Husband, wife or civil partner"),
                            ("ex_spouse", "Former husband, wife or civil partner"),
                            ("partner", "Partner"),
                            ("ex_partner", "Former partner"),
                            ("foster_carer", "Foster carer"),
                            ("foster_child", "Foster child"),
                            ("private_foster_carer", "Private foster carer"),
                            ("private_foster_child", "Privately fostered child"),
                            ("special_guardian", "Special guardian"),
                            ("special_guard_child", "Child of a special guardian"),
                            ("kinship_carer", "Kinship carer: a relative or friend who brings the child up"),
                            ("kinship_child", "Child in kinship care"),
                            ("adoptive_parent", "Adoptive parent"),
                            ("adopted_child", "Adopted child"),
                            ("support_carer", "Unpaid or support carer"),
                            ("cared_for", "Person cared for"),
                            ("friend", "Friend"),
                            ("neighbour", "Neighbour"),
                            ("acquaintance", "Acquaintance"),
                            ("in_contact", "In contact with"),
                            ("other", "Other"),
                        ],
                        max_length=30,
                    ),
                ),
                ("parental_responsibility", models.CharField(blank=True, max_length=10)),
                ("in_household", models.CharField(blank=True, max_length=10)),
                ("alleged_source", models.BooleanField(default=False)),
                ("safe_to_contact", models.TextField(blank=True)),
                (
                    "primary_support_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("physical", "Physical support"),
                            ("sensory", "Sensory support"),
                            ("memory", "Support with memory and cognition"),
                            ("learning", "Learning disability support"),
                            ("mental_health", "Mental health support"),
                            ("social", "Social support"),
                            ("none", "No support reason"),
                            ("not_known", "Not known"),
                        ],
                        max_length=30,
                    ),
                ),
                ("more", models.JSONField(blank=True, default=dict)),
            ],
            options={
                "verbose_name_plural": "people",
                "ordering": ["position", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("nhs_number", ""), _negated=True),
                        fields=["nhs_number"],
                        name="person_nhs_number",
                    ),
                    models.Index(fields=["last_name", "date_of_birth"], name="person_name_and_birth"),
                    models.Index(
                        condition=models.Q(("date_of_birth__isnull", False)),
                        fields=["date_of_birth"],
                        name="person_birth",
                    ),
                    models.Index(
                        condition=models.Q(("postcode", ""), _negated=True), fields=["postcode"], name="person_postcode"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expected_on", None), ("kind", "unborn"), _connector="OR"),
                        name="only_an_unborn_child_is_expected",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("date_of_birth", None), models.Q(("kind", "unborn"), _negated=True), _connector="OR"
                        ),
                        name="unborn_has_no_birth",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("uprn", ""), ("uprn__regex", "^[1-9][0-9]{0,11}$"), _connector="OR"),
                        name="uprn_is_a_number",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RatingGiven",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ratings", to="referrals.referral"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("triage", "At triage"),
                            ("response", "In an agency’s response"),
                            ("final", "With the decision"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("red", "Red"), ("amber", "Amber"), ("green", "Green"), ("blue", "Blue")], max_length=5
                    ),
                ),
                ("reason", models.TextField()),
                ("is_recommendation", models.BooleanField(default=False)),
                (
                    "subject",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "rating",
                "ordering": ["at", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="InvolvedProfessional",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="professionals",
                        to="referrals.referral",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=120)),
                ("role", models.CharField(blank=True, max_length=120)),
                ("organisation", models.CharField(max_length=120)),
                ("contact", models.CharField(blank=True, max_length=160)),
                ("may_contact", models.CharField(blank=True, max_length=10)),
                ("added_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="InformationRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="requests", to="referrals.referral"
                    ),
                ),
                (
                    "hub",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.hub"),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                ("reference", models.CharField(max_length=20, unique=True)),
                (
                    "lawful_basis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.lawfulbasis"
                    ),
                ),
                (
                    "gateway",
                    models.CharField(
                        choices=[
                            ("CA89-17", "Children Act 1989, section 17: child in need"),
                            ("CA89-47", "Children Act 1989, section 47: child protection enquiries"),
                            ("CA89-27", "Children Act 1989, section 27: request for help"),
                            ("CA04-10", "Children Act 2004, section 10: co-operation to improve well-being"),
                            ("CA04-11", "Children Act 2004, section 11: duty to safeguard"),
                            ("CA04-16E", "Children Act 2004, section 16E: safeguarding partners"),
                            (
                                "CA04-16H",
                                "Children Act 2004, section 16H: supply of information to the safeguarding partners",
                            ),
                            ("CA04-16LA", "Children Act 2004, section 16LA: duty to disclose (only once in force)"),
                            ("CA04-16LA-D", "Children Act 2004, section 16LA: duty to disclose"),
                            ("CA14-42", "Care Act 2014, section 42: adult safeguarding enquiry"),
                            ("CA14-44", "Care Act 2014, section 44: safeguarding adults review"),
                            ("CA14-45", "Care Act 2014, section 45: supply of information to the board"),
                            ("CA14-6-7", "Care Act 2014, sections 6 and 7: co-operation"),
                            ("EA02-175", "Education Act 2002, section 175 or 157: schools’ safeguarding duty"),
                            ("CA06-40", "Childcare Act 2006, section 40: early years providers’ duty to safeguard"),
                            ("CDA98-115", "Crime and Disorder Act 1998, section 115"),
                            ("PCSC22", "Police, Crime, Sentencing and Courts Act 2022: serious violence duty"),
                            ("OMA07-14", "Offender Management Act 2007, section 14"),
                            ("CJA03-325", "Criminal Justice Act 2003, section 325: MAPPA"),
                            ("HSCA12-251B", "Health and Social Care Act 2012, section 251B: direct care of an adult"),
                            ("DA21", "Domestic Abuse Act 2021"),
                            ("CTSA15-26", "Counter-Terrorism and Security Act 2015, section 26: Prevent"),
                            ("CTSA15-36", "Counter-Terrorism and Security Act 2015, sections 36 to 38: Channel panels"),
                            ("MSA15-52", "Modern Slavery Act 2015, section 52: duty to notify"),
                            ("HA96-213A", "Housing Act 1996, section 213A: co-operation where there are children"),
                            ("HA96-213B", "Housing Act 1996, section 213B: referring somebody who may become homeless"),
                            (
                                "BCIA09-55",
                                "Borders, Citizenship and Immigration Act 2009, section 55: children’s welfare",
                            ),
                            ("CLPP", "Common law: a policing purpose"),
                            ("CLD-PI", "Common law: confidence outweighed by the public interest"),
                            ("MCA05-4", "Mental Capacity Act 2005, section 4: best interests"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "adult_gateway",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("CA89-17", "Children Act 1989, section 17: child in need"),
                            ("CA89-47", "Children Act 1989, section 47: child protection enquiries"),
                            ("CA89-27", "Children Act 1989, section 27: request for help"),
                            ("CA04-10", "Children Act 2004, section 10: co-operation to improve well-being"),
                            ("CA04-11", "Children Act 2004, section 11: duty to safeguard"),
                            ("CA04-16E", "Children Act 2004, section 16E: safeguarding partners"),
                            (
                                "CA04-16H",
                                "Children Act 2004, section 16H: supply of information to the safeguarding partners",
                            ),
                            ("CA04-16LA", "Children Act 2004, section 16LA: duty to disclose (only once in force)"),
                            ("CA04-16LA-D", "Children Act 2004, section 16LA: duty to disclose"),
                            ("CA14-42", "Care Act 2014, section 42: adult safeguarding enquiry"),
                            ("CA14-44", "Care Act 2014, section 44: safeguarding adults review"),
                            ("CA14-45", "Care Act 2014, section 45: supply of information to the board"),
                            ("CA14-6-7", "Care Act 2014, sections 6 and 7: co-operation"),
                            ("EA02-175", "Education Act 2002, section 175 or 157: schools’ safeguarding duty"),
                            ("CA06-40", "Childcare Act 2006, section 40: early years providers’ duty to safeguard"),
                            ("CDA98-115", "Crime and Disorder Act 1998, section 115"),
                            ("PCSC22", "Police, Crime, Sentencing and Courts Act 2022: serious violence duty"),
                            ("OMA07-14", "Offender Management Act 2007, section 14"),
                            ("CJA03-325", "Criminal Justice Act 2003, section 325: MAPPA"),
                            ("HSCA12-251B", "Health and Social Care Act 2012, section 251B: direct care of an adult"),
                            ("DA21", "Domestic Abuse Act 2021"),
                            ("CTSA15-26", "Counter-Terrorism and Security Act 2015, section 26: Prevent"),
                            ("CTSA15-36", "Counter-Terrorism and Security Act 2015, sections 36 to 38: Channel panels"),
                            ("MSA15-52", "Modern Slavery Act 2015, section 52: duty to notify"),
                            ("HA96-213A", "Housing Act 1996, section 213A: co-operation where there are children"),
                            ("HA96-213B", "Housing Act 1996, section 213B: referring somebody who may become homeless"),
                            (
                                "BCIA09-55",
                                "Borders, Citizenship and Immigration Act 2009, section 55: children’s welfare",
                            ),
                            ("CLPP", "Common law: a policing purpose"),
                            ("CLD-PI", "Common law: confidence outweighed by the public interest"),
                            ("MCA05-4", "Mental Capacity Act 2005, section 4: best interests"),
                        ],
                        db_default="",
                        default="",
                        max_length=20,
                    ),
                ),
                (
                    "family_informed",
                    models.CharField(choices=[("yes", "Yes"), ("no", "No"), ("not_yet", "Not yet")], max_length=10),
                ),
                (
                    "rating",
                    models.CharField(
                        choices=[("red", "Red"), ("amber", "Amber"), ("green", "Green"), ("blue", "Blue")], max_length=5
                    ),
                ),
                ("reason", models.TextField()),
                ("subjects", models.JSONField()),
                ("from_on", models.DateField(null=True)),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("sent_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                (
                    "clock_mode",
                    models.CharField(
                        choices=[
                            ("continuous", "All hours, day and night"),
                            ("working", "The hub’s opening hours only"),
                        ],
                        max_length=10,
                    ),
                ),
                ("acknowledged_at", models.DateTimeField(null=True)),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("taken_at", models.DateTimeField(null=True)),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("more_time_until", models.DateTimeField(null=True)),
                ("more_time_reason", models.TextField(blank=True)),
                ("first_answered_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("released_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("nothing_known", "Nothing known"),
                            ("nothing_relevant", "Known, nothing relevant"),
                            ("supplied", "Information supplied"),
                            ("held_not_shared", "Information held but not shared"),
                            ("partial", "Part supplied, more to follow"),
                            ("unable_to_search", "Unable to search"),
                            ("declined", "Declined"),
                        ],
                        max_length=20,
                    ),
                ),
                ("chased_before_at", models.DateTimeField(null=True)),
                ("chased_after_at", models.DateTimeField(null=True)),
                ("first_due_at", models.DateTimeField(null=True)),
                ("pause_review_on", models.DateField(null=True)),
                (
                    "pauses",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(), blank=True, default=list
                    ),
                ),
                ("week", models.JSONField(null=True)),
                (
                    "article6",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("6c", "Legal obligation, Article 6(1)(c)"),
                            ("6d", "Vital interests, Article 6(1)(d)"),
                            ("6e", "Public task, Article 6(1)(e)"),
                            ("6ea", "Recognised legitimate interest: safeguarding, Article 6(1)(ea)"),
                            ("6f", "Legitimate interests, Article 6(1)(f), for private and voluntary bodies"),
                        ],
                        db_default="",
                        default="",
                        max_length=10,
                    ),
                ),
                ("section_47_reason", models.TextField(blank=True, db_default="", default="")),
                ("chased_by_hand_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("hub_read_at", models.DateTimeField(null=True)),
                ("agency_read_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["sent_at", "id"],
                "permissions": [("answer_request", "Can read and answer this request")],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at", None), ("released_at", None)),
                        fields=["agency", "due_at", "sent_at", "id"],
                        name="request_inbox",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at", None), ("released_at", None), _negated=True),
                        fields=["agency", "-sent_at", "id"],
                        name="request_done",
                    ),
                    models.Index(condition=models.Q(("closed_at", None)), fields=["due_at"], name="request_to_chase"),
                    models.Index(fields=["hub", "-sent_at"], name="request_by_day"),
                    models.Index(
                        condition=models.Q(("closed_at", None), ("released_at", None)),
                        fields=["hub", "due_at"],
                        name="request_overdue",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RequestChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("withdrawn", "Withdrew the request"),
                            ("due", "Changed when it is due"),
                            ("questions", "Asked something more"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField()),
                ("due_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="referrals.informationrequest",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="RequestQuestion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="referrals.informationrequest",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
                (
                    "asked_with",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="referrals.requestchange",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="Response",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responses",
                        to="referrals.informationrequest",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("nothing_known", "Nothing known"),
                            ("nothing_relevant", "Known, nothing relevant"),
                            ("supplied", "Information supplied"),
                            ("held_not_shared", "Information held but not shared"),
                            ("partial", "Part supplied, more to follow"),
                            ("unable_to_search", "Unable to search"),
                            ("declined", "Declined"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("search_made", models.TextField(blank=True)),
                ("searched", models.JSONField(db_default={}, default=dict)),
                (
                    "rating",
                    models.CharField(
                        blank=True,
                        choices=[("red", "Red"), ("amber", "Amber"), ("green", "Green"), ("blue", "Blue")],
                        max_length=5,
                    ),
                ),
                ("rating_reason", models.TextField(blank=True)),
                ("takes_back_view", models.BooleanField(db_default=False, default=False)),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="referrals.response",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "decline_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("more_detrimental", "Disclosing it would be more detrimental to the child than not"),
                            ("not_necessary", "Not necessary or not proportionate for what the hub needs it for"),
                            ("risk_to_someone", "Sharing it could put somebody at risk"),
                            ("live_investigation", "It could harm a live investigation"),
                            ("court_or_privilege", "A court has not permitted it, or it is legally privileged"),
                            (
                                "health_confidence",
                                "The confidence of a patient or client outweighs the interest in sharing",
                            ),
                            ("adult_objects", "The adult objects, and nobody else is thought to be at risk"),
                            ("no_power", "We know of no power that lets us share it"),
                            ("another_holds_it", "Another agency holds it and can be asked"),
                            ("other", "Another reason"),
                        ],
                        db_default="",
                        default="",
                        max_length=30,
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "indexes": [models.Index(fields=["by", "outcome", "-at"], name="response_by_person")],
                "constraints": [models.UniqueConstraint(fields=("request", "number"), name="answers_are_numbered")],
            },
        ),
        migrations.CreateModel(
            name="AnswerDraft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to="referrals.informationrequest",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("typed", models.JSONField(default=list)),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-changed_at", "-id"],
                "indexes": [models.Index(fields=["changed_at"], name="answer_draft_changed")],
            },
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="referrals.response"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="referrals.informationrequest",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "question",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="referrals.requestquestion",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("event", "Event"),
                            ("marker", "Marker or flag"),
                            ("order", "Order or condition"),
                            ("summary", "Summary of involvement"),
                            ("view", "Professional view"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("fact", "Fact"),
                            ("opinion", "Professional opinion"),
                            ("third_hand", "Reported by someone else"),
                        ],
                        max_length=12,
                    ),
                ),
                ("occurred_on", models.DateField(null=True)),
                ("ended_on", models.DateField(null=True)),
                (
                    "handling",
                    models.CharField(
                        choices=[
                            ("hub_team", "The hub team"),
                            ("decision_maker", "The decision-maker only"),
                            ("existence_only", "Nobody: only that we hold it, and who to ask"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "release",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), default=list),
                ),
                ("ask_whom", models.CharField(blank=True, max_length=160)),
                (
                    "about",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), default=list
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="referrals.item",
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("marked_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("about", []),
                                ("basis", ""),
                                ("ended_on", None),
                                ("handling", "existence_only"),
                                ("kind", ""),
                                ("occurred_on", None),
                                ("question", None),
                            ),
                            models.Q(
                                models.Q(("handling", "existence_only"), _negated=True),
                                models.Q(("kind", ""), _negated=True),
                                models.Q(("basis", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="of_what_is_only_held_nothing_is_stored",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemBody",
            fields=[
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="body",
                        serialize=False,
                        to="referrals.item",
                    ),
                ),
                ("text", models.TextField()),
            ],
            options={
                "verbose_name_plural": "item bodies",
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="referrals.referral"
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="referrals.person"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1)),
                (
                    "stage",
                    models.CharField(
                        choices=[("early_exit", "At triage"), ("full", "After gathering information")], max_length=10
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("second_signature", "Waiting for a second signature"),
                            ("signed", "Signed"),
                            ("corrected", "Corrected by a later version"),
                        ],
                        default="draft",
                        max_length=16,
                    ),
                ),
                (
                    "threshold",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("1", "Level 1: universal services"),
                            ("2", "Level 2: early help"),
                            ("3", "Level 3: targeted or complex need, child in need"),
                            ("4", "Level 4: specialist help, child protection"),
                            ("s42_met", "Section 42 duty met"),
                            ("other_enquiry", "Section 42 duty not met: other safeguarding enquiry"),
                            ("needs_only", "Care and support needs, no safeguarding enquiry"),
                            ("no_concern", "No safeguarding concern"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            (
                                "immediate_protection",
                                "Immediate protection (police protection, court order or section 20)",
                            ),
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
                (
                    "outcome_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_concern", "No safeguarding concern found"),
                            ("not_enough_information", "Not enough information to act on"),
                            ("duplicate", "Duplicate of another referral"),
                            ("withdrawn", "Withdrawn by the referrer"),
                            ("outside_area", "Outside this area"),
                            ("already_open", "Already open to a worker"),
                            ("needs_met", "Needs are being met by services already involved"),
                            ("agreement_refused", "Agreement refused, and below the statutory threshold"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "also",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), blank=True, default=list
                    ),
                ),
                (
                    "final_rating",
                    models.CharField(
                        choices=[("red", "Red"), ("amber", "Amber"), ("green", "Green"), ("blue", "Blue")], max_length=5
                    ),
                ),
                ("contradiction_reason", models.TextField(blank=True, default="")),
                ("rationale", models.TextField()),
                ("next_steps", models.TextField(blank=True)),
                ("voice", models.TextField(blank=True)),
                ("correction_reason", models.TextField(blank=True)),
                ("limbs", models.JSONField(blank=True, default=dict)),
                (
                    "capacity",
                    models.CharField(
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
                ("capacity_detail", models.TextField(blank=True)),
                (
                    "wishes_asked",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("expressed", "Asked, and said what they want"),
                            ("none_expressed", "Asked, but did not say what they want"),
                            ("not_asked", "Not asked"),
                            ("not_known", "Not known"),
                        ],
                        max_length=16,
                    ),
                ),
                ("wishes", models.TextField(blank=True)),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("signed_at", models.DateTimeField(null=True)),
                (
                    "second_signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("second_signed_at", models.DateTimeField(null=True)),
                ("frozen", models.JSONField(null=True)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("attempts", models.TextField(blank=True, db_default="", default="")),
                ("capacity_decision", models.TextField(blank=True, db_default="", default="")),
                ("capacity_on", models.DateField(blank=True, null=True)),
                ("cover", models.TextField(blank=True, db_default="", default="")),
                ("fgm_discovered_on", models.DateField(blank=True, null=True)),
                (
                    "fgm_duty",
                    models.CharField(
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
                ("no_enquiry_reason", models.TextField(blank=True, db_default="", default="")),
                ("route_details", models.JSONField(blank=True, db_default={}, default=dict)),
                ("section_47_reason", models.TextField(blank=True, db_default="", default="")),
                ("strategy_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["at", "id"],
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "second_signature")), fields=["at"], name="decision_to_second_sign"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("subject", "version"), name="decision_versions_are_numbered"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("second_signed_by", None),
                            models.Q(("second_signed_by", models.F("signed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="second_signature_is_another_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft"]), ("signed_by__isnull", False), _connector="OR"),
                        name="signed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "signed"), _negated=True),
                            models.Q(("digest", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="signed_is_frozen",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DecisionItem",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="citations", to="referrals.decision"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.item"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("decision", "item"), name="item_cited_once")],
            },
        ),
        migrations.CreateModel(
            name="Dissent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="views", to="referrals.decision"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "agrees",
                    models.CharField(
                        choices=[("agrees", "Agrees"), ("disagrees", "Disagrees"), ("not_asked", "Not asked")],
                        max_length=12,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("spoken_for_by", models.CharField(blank=True, max_length=120)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("decision", "agency"), name="one_view_an_agency"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agrees", "disagrees"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="dissent_has_its_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Feedback",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="feedback", to="referrals.referral"
                    ),
                ),
                ("wording", models.CharField(max_length=40)),
                ("text", models.TextField()),
                ("not_sent_reason", models.TextField(blank=True)),
            ],
            options={
                "verbose_name_plural": "feedback",
                "ordering": ["at", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Product",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="products", to="referrals.referral"
                    ),
                ),
                ("reference", models.CharField(max_length=20, unique=True)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("none", "Not to leave the hub"),
                            ("partners", "Partner agencies"),
                            ("family", "The family"),
                            ("court", "The court"),
                        ],
                        max_length=10,
                    ),
                ),
                ("summary", models.TextField()),
                (
                    "hub",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.hub"),
                ),
                ("agencies", models.ManyToManyField(related_name="+", to="agencies.agency")),
                ("subjects", models.JSONField(default=list)),
            ],
            options={
                "ordering": ["at", "id"],
                "permissions": [("read_product", "Can read this product")],
                "indexes": [models.Index(fields=["hub", "-at", "-id"], name="product_by_day")],
                "abstract": False,
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("referral", "number"), name="products_are_numbered")],
            },
        ),
        migrations.CreateModel(
            name="ProductItem",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="referrals.product"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.item"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("agency_name", models.CharField(max_length=120)),
                ("about_whom", models.TextField(blank=True, default="")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("event", "Event"),
                            ("marker", "Marker or flag"),
                            ("order", "Order or condition"),
                            ("summary", "Summary of involvement"),
                            ("view", "Professional view"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("occurred_on", models.DateField(null=True)),
                ("ended_on", models.DateField(null=True)),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("fact", "Fact"),
                            ("opinion", "Professional opinion"),
                            ("third_hand", "Reported by someone else"),
                        ],
                        max_length=12,
                    ),
                ),
                ("text", models.TextField()),
            ],
            options={
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="ReferralUserGrant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("permission", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("allocation", "Works on the case"),
                            ("named", "Named reader"),
                            ("visit", "Visit until a set time"),
                            ("break_glass", "Broke the glass"),
                            ("request", "Information request"),
                            ("product", "Released product"),
                            ("transfer", "Case transferred to their hub"),
                        ],
                        db_default="named",
                        max_length=12,
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("given_at", models.DateTimeField()),
                (
                    "expires_at",
                    models.DateTimeField(default=datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.UTC)),
                ),
                ("reason", models.CharField(max_length=200)),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="user_grants", to="referrals.referral"
                    ),
                ),
            ],
            options={
                "unique_together": set(),
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["content_object", "user"], include=("permission", "expires_at"), name="rug_object"
                    ),
                    models.Index(
                        fields=["user", "permission", "expires_at"], include=("content_object",), name="rug_user"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReferralGroupGrant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("permission", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission")),
                ("group", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.group")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("allocation", "Works on the case"),
                            ("named", "Named reader"),
                            ("visit", "Visit until a set time"),
                            ("break_glass", "Broke the glass"),
                            ("request", "Information request"),
                            ("product", "Released product"),
                            ("transfer", "Case transferred to their hub"),
                        ],
                        db_default="named",
                        max_length=12,
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("given_at", models.DateTimeField()),
                (
                    "expires_at",
                    models.DateTimeField(default=datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.UTC)),
                ),
                ("reason", models.CharField(max_length=200)),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="group_grants",
                        to="referrals.referral",
                    ),
                ),
            ],
            options={
                "unique_together": set(),
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["content_object", "group"], include=("permission", "expires_at"), name="rgg_object"
                    ),
                    models.Index(
                        fields=["group", "permission", "expires_at"], include=("content_object",), name="rgg_group"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RequestGroupGrant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("permission", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission")),
                ("group", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.group")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("allocation", "Works on the case"),
                            ("named", "Named reader"),
                            ("visit", "Visit until a set time"),
                            ("break_glass", "Broke the glass"),
                            ("request", "Information request"),
                            ("product", "Released product"),
                            ("transfer", "Case transferred to their hub"),
                        ],
                        db_default="named",
                        max_length=12,
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("given_at", models.DateTimeField()),
                (
                    "expires_at",
                    models.DateTimeField(default=datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.UTC)),
                ),
                ("reason", models.CharField(max_length=200)),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="group_grants",
                        to="referrals.informationrequest",
                    ),
                ),
            ],
            options={
                "unique_together": set(),
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["content_object", "group"], include=("permission", "expires_at"), name="qgg_object"
                    ),
                    models.Index(fields=["group", "permission", "content_object"], name="qgg_group"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductGroupGrant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("permission", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission")),
                ("group", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.group")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("allocation", "Works on the case"),
                            ("named", "Named reader"),
                            ("visit", "Visit until a set time"),
                            ("break_glass", "Broke the glass"),
                            ("request", "Information request"),
                            ("product", "Released product"),
                            ("transfer", "Case transferred to their hub"),
                        ],
                        db_default="named",
                        max_length=12,
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("given_at", models.DateTimeField()),
                (
                    "expires_at",
                    models.DateTimeField(default=datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.UTC)),
                ),
                ("reason", models.CharField(max_length=200)),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="group_grants", to="referrals.product"
                    ),
                ),
            ],
            options={
                "unique_together": set(),
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["content_object", "group"], include=("permission", "expires_at"), name="pgg_object"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Restriction",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.referral"
                    ),
                ),
                (
                    "hub",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.hub"),
                ),
                ("reference", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("conflict_of_interest", "A member of staff knows or is related to someone in the record"),
                            ("staff_involved", "The record is about a member of staff"),
                            ("high_profile", "Public interest or media attention"),
                            ("witness_protection", "Witness protection or a hidden address"),
                            ("adoption", "Adoption"),
                            ("high_risk", "High risk of harm if details reached someone"),
                            ("live_investigation", "A live police investigation"),
                            ("serious_review", "Serious incident or safeguarding review"),
                            ("child_death", "Unexplained death"),
                            ("other", "Another reason"),
                            ("carried", "Somebody in it may be in another restricted record"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("review_on", models.DateField()),
                (
                    "carried_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="referrals.referral",
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "id"],
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)), fields=["hub", "review_on"], name="restriction_review"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("referral",), name="restricted_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RestrictionReview",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.referral"
                    ),
                ),
                (
                    "hub",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.hub"),
                ),
                ("reference", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                (
                    "restriction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="referrals.restriction"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("keep", models.BooleanField()),
                ("note", models.TextField()),
                ("review_on", models.DateField()),
            ],
            options={
                "ordering": ["-at", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Bar",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bars", to="referrals.referral"
                    ),
                ),
                (
                    "hub",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.hub"),
                ),
                ("reference", models.CharField(max_length=20)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "because",
                    models.CharField(
                        choices=[
                            ("subject", "They are named in the record"),
                            ("same_name", "They have the same name as somebody in the record"),
                            ("same_address", "They live at an address in the record"),
                            ("related", "They are related to somebody in the record"),
                            ("known", "They know somebody in the record outside work"),
                            ("other", "Another conflict of interest"),
                        ],
                        db_default="other",
                        max_length=16,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "matched",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("name_and_birth", "Same last name and date of birth"),
                                ("address", "Same address"),
                                ("name_and_postcode", "Same last name and postcode"),
                                ("same_person", "Barred from another record of the same person"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        db_default=[],
                        default=list,
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("given_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("ended_why", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["-given_at", "pk"],
                "indexes": [models.Index(condition=models.Q(("ended_at", None)), fields=["user"], name="bar_of")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("referral", "user"), name="barred_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by", None),
                            models.Q(("confirmed_by", models.F("user")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_confirms_their_own_bar",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BreakGlass",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.referral"
                    ),
                ),
                (
                    "hub",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.hub"),
                ),
                ("reference", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("reason", models.TextField()),
                ("until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("reviewed_at", models.DateTimeField(null=True)),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "finding",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("justified", "Justified"),
                            ("avoidable", "Done in good faith, and avoidable"),
                            ("not_justified", "Not justified: taken up with their manager"),
                        ],
                        max_length=16,
                    ),
                ),
                ("review_note", models.TextField(blank=True)),
            ],
            options={
                "verbose_name_plural": "break-glass uses",
                "ordering": ["-at", "id"],
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("reviewed_at", None)), fields=["hub", "at"], name="break_glass_to_review"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewed_by", None),
                            models.Q(("reviewed_by", models.F("user")), _negated=True),
                            _connector="OR",
                        ),
                        name="reviewed_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewed_at", None),
                            models.Q(
                                models.Q(("finding", ""), _negated=True), models.Q(("review_note", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="review_has_its_finding",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("referral", "user"), name="one_open_emergency"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reviewed_at", None), ("ended_at__isnull", False), _connector="OR"),
                        name="reviewed_when_it_is_over",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Ask",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.referral"
                    ),
                ),
                (
                    "hub",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.hub"),
                ),
                ("reference", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                (
                    "seen_from",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.referral"
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("why", models.TextField()),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("granted", models.BooleanField(null=True)),
                ("answer", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["-at", "id"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at", None)),
                        fields=("referral", "asked_by"),
                        name="one_open_ask_a_person",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClockPause",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("awaiting_referrer", "Waiting for the referrer"),
                            ("strategy_discussion", "Waiting for a strategy discussion"),
                            ("court", "Waiting for the court"),
                            ("awaiting_family", "Waiting to speak to the family or the person"),
                            ("awaiting_agreement", "Waiting for agreement to a service"),
                            ("awaiting_other_area", "Waiting for another council"),
                            ("awaiting_capacity", "Waiting for a mental capacity assessment"),
                            ("police_request", "The police have asked us to wait"),
                            ("hub_own", "A reason of the hub’s own"),
                        ],
                        max_length=30,
                    ),
                ),
                ("own_reason", models.CharField(blank=True, max_length=80)),
                ("why", models.TextField()),
                ("review_on", models.DateField()),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "clock",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.clock"
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pauses", to="referrals.referral"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="referrals.informationrequest",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("clock",), name="one_standing_pause_a_clock"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("request",), name="one_standing_pause_a_request"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("clock__isnull", False), ("request", None)),
                            models.Q(("clock", None), ("request__isnull", False)),
                            _connector="OR",
                        ),
                        name="pause_is_of_one_clock",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_at", None), ("ended_at__gte", models.F("at")), _connector="OR"),
                        name="pause_ends_after_it_began",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", "hub_own"), models.Q(("own_reason", ""), _negated=True)),
                            models.Q(models.Q(("reason", "hub_own"), _negated=True), ("own_reason", "")),
                            _connector="OR",
                        ),
                        name="own_reason_of_a_pause_has_its_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Referrer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "referral",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="referrer", to="referrals.referral"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("is_professional", models.BooleanField()),
                ("wants_anonymity", models.BooleanField(default=False)),
                ("name", models.CharField(blank=True, max_length=120)),
                ("role", models.CharField(blank=True, max_length=120)),
                ("organisation", models.CharField(blank=True, max_length=120)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("address", models.TextField(blank=True)),
                ("known_for", models.CharField(blank=True, max_length=120)),
                ("safe_to_contact", models.TextField(blank=True)),
                (
                    "safe_to_email",
                    models.CharField(blank=True, choices=[("yes", "Yes"), ("no", "No")], default="", max_length=3),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="NotificationMade",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("marac", "MARAC or independent domestic violence adviser"),
                            ("mappa", "MAPPA"),
                            ("channel", "Prevent or Channel"),
                            ("nrm", "National Referral Mechanism (modern slavery)"),
                            ("exploitation_panel", "Exploitation panel (MACE)"),
                            ("lado", "Designated officer (LADO)"),
                            ("youth_justice", "Youth justice"),
                            ("housing_duty", "Housing (homelessness duty)"),
                            ("no_recourse", "No recourse to public funds team"),
                            ("police", "Police, for a suspected crime"),
                            ("cqc", "Care Quality Commission or commissioner"),
                            ("marac_conference", "MARAC"),
                            ("idva", "Independent domestic violence adviser (IDVA)"),
                            ("dvds", "Domestic Violence Disclosure Scheme (Clare’s Law)"),
                            ("csods", "Child Sex Offender Disclosure Scheme (Sarah’s Law)"),
                            ("fmpo", "Forced marriage protection order"),
                            ("fgmpo", "FGM protection order"),
                            ("serious_incident", "Serious incident notification"),
                            ("macpt", "Multi-agency child protection team"),
                            ("family_group", "Family group decision-making"),
                            ("adult_safety", "Immediate safety of the adult"),
                            (
                                "care_act_advocate",
                                "Independent advocate for a safeguarding enquiry, Care Act section 68",
                            ),
                            ("tell_family", "Telling the family what is decided"),
                            ("tell_adult", "Telling the adult what is decided"),
                            ("csa_report", "Report of child sexual abuse under the duty to report"),
                            ("fgm_police", "Report of FGM to the police"),
                        ],
                        max_length=20,
                    ),
                ),
                ("due_on", models.DateField()),
                ("made_on", models.DateField()),
                ("detail", models.TextField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notifications_made",
                        to="referrals.decision",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notifications_made",
                        to="referrals.referral",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notifications_made",
                        to="referrals.person",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OutboxMessage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "hub",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.hub"),
                ),
                ("template", models.CharField(max_length=40)),
                ("to", models.EmailField(max_length=254)),
                ("context", models.JSONField(default=dict)),
                ("key", models.CharField(max_length=120, unique=True)),
                ("created_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("dropped_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("try_after", models.DateTimeField(null=True)),
                ("failure", models.CharField(blank=True, max_length=200)),
                ("failed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["created_at", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("failed_at__isnull", False)), fields=["hub"], name="outbox_given_up"
                    ),
                    models.Index(
                        condition=models.Q(("dropped_at", None), ("failed_at", None), ("sent_at", None)),
                        fields=["created_at", "id"],
                        name="outbox_to_send",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FigureSpan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "unit",
                    models.PositiveSmallIntegerField(choices=[(1, "Hour"), (2, "Day"), (3, "Month"), (4, "Year")]),
                ),
                ("starts", models.DateTimeField()),
                ("ends", models.DateTimeField()),
                ("counted_at", models.DateTimeField()),
                ("good_until", models.DateTimeField()),
                (
                    "hub",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.hub"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FigureCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("figure", models.TextField()),
                ("part", models.TextField()),
                ("piece", models.TextField()),
                ("about", models.TextField()),
                ("took", models.DurationField(null=True)),
                ("number", models.PositiveIntegerField()),
                (
                    "span",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="referrals.figurespan"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FigureChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hour", models.DateTimeField()),
                (
                    "hub",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.hub"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["hub", "hour"], name="changed_hour")],
            },
        ),
        migrations.AddConstraint(
            model_name="figurespan",
            constraint=models.UniqueConstraint(fields=("hub", "unit", "starts"), name="one_count_of_a_span"),
        ),
        migrations.CreateModel(
            name="PersonPair",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "band",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Possibly the same person"), (2, "Almost certainly the same person")]
                    ),
                ),
                ("bits", models.FloatField()),
                ("reasons", django.contrib.postgres.fields.ArrayField(base_field=models.TextField())),
                ("weights", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("same", "The same person"),
                            ("different", "Two different people"),
                            ("one_number", "Two people who were given one number"),
                            ("unsure", "Not sure yet"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("implied", models.BooleanField(db_default=False, default=False)),
                ("gravity", models.PositiveSmallIntegerField(db_default=0, default=0)),
                ("guarded", models.BooleanField(db_default=False, default=False)),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.person"
                    ),
                ),
                (
                    "first_referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.referral"
                    ),
                ),
                (
                    "hub",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.hub"
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.person"
                    ),
                ),
                (
                    "second_referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.referral"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CaseLink",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("same_incident", "The same incident told twice"),
                            ("duplicate", "A duplicate"),
                            ("siblings", "Brothers and sisters"),
                            ("supersedes", "Takes the place of"),
                        ],
                        max_length=15,
                    ),
                ),
                ("why", models.TextField()),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_why", models.TextField(blank=True, default="")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.referral"
                    ),
                ),
                (
                    "hub",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.hub"
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.referral"
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.comparison.Least("first", "second"),
                        django.db.models.functions.comparison.Greatest("first", "second"),
                        models.F("kind"),
                        condition=models.Q(("undone_at", None)),
                        name="one_standing_link_of_a_kind",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "duplicate"), ("undone_at", None)),
                        fields=("first",),
                        name="one_duplicate_ends_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first", models.F("second")), _negated=True),
                        name="no_case_is_linked_to_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ("duplicate", "supersedes")),
                            ("first__lt", models.F("second")),
                            _connector="OR",
                        ),
                        name="link_in_order_of_keys",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at", None), ("undone_by", None), ("undone_why", "")),
                            models.Q(
                                ("undone_at__isnull", False),
                                ("undone_by__isnull", False),
                                models.Q(("undone_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="undone_link_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PairVerdict",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("same", "The same person"),
                            ("different", "Two different people"),
                            ("one_number", "Two people who were given one number"),
                            ("unsure", "Not sure yet"),
                        ],
                        max_length=10,
                    ),
                ),
                ("why", models.TextField()),
                (
                    "band",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Possibly the same person"), (2, "Almost certainly the same person")]
                    ),
                ),
                ("reasons", django.contrib.postgres.fields.ArrayField(base_field=models.TextField())),
                ("weights", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "pair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="verdicts", to="referrals.personpair"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="PersonToMatch",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="referrals.person",
                    ),
                ),
                (
                    "turn",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Arrived, or a fact changed"),
                            (1, "Compared anew"),
                            (2, "Could not be compared: waits for the night"),
                        ],
                        default=0,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("is_new", models.BooleanField(db_default=True, default=True)),
                (
                    "hub",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.hub"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PersonCompared",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="referrals.person",
                    ),
                ),
                ("version", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="PersonHome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "told_in",
                    models.CharField(
                        choices=[
                            ("address", "Home address"),
                            ("whereabouts", "Where they are now"),
                            ("facts", "Another address that was recorded"),
                            ("words", "In the words of the referral"),
                        ],
                        max_length=11,
                    ),
                ),
                ("home", models.BigIntegerField(null=True)),
                ("postcode", models.BigIntegerField(null=True)),
                ("flat", models.BigIntegerField(null=True)),
                ("doorstep", models.BigIntegerField(null=True)),
                ("uprn", models.BigIntegerField(null=True)),
                (
                    "hub",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.hub"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.person"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.referral"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["hub", "home"], include=("referral",), name="person_home"),
                    models.Index(
                        condition=models.Q(("doorstep__isnull", False)),
                        fields=["hub", "doorstep"],
                        name="person_doorstep",
                    ),
                    models.Index(
                        condition=models.Q(("uprn__isnull", False)), fields=["hub", "uprn"], name="person_uprn"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person__isnull", True), ("told_in", "words")),
                            models.Q(("person__isnull", False), models.Q(("told_in", "words"), _negated=True)),
                            _connector="OR",
                        ),
                        name="words_tell_of_no_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.BigIntegerField()),
                (
                    "hub",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.hub"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.person"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["hub", "key"], include=("person",), name="person_key")],
            },
        ),
        migrations.AddIndex(
            model_name="personpair",
            index=models.Index(
                condition=models.Q(("verdict__in", ("", "unsure"))),
                fields=["hub", "-gravity", "-band", "at", "id"],
                name="pair_undecided",
            ),
        ),
        migrations.AddConstraint(
            model_name="personpair",
            constraint=models.UniqueConstraint(fields=("first", "second"), name="one_pair_of_two_people"),
        ),
        migrations.AddConstraint(
            model_name="personpair",
            constraint=models.CheckConstraint(
                condition=models.Q(("first__lt", models.F("second"))), name="pair_in_order_of_keys"
            ),
        ),
        migrations.AddIndex(
            model_name="persontomatch",
            index=models.Index(fields=["hub", "turn", "at"], name="person_to_match"),
        ),
        migrations.AddIndex(
            model_name="persontomatch",
            index=models.Index(fields=["hub"], condition=models.Q(("is_new", True)), name="person_new"),
        ),
        migrations.CreateModel(
            name="Flag",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="flags", to="referrals.referral"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("colleague", "Look at this now"),
                            ("grave_answer", "An agency rates it red"),
                            ("late_answer", "An answer came after the decision"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("cleared_at", models.DateTimeField(null=True)),
                (
                    "cleared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("what_was_done", models.TextField(blank=True)),
            ],
            options={
                "verbose_name": "flag",
                "ordering": ["at", "id"],
                "abstract": False,
                "indexes": [
                    models.Index(condition=models.Q(("cleared_at", None)), fields=["at"], name="flag_standing")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "colleague"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="flag_has_its_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cleared_at", None), ("cleared_by", None), ("what_was_done", "")),
                            models.Q(
                                ("cleared_at__isnull", False),
                                ("cleared_by__isnull", False),
                                models.Q(("what_was_done", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="cleared_flag_says_what_was_done",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonFact",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("name", "Name"),
                            ("birth", "Birth or age"),
                            ("born", "The child is born"),
                            ("sex", "Sex and gender"),
                            ("part", "Part in this case"),
                            ("address", "Address"),
                            ("contact", "Phone and contact"),
                            ("numbers", "Numbers"),
                            ("school-gp", "School and GP"),
                            ("background", "Background and language"),
                            ("needs", "Needs"),
                            ("death", "Death"),
                        ],
                        max_length=10,
                    ),
                ),
                ("value", models.JSONField()),
                ("words", models.TextField()),
                ("shown", models.BooleanField()),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("person", "The person or their family"),
                            ("professional", "A professional, by phone or in a meeting"),
                            ("record", "A record that the hub looked at"),
                            ("document", "A document, such as a birth certificate or passport"),
                            ("answer", "An agency’s answer"),
                        ],
                        max_length=12,
                    ),
                ),
                ("source_detail", models.CharField(blank=True, max_length=200)),
                (
                    "certainty",
                    models.CharField(
                        choices=[
                            ("checked", "Checked against a record or document"),
                            ("reported", "Reported, not checked"),
                            ("doubtful", "In doubt"),
                        ],
                        max_length=10,
                    ),
                ),
                ("from_on", models.DateField(null=True)),
                ("until_on", models.DateField(null=True)),
                ("why", models.TextField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.item"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="facts", to="referrals.person"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="facts", to="referrals.referral"
                    ),
                ),
            ],
            options={
                "verbose_name": "fact about a person",
                "verbose_name_plural": "facts about people",
                "ordering": ["at", "id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", None), models.Q(("source", "answer"), _negated=True)),
                            models.Q(("item__isnull", False), ("source", "answer")),
                            _connector="OR",
                        ),
                        name="fact_of_an_answer_has_its_item",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RequestUpdate",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subjects", models.JSONField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="updates",
                        to="referrals.informationrequest",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="RequestMessage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("from_hub", models.BooleanField()),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="referrals.informationrequest",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "indexes": [models.Index(fields=["request", "at"], name="request_message_thread")],
            },
        ),
        migrations.CreateModel(
            name="SearchTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "of",
                    models.CharField(
                        choices=[
                            ("person", "Somebody of the case"),
                            ("referrer", "Who referred, if that is a professional"),
                            ("professional", "A professional who is involved"),
                            ("reference", "The reference of the police"),
                            ("request", "The names in a request, for the agency asked"),
                        ],
                        max_length=12,
                    ),
                ),
                ("terms", django.contrib.postgres.search.SearchVectorField()),
                (
                    "hub",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.hub",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="referrals.person",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="referrals.informationrequest",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.referral"
                    ),
                ),
            ],
            options={
                "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["terms"], name="search_terms")],
            },
        ),
        migrations.CreateModel(
            name="StrategyDiscussion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("called_by", models.CharField(max_length=120)),
                ("held_at", models.DateTimeField()),
                (
                    "how",
                    models.CharField(
                        choices=[("meeting", "In a meeting"), ("phone", "By phone"), ("video", "By video")],
                        max_length=10,
                    ),
                ),
                ("from_hub", models.CharField(max_length=200)),
                ("attended", models.JSONField()),
                ("shared", models.TextField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("section_47_joint", "Section 47 enquiry, jointly with the police"),
                            ("section_47_single", "Section 47 enquiry, by children’s social care alone"),
                            ("section_17", "Assessment under section 17, and no section 47 enquiry"),
                            ("no_further", "Nothing further under section 47 or section 17"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reasons", models.TextField()),
                ("words", models.TextField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="discussions", to="referrals.referral"
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="referrals.strategydiscussion",
                    ),
                ),
            ],
            options={
                "verbose_name": "strategy discussion",
                "ordering": ["at", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CaseAction",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("reference", models.CharField(max_length=20, unique=True)),
                ("what", models.TextField()),
                ("due_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("was_done", models.BooleanField(null=True)),
                ("closing_words", models.TextField(blank=True)),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hub",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.hub"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="actions", to="referrals.referral"
                    ),
                ),
                (
                    "discussion",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="referrals.strategydiscussion",
                    ),
                ),
            ],
            options={
                "verbose_name": "action of a case",
                "verbose_name_plural": "actions of cases",
                "ordering": ["at", "id"],
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at", None)),
                        fields=["owner", "due_at"],
                        name="action_of_a_colleague",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at", None)), fields=["agency", "due_at"], name="action_of_an_agency"
                    ),
                    models.Index(
                        condition=models.Q(("closed_at", None)), fields=["hub", "due_at"], name="action_overdue"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agency__isnull", False), ("owner", None)),
                            models.Q(("agency", None), ("owner__isnull", False)),
                            _connector="OR",
                        ),
                        name="action_has_one_owner",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at", None), ("closed_by", None), ("closing_words", ""), ("was_done", None)
                            ),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("closed_by__isnull", False),
                                ("was_done__isnull", False),
                                models.Q(("closing_words", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="closed_action_says_how",
                    ),
                ],
            },
        ),
        migrations.RunSQL("ALTER TABLE referrals_referral ALTER COLUMN reported_risk SET DEFAULT 0"),
        migrations.CreateModel(
            name="HubAsk",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("why", models.TextField()),
                ("at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True, choices=[("answer", "Answered"), ("nothing", "Nothing to share")], max_length=10
                    ),
                ),
                ("answer", models.TextField(blank=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "from_hub",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.hub"),
                ),
                (
                    "hub",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.hub"),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hub_asks", to="referrals.referral"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at", None)),
                        fields=("referral", "hub"),
                        name="one_open_ask_of_a_hub",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonElsewhere",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sure", models.BooleanField()),
                ("at", models.DateTimeField()),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.person"
                    ),
                ),
                (
                    "other_hub",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.hub"),
                ),
                (
                    "other_referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.referral"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="referrals.person",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.referral"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "other"), name="one_row_of_two_hubs")],
            },
        ),
        migrations.CreateModel(
            name="ProtectedIdentity",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reference", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("adopted", "Adopted"), ("protected", "Protected person"), ("witness", "Witness")],
                        max_length=10,
                    ),
                ),
                ("why", models.CharField(max_length=200)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_why", models.CharField(blank=True, max_length=200)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hub",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.hub"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.person"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.referral"
                    ),
                ),
            ],
            options={
                "verbose_name": "protected identity",
                "ordering": ["-at", "id"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("person",), name="protected_once"
                    )
                ],
            },
        ),
        RunSQLFiles(
            folder="referrals/access",
            names=[
                "who_sees_a_case",
                "rows_of_a_case",
                "pauses",
                "requests",
                "products",
                "decisions",
                "drafts",
                "granting",
                "bars",
                "governance",
                "same_people",
                "homes",
                "case_links",
                "protected_identities",
                "carried_restrictions",
                "other_hubs",
                "break_glass",
                "messages",
                "own_referrals",
                "who_looked",
                "search",
                "frozen_records",
                "figure_counts",
                "figures",
                "notifications",
                "knows_now",
                "repeats",
                "flags",
                "strategy",
                "what_waits",
            ],
        ),
    ]
