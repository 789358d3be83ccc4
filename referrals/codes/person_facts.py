"""Lists about what is known of a person after the referral came: which fact, from whom, and how sure it is."""

from django.db.models import TextChoices


class FactKind(TextChoices):
    """What one recorded fact is about. Each has its form (referrals/facts/forms.py)."""

    NAME = "name", "Name"
    BIRTH = "birth", "Birth or age"
    BORN = "born", "The child is born"
    SEX = "sex", "Sex and gender"
    PART = "part", "Part in this case"
    ADDRESS = "address", "Address"
    CONTACT = "contact", "Phone and contact"
    NUMBERS = "numbers", "Numbers"
    SCHOOL_GP = "school-gp", "School and GP"
    BACKGROUND = "background", "Background and language"
    NEEDS = "needs", "Needs"
    DEATH = "death", "Death"


class NameUse(TextChoices):
    """How a name is or was used, after the name uses of HL7 FHIR R4 that a hub meets."""

    LEGAL = "legal", "Legal name"
    KNOWN_AS = "known_as", "Known as"
    PREVIOUS = "previous", "Previous name"
    ALIAS = "alias", "Says this is their name"


class FactSource(TextChoices):
    """Who or what a fact comes from. An agency's answer is named by its item."""

    PERSON = "person", "The person or their family"
    PROFESSIONAL = "professional", "A professional, by phone or in a meeting"
    RECORD = "record", "A record that the hub looked at"
    DOCUMENT = "document", "A document, such as a birth certificate or passport"
    ANSWER = "answer", "An agency’s answer"


class FactCertainty(TextChoices):
    """How sure whoever recorded a fact is of it."""

    CHECKED = "checked", "Checked against a record or document"
    REPORTED = "reported", "Reported, not checked"
    DOUBTFUL = "doubtful", "In doubt"
