"""What a request says of its lawful basis, and why an agency does not share; counted among the figures."""

from django.db import migrations, models

from mash.postgres.sql_files import RunSQLFiles


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0005_who_knows"),
    ]

    operations = [
        migrations.AddField(
            model_name="informationrequest",
            name="article6",
            field=models.CharField(
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
        migrations.AddField(
            model_name="response",
            name="decline_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("more_detrimental", "Disclosing it would be more detrimental to the child than not"),
                    ("not_necessary", "Not necessary or not proportionate for what the hub needs it for"),
                    ("risk_to_someone", "Sharing it could put somebody at risk"),
                    ("live_investigation", "It could harm a live investigation"),
                    ("court_or_privilege", "A court has not permitted it, or it is legally privileged"),
                    ("health_confidence", "The confidence of a patient or client outweighs the interest in sharing"),
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
        RunSQLFiles("referrals/access", ["figures"], again=True),
    ]
