"""The questions each kind of agency is asked unless a hub has written its own."""

from collections.abc import Iterable

from agencies.kinds import AgencyKind
from agencies.question_defaults import (
    education,
    health,
    housing,
    justice,
    mental_health,
    police,
    public_services,
    social_care,
    support,
)
from agencies.question_defaults.question import BOTH, WHOM, DefaultQuestion, DefaultSet, fits
from agencies.question_defaults.themes import THEMES

__all__ = ["DEFAULT_SETS", "THEMES", "DefaultQuestion", "concern_questions", "default_questions", "fits"]

DEFAULT_SETS: dict[str, DefaultSet] = {
    AgencyKind.CHILDRENS_SERVICES: social_care.CHILDREN_SERVICES,
    AgencyKind.ADULT_SOCIAL_CARE: social_care.ADULT_SOCIAL_CARE,
    AgencyKind.POLICE: police.POLICE,
    AgencyKind.HEALTH: health.HEALTH,
    AgencyKind.EDUCATION: education.EDUCATION,
    AgencyKind.MENTAL_HEALTH: mental_health.MENTAL_HEALTH,
    AgencyKind.YOUTH_OFFENDING: justice.YOUTH_OFFENDING,
    AgencyKind.PROBATION: justice.PROBATION,
    AgencyKind.HOUSING: housing.HOUSING,
    AgencyKind.EARLY_YEARS: education.EARLY_YEARS,
    AgencyKind.CAMHS: mental_health.CAMHS,
    AgencyKind.AMBULANCE: health.AMBULANCE,
    AgencyKind.SUBSTANCE_MISUSE: support.SUBSTANCE_MISUSE,
    AgencyKind.DOMESTIC_ABUSE_SERVICE: support.DOMESTIC_ABUSE_SERVICE,
    AgencyKind.COUNCIL_EDUCATION: education.COUNCIL_EDUCATION,
    AgencyKind.FIRE: public_services.FIRE,
    AgencyKind.CAFCASS: public_services.CAFCASS,
    AgencyKind.IMMIGRATION: public_services.IMMIGRATION,
    AgencyKind.DWP: public_services.DWP,
    AgencyKind.PRISON: justice.PRISON,
    AgencyKind.CARE_PROVIDER: support.CARE_PROVIDER,
    AgencyKind.REGULATOR: public_services.REGULATOR,
    AgencyKind.OTHER: housing.OTHER,
}

_SUBJECT_KINDS = WHOM[BOTH]


def default_questions(kind: str, concerns: Iterable[str], *, subject_kinds: Iterable[str]) -> list[DefaultQuestion]:
    """Base questions, then extras in the agency's own order: the same whatever order the concerns come in."""
    defaults = _defaults(kind)
    subjects = set(subject_kinds)
    if not subjects or subjects - _SUBJECT_KINDS:
        raise ValueError(f"Questions are about a child, an unborn child or an adult; got {sorted(subjects)}.")
    wanted = {theme for concern in concerns for theme in THEMES.get(concern, ())}
    fitting = [question for question in (*defaults.base, *_extras(defaults, wanted)) if fits(question.about, subjects)]
    return list({question.key: question for question in fitting}.values())


def concern_questions(kind: str, concern: str) -> list[DefaultQuestion]:
    """What one concern adds for one kind of agency: a hub's own sets start from these."""
    return _extras(_defaults(kind), set(THEMES.get(concern, ())))


def _defaults(kind: str) -> DefaultSet:
    if kind not in DEFAULT_SETS:
        raise ValueError(f"There is no default question set for {kind!r}; agencies/kinds.py lists the kinds.")
    return DEFAULT_SETS[kind]


def _extras(defaults: DefaultSet, wanted: set[str]) -> list[DefaultQuestion]:
    return [question for theme, questions in defaults.extras.items() if theme in wanted for question in questions]
