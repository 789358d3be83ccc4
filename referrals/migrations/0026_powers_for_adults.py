"""Of a referral about children and adults: the purpose and the power for the adults, in the basis and in each copy."""

from django.db import migrations, models

POWERS = [
    ("CA89-17", "Children Act 1989, section 17: child in need"),
    ("CA89-47", "Children Act 1989, section 47: child protection enquiries"),
    ("CA89-27", "Children Act 1989, section 27: request for help"),
    ("CA04-10", "Children Act 2004, section 10: co-operation to improve well-being"),
    ("CA04-11", "Children Act 2004, section 11: duty to safeguard"),
    ("CA04-16E", "Children Act 2004, section 16E: safeguarding partners"),
    ("CA04-16LA", "Children Act 2004, section 16LA: duty to disclose (only once in force)"),
    ("CA14-42", "Care Act 2014, section 42: adult safeguarding enquiry"),
    ("CA14-44", "Care Act 2014, section 44: safeguarding adults review"),
    ("CA14-45", "Care Act 2014, section 45: supply of information to the board"),
    ("CA14-6-7", "Care Act 2014, sections 6 and 7: co-operation"),
    ("EA02-175", "Education Act 2002, section 175 or 157: schools’ safeguarding duty"),
    ("CDA98-115", "Crime and Disorder Act 1998, section 115"),
    ("PCSC22", "Police, Crime, Sentencing and Courts Act 2022: serious violence duty"),
    ("OMA07-14", "Offender Management Act 2007, section 14"),
    ("CJA03-325", "Criminal Justice Act 2003, section 325: MAPPA"),
    ("HSCA12-251B", "Health and Social Care Act 2012, section 251B: direct care of an adult"),
    ("DA21", "Domestic Abuse Act 2021"),
    ("CTSA15-26", "Counter-Terrorism and Security Act 2015, section 26: Prevent"),
    ("MSA15-52", "Modern Slavery Act 2015, section 52: duty to notify"),
    ("CLPP", "Common law: a policing purpose"),
    ("CLD-PI", "Common law: confidence outweighed by the public interest"),
    ("MCA05-4", "Mental Capacity Act 2005, section 4: best interests"),
]
PURPOSES = [
    ("immediate_safety", "To keep someone safe now"),
    ("section_47", "To decide whether a child is suffering or likely to suffer significant harm"),
    ("section_17", "To decide whether a child is in need"),
    ("section_42", "To decide whether an adult needs a safeguarding enquiry"),
    ("early_help", "To decide whether early help is right"),
    ("risk_to_others", "To understand the risk someone poses to others"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0025_first_form_whole"),
    ]

    operations = [
        migrations.AddField(
            model_name="informationrequest",
            name="adult_gateway",
            field=models.CharField(blank=True, choices=POWERS, db_default="", default="", max_length=20),
        ),
        migrations.AddField(
            model_name="lawfulbasis",
            name="adult_gateway",
            field=models.CharField(blank=True, choices=POWERS, db_default="", default="", max_length=20),
        ),
        migrations.AddField(
            model_name="lawfulbasis",
            name="adult_purpose",
            field=models.CharField(blank=True, choices=PURPOSES, db_default="", default="", max_length=20),
        ),
    ]
