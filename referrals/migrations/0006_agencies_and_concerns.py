"""The lawful basis of a request is told to the agency."""

from django.db import migrations, models


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
    ]
