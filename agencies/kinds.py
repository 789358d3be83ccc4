"""The kinds of agency a hub asks: the usual partners of a MASH, those asked now and then, and any other.

What holds of each, such as which body it is, stands in referrals/codes/agencies.py.
"""

from django.db import models

from mash.govuk.wording import in_sentence


class AgencyKind(models.TextChoices):
    """A kind of agency: the partners that hubs in England name. It decides which questions it is asked."""

    CHILDRENS_SERVICES = "childrens_services", "Children's services"
    ADULT_SOCIAL_CARE = "adult_social_care", "Adult social care"
    POLICE = "police", "Police"
    HEALTH = "health", "Health"
    EDUCATION = "education", "Education"
    MENTAL_HEALTH = "mental_health", "Mental health"
    YOUTH_OFFENDING = "youth_offending", "Youth offending"
    PROBATION = "probation", "Probation"
    HOUSING = "housing", "Housing"
    EARLY_YEARS = "early_years", "Early years"
    CAMHS = "camhs", "CAMHS"
    AMBULANCE = "ambulance", "Ambulance"
    SUBSTANCE_MISUSE = "substance_misuse", "Drug and alcohol service"
    DOMESTIC_ABUSE_SERVICE = "domestic_abuse", "Domestic abuse service"
    COUNCIL_EDUCATION = "council_education", "Council education service: missing education, home education"
    FIRE = "fire", "Fire and rescue"
    CAFCASS = "cafcass", "Cafcass"
    IMMIGRATION = "immigration", "Immigration enforcement"
    DWP = "dwp", "Department for Work and Pensions"
    PRISON = "prison", "Prisons"
    CARE_PROVIDER = "care_provider", "Care provider"
    REGULATOR = "regulator", "Regulator"
    OTHER = "other", "Other agency"

    @property
    def in_a_sentence(self) -> str:
        """Its words in the middle of a sentence: a proper name keeps its capitals."""
        return self.label if self in _PROPER_NAMES else in_sentence(self.label)


_PROPER_NAMES = frozenset({AgencyKind.CAFCASS, AgencyKind.DWP})
