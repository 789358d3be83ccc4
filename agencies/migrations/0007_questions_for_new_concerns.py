"""A hub's own questions for a concern that ended are asked for those that follow it."""

from django.db import migrations

FOLLOWED_BY = {
    "domestic_abuse_child": ("domestic_abuse_seen", "relationship_abuse"),
    "gangs": ("gang_violence", "county_lines"),
    "drugs_child": ("drug_use_child",),
    "drugs_parent": ("drug_use_parent", "drug_supply"),
    "drugs_household": ("drug_use_household",),
}


def copy_on(apps, schema_editor):
    alias = schema_editor.connection.alias
    sets = apps.get_model("agencies", "QuestionSet").objects.using(alias)
    questions = apps.get_model("agencies", "Question").objects.using(alias)
    for old in sets.filter(concern__in=FOLLOWED_BY):
        for concern in FOLLOWED_BY[old.concern]:
            new, made = sets.get_or_create(
                hub_id=old.hub_id, agency_kind=old.agency_kind, concern=concern, defaults={"is_active": old.is_active}
            )
            if made:
                questions.bulk_create(
                    questions.model(
                        question_set=new,
                        position=q.position,
                        text=q.text,
                        look_back_months=q.look_back_months,
                        about=q.about,
                    )
                    for q in questions.filter(question_set=old)
                )


class Migration(migrations.Migration):
    dependencies = [("agencies", "0006_questions_about_the_born")]

    # Undone, the copies stay: nothing asks for them, and a hub may have changed them.
    operations = [migrations.RunPython(copy_on, migrations.RunPython.noop)]
