"""What a request says of its lawful basis, why an agency does not share (counted too), and relationships."""

from django.db import migrations, models

from mash.postgres.sql_files import RunSQLFiles


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0011_safe_to_email"),
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
        migrations.AlterField(
            model_name="person",
            name="relationship",
            field=models.CharField(
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
        RunSQLFiles("referrals/access", ["figures"], again=True),
    ]
