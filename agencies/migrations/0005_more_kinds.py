"""Further kinds of agency, and questions that leave out the unborn."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0004_helplines"),
    ]

    operations = [
        migrations.AlterField(
            model_name="agency",
            name="kind",
            field=models.CharField(
                choices=[
                    ("childrens_services", "Children's services"),
                    ("adult_social_care", "Adult social care"),
                    ("police", "Police"),
                    ("health", "Health"),
                    ("education", "Education"),
                    ("mental_health", "Mental health"),
                    ("youth_offending", "Youth offending"),
                    ("probation", "Probation"),
                    ("housing", "Housing"),
                    ("early_years", "Early years"),
                    ("camhs", "CAMHS"),
                    ("ambulance", "Ambulance"),
                    ("substance_misuse", "Drug and alcohol service"),
                    ("domestic_abuse", "Domestic abuse service"),
                    ("council_education", "Council education service: missing education, home education"),
                    ("fire", "Fire and rescue"),
                    ("cafcass", "Cafcass"),
                    ("immigration", "Immigration enforcement"),
                    ("dwp", "Department for Work and Pensions"),
                    ("prison", "Prisons"),
                    ("care_provider", "Care provider"),
                    ("regulator", "Regulator"),
                    ("other", "Other agency"),
                ],
                max_length=30,
            ),
        ),
        migrations.AlterField(
            model_name="question",
            name="about",
            field=models.CharField(
                choices=[
                    ("both", "Children and adults"),
                    ("child", "Children"),
                    ("born", "Children who are born"),
                    ("unborn", "Unborn children"),
                    ("adult", "Adults"),
                    ("born_adult", "Children who are born, and adults"),
                ],
                default="both",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="questionset",
            name="agency_kind",
            field=models.CharField(
                choices=[
                    ("childrens_services", "Children's services"),
                    ("adult_social_care", "Adult social care"),
                    ("police", "Police"),
                    ("health", "Health"),
                    ("education", "Education"),
                    ("mental_health", "Mental health"),
                    ("youth_offending", "Youth offending"),
                    ("probation", "Probation"),
                    ("housing", "Housing"),
                    ("early_years", "Early years"),
                    ("camhs", "CAMHS"),
                    ("ambulance", "Ambulance"),
                    ("substance_misuse", "Drug and alcohol service"),
                    ("domestic_abuse", "Domestic abuse service"),
                    ("council_education", "Council education service: missing education, home education"),
                    ("fire", "Fire and rescue"),
                    ("cafcass", "Cafcass"),
                    ("immigration", "Immigration enforcement"),
                    ("dwp", "Department for Work and Pensions"),
                    ("prison", "Prisons"),
                    ("care_provider", "Care provider"),
                    ("regulator", "Regulator"),
                    ("other", "Other agency"),
                ],
                max_length=30,
            ),
        ),
    ]
