"""Lists about strategy discussions: how one was held, and what was decided there."""

from django.db.models import TextChoices


class DiscussionHow(TextChoices):
    """How a strategy discussion is held: Working Together 2023, chapter 3, names meetings and calls; hub practice."""

    MEETING = "meeting", "In a meeting"
    PHONE = "phone", "By phone"
    VIDEO = "video", "By video"


class DiscussionOutcome(TextChoices):
    """What a strategy discussion decides, after Working Together to Safeguard Children 2023, chapter 3."""

    SECTION_47_JOINT = "section_47_joint", "Section 47 enquiry, jointly with the police"
    SECTION_47_SINGLE = "section_47_single", "Section 47 enquiry, by children’s social care alone"
    SECTION_17 = "section_17", "Assessment under section 17, and no section 47 enquiry"
    NO_FURTHER = "no_further", "Nothing further under section 47 or section 17"
