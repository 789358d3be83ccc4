"""Questions about a person that forms of several stages ask in the same words, and what they make of the answers."""

from django.utils import timezone

from mash.govuk import ages
from mash.govuk.ages import OLDEST, AgeField
from mash.govuk.fields import ChoiceField, DateField, NameField
from mash.govuk.forms import Form
from referrals import codes

GROWN_UP = 18
Kind = codes.PersonKind
WRONG_AGES: dict[str, tuple] = {  # for each kind: does this age fit, and the message if it does not
    Kind.CHILD: (
        lambda years: years < GROWN_UP,
        "A child must be under 18. If they are 18 or over, {instead} an adult",
    ),
    Kind.ADULT: (
        lambda years: years >= GROWN_UP,
        "An adult must be 18 or over. If they are under 18, {instead} a child",
    ),
    Kind.UNBORN: (lambda years: False, "An unborn child has no age. Leave it blank, or {instead} a child"),
}
NONE = codes.DisabilityCode.NONE
# "No disability" excludes the others, so it comes last
DISABILITIES = [*(pair for pair in codes.DisabilityCode.choices if pair[0] != NONE), (NONE.value, NONE.label)]


def with_more(facts: dict) -> dict:
    """Move facts that have no model field of their own into `more`."""
    age = facts.get("estimated_age")
    if age is not None:
        facts = {**facts, "estimated_age": age.in_years}
        # The column has only years, and "3 weeks" must be 5 weeks a fortnight later.
        if age.unit != ages.YEARS:
            facts[codes.PersonMore.AGE_TOLD.value] = str(age)
    more = {name: facts.pop(name) for name in codes.PersonMore.values if name in facts}
    return {**facts, "more": {name: value for name, value in more.items() if value}}


def first_name():
    return NameField(label="First name", hint="Leave blank if not known", required=False, max_length=80)


def last_name():
    return NameField(label="Last name", required=False, max_length=80)


def other_names():
    return NameField(label="Other names they use or used", required=False, max_length=160)


def date_of_birth(year: int):
    return DateField(
        label="Date of birth",
        hint=f"For example, 27 3 {year}",
        past=True,
        oldest=OLDEST,
        usual=(100, 0),
        required=False,
    )


def sex():
    choices = [("M", "Male"), ("F", "Female"), ("U", "Not known")]
    return ChoiceField(label="Sex", choices=choices, required=False, inline=True)


def estimated_age():
    return AgeField(
        label="Age, if the date of birth is not known",
        noun="Age",
        hint="As far as you know it, for example about 7, 8 months or 3 weeks",
        required=False,
    )


def check_age(form: Form, kind: str, *, instead: str) -> None:
    """Add errors if date of birth, age and kind of person contradict each other.

    `instead` is how the message tells the writer to correct it.
    """
    answers = form.cleaned_data
    born, stated = answers.get("date_of_birth"), answers.get("estimated_age")
    today = timezone.localdate()
    by_birth = ages.age_on(born, today, stated.unit if stated else ages.YEARS) if born else None
    # Each is checked alone first, so the error appears beside the answer that is wrong.
    years_by_birth = ages.age_on(born, today, ages.YEARS) if born else None
    for name, age in (("date_of_birth", years_by_birth), ("estimated_age", stated)):
        if age is not None and kind in WRONG_AGES and not WRONG_AGES[kind][0](age.in_years):
            form.add_error(name, WRONG_AGES[kind][1].format(instead=instead))
    if by_birth is not None and stated is not None and by_birth != stated:
        words = f"Age does not match the date of birth, which makes them {by_birth}. Check both, or leave the age blank"
        form.add_error("estimated_age", words)
