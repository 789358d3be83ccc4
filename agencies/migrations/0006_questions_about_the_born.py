"""Questions copied from the defaults: what cannot be asked about an unborn child is not asked about one any more."""

from django.db import migrations

# The words of the default questions, as hubs have copied them, by whom they were and are now about. A question that a
# hub has put in words of its own stays as it is.
NARROWED: dict[tuple[str, str], tuple[str, ...]] = {
    ("child", "born"): (
        "When was each child last seen alone, and what did they say about how they live?",
        "List missing episodes and what return interviews said.",
        "Has an exploitation panel considered the child? Give dates, rating and plan.",
        "When did an officer last see the children named, and what did the officer record about how they were?",
        "When was each child named last seen by a health professional, by whom and what for?",
        "List appointments to which each child was not brought, including immunisations and reviews.",
        "Are there worries about growth, development, feeding, teeth or unmet health needs?",
        "Was there an injury or bruise in a baby not yet moving, a burn, a bite or a fracture?",
        "Give weights and heights with dates and centiles, and say whether there is faltering.",
        "Do reported symptoms differ from what professionals observe? Name the lead consultant and opinions sought.",
        "Is the child on roll? Give start date, year group, earlier schools and the safeguarding lead to call.",
        "What is the attendance percentage, number of late marks and pattern of absence?",
        "List suspensions, exclusions, part-time timetables and moves, with reasons.",
        "List safeguarding log entries: date, what was seen or said, action taken.",
        "How does the child come to school: mood, tiredness, hunger, clothes, hygiene?",
        "What has the child said about home? Use their own words and give the date.",
        "Does the child have special educational needs, a plan (EHCP) or young carer support?",
        "How do parents or carers work with the school, and who brings and collects the child?",
        "Give dates when food, clothing, medicine or equipment was lacking, and what parents said.",
        "Was the child missing from education or taught at home? Give dates and checks made.",
        "List marks or injuries seen: date, where on the body, explanation and who gave it.",
        "Have there been sexualised behaviours, disclosures or incidents with peers?",
        "How does the child relate to adults and peers, and what changes has staff seen?",
        "List police domestic abuse notifications received (Operation Encompass) and how the child was after.",
        "Who may not collect or contact the child, and is there a court order?",
        "Are there unexplained money, phones, gifts, travel, new older friends or absences?",
        "Which peers and places cause worry, in and around school and online?",
        "What self-harm, distress or counselling is recorded, and is there a risk plan?",
        "Have staff seen signs of drug or alcohol use in the child or in an adult at collection?",
        "Is travel abroad or long leave planned or requested? Give dates and what the child said.",
        "What has the child said, written or shared that suggests extremist views?",
        "Is there a health care plan, and do symptoms at school match those reported by parents?",
        "Do you know where the child sleeps, and have address or travel changes been reported?",
        "For anyone aged 16 or 17, was a joint assessment with children’s services done?",
        "Does the child attend? Give start date, hours, key person and funding type.",
        "What is the pattern of attendance, lateness and unexplained absence?",
        "Is development on track: speech, movement, play, toileting? Give check dates and results.",
        "How does the child arrive: clean, fed, dressed for the weather, settled or upset?",
        "What have staff seen between the child and each parent or carer?",
        "Who brings and collects, and have there been worries at collection?",
        "List incident, accident and existing injury forms: date, injury, explanation.",
        "Give dates when food, nappies, clothes or medicine were lacking, and what was said.",
        "List marks seen on the child: date, where, size, explanation, and whether body maps are held.",
        "Has the child shown or said anything sexual that is out of step with their age?",
        "Does the child seek comfort, and from whom? Describe fear, withdrawal or aggression.",
        "Has a parent spoken of abuse, or has the child acted it out or shown fear of someone?",
        "How have parents’ mood and energy seemed, and have they asked for help?",
        "Has any adult seemed affected by drink or drugs when bringing or collecting?",
        "Has the family mentioned new people at home, sudden money or moves?",
        "Is there a health or special needs plan, and do symptoms match those reported?",
    ),
    ("both", "born_adult"): (
        "When were they last seen by you, and how were they?",
        (
            "Are there signs of sexual harm: infection, pregnancy, injury, emergency contraception, sexual"
            " assault centre attendance? Share only what bears on the risk."
        ),
        "What is recorded about hygiene, dental decay, infestations or untreated conditions?",
        "Who referred the child, why, and was the referral accepted?",
        "What is the working diagnosis or formulation, so far as it bears on the worry described?",
        "What does the risk assessment say about harm to self, to others and from others? Give its date.",
        "When was the child last seen and how often were they not brought?",
        "What has the child said about home, school, friends and feeling safe? Use their words.",
        "List self-harm, overdoses and suicide attempts: date, method, trigger, follow-up.",
        "Is there an eating disorder or physical risk that needs monitoring?",
        "Has the child spoken of abuse at home or in a relationship? What effect was seen?",
        "Has the child said they are hurt by anyone, or been seen with injuries?",
        "Has the child disclosed sexual abuse, or shown sexual behaviour out of step with their age?",
        "Are there signs of exploitation: new money, older contacts, going missing, fear?",
        "Is online contact or content part of the risk?",
        "Are mental health needs going unmet because care at home falls short?",
        "Have you seen hostility, rejection, blame or unrealistic demands towards the child?",
        "What does the child say about drugs, alcohol or vaping, their own and others’?",
    ),
    ("child", "both"): ("What do you know of how older brothers and sisters are cared for?",),
}


def narrow(apps, schema_editor):
    question = apps.get_model("agencies", "Question").objects.using(schema_editor.connection.alias)
    for (before, after), texts in NARROWED.items():
        question.filter(text__in=texts, about=before).update(about=after)


def widen(apps, schema_editor):
    question = apps.get_model("agencies", "Question").objects.using(schema_editor.connection.alias)
    for (before, after), texts in NARROWED.items():
        question.filter(text__in=texts, about=after).update(about=before)
    # The column is five letters wide again after this, so what came later is put as near as it can be.
    question.filter(about="born_adult").update(about="both")
    question.filter(about__in=["born", "unborn"]).update(about="child")


class Migration(migrations.Migration):
    dependencies = [("agencies", "0005_more_kinds")]

    operations = [migrations.RunPython(narrow, widen)]
