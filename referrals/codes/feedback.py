"""The texts sent to referrers. They are fixed, so that nothing a partner supplied can be in one."""

from dataclasses import dataclass

from django.db.models import TextChoices


class FeedbackCategory(TextChoices):
    """The kind of outcome that a referrer is informed of."""

    PROTECTION = "protection", "Protection enquiries"
    ASSESSMENT = "assessment", "Assessment"
    EARLY_HELP = "early_help", "Early help or another service"
    ADVICE = "advice", "Advice and information"
    OPEN_CASE = "open_case", "Passed to a worker already involved"
    NO_FURTHER_ACTION = "no_further_action", "No further action"
    TRANSFERRED = "transferred", "Passed to another council"
    RETURNED = "returned", "More information needed"
    ADULT_ENQUIRY = "adult_enquiry", "Adult safeguarding enquiry"


class Audience(TextChoices):
    """Professionals learn what happens next; the public learn only that the hub considered it."""

    PROFESSIONAL = "professional", "Professional"
    PUBLIC = "public", "Member of the public"


@dataclass(frozen=True, slots=True)
class FeedbackWording:
    """One text that a decision-maker can choose."""

    key: str
    label: str
    audience: Audience
    category: FeedbackCategory | None  # None: fits any category
    text: str


_DISAGREE = " If you disagree with this decision, tell us and ask for it to be looked at again."
_NEW = " If you learn anything new, or your worry grows, contact us again straight away."
_PRIVATE = " To protect the privacy of the people involved, we cannot tell you more."


def _professional(category: FeedbackCategory, label: str, text: str) -> FeedbackWording:
    key = f"professional_{category.value}"
    return FeedbackWording(key, label, Audience.PROFESSIONAL, category, text + _NEW + _DISAGREE)


def _public(key: str, label: str, category: FeedbackCategory | None, text: str) -> FeedbackWording:
    return FeedbackWording(f"public_{key}", label, Audience.PUBLIC, category, text)


FEEDBACK_WORDINGS: tuple[FeedbackWording, ...] = (
    _professional(
        FeedbackCategory.PROTECTION,
        "Protection enquiries will start",
        "Thank you for your referral. We have decided that protection enquiries are needed. A social worker will lead"
        " them and may contact you. Please do not discuss this decision with the family unless we have agreed it"
        " with you first.",
    ),
    _professional(
        FeedbackCategory.ASSESSMENT,
        "An assessment will start",
        "Thank you for your referral. We have decided that an assessment is needed. A social worker will be in touch"
        " with the people concerned and may contact you as part of it. Please carry on with the support you give.",
    ),
    _professional(
        FeedbackCategory.EARLY_HELP,
        "Early help or another service will be offered",
        "Thank you for your referral. We have decided that help from an early help or community service is the right"
        " next step. It will be offered and depends on agreement. You may be asked to take part.",
    ),
    _professional(
        FeedbackCategory.ADVICE,
        "Advice and information",
        "Thank you for your referral. We have decided that advice and information are the right response. Please carry"
        " on with the support you give and keep a record of what you see.",
    ),
    _professional(
        FeedbackCategory.OPEN_CASE,
        "Passed to the worker already involved",
        "Thank you for your referral. We have passed it to the worker who is already involved, and to their manager."
        " They will decide what happens next and may contact you.",
    ),
    _professional(
        FeedbackCategory.NO_FURTHER_ACTION,
        "No further action by the hub",
        "Thank you for your referral. We have looked at it carefully and decided to take no further action at the"
        " moment. We keep a record, and it will be weighed with anything we hear later.",
    ),
    _professional(
        FeedbackCategory.TRANSFERRED,
        "Passed to another council",
        "Thank you for your referral. Another council is responsible, and we have passed it to them securely."
        " They will decide what happens next and may contact you.",
    ),
    _professional(
        FeedbackCategory.RETURNED,
        "More information needed",
        "Thank you for your referral. We need more information before we can decide. Please sign in to see what we"
        " need and send it as soon as you can.",
    ),
    _professional(
        FeedbackCategory.ADULT_ENQUIRY,
        "Adult safeguarding enquiry will start",
        "Thank you for your referral. We have decided that a safeguarding enquiry is needed. Someone will speak to the"
        " person about what they want to happen, and may contact you. Please do not discuss this decision with anyone"
        " who may be a source of risk.",
    ),
    _public(
        "considered",
        "We have looked at what you told us",
        None,
        "Thank you for telling us about your worry. We have looked at it carefully and decided what to do next."
        + _PRIVATE
        + _NEW
        + " If someone is in immediate danger, call 999.",
    ),
    _public(
        "advice",
        "We can offer advice",
        FeedbackCategory.ADVICE,
        "Thank you for telling us about your worry. We have looked at it carefully. You can call us if you would like"
        " advice about what you can do to help." + _PRIVATE + _NEW,
    ),
    _public(
        "transferred",
        "Passed to another council",
        FeedbackCategory.TRANSFERRED,
        "Thank you for telling us about your worry. Another council looks after that area, so we have passed what you"
        " told us to them securely." + _PRIVATE + _NEW,
    ),
    _public(
        "more_needed",
        "We need to know more",
        FeedbackCategory.RETURNED,
        "Thank you for telling us about your worry. We need to know a little more before we can decide what to do."
        " Please call us and give your reference.",
    ),
)

WORDINGS_BY_KEY = {wording.key: wording for wording in FEEDBACK_WORDINGS}

_PUBLIC_EXCEPTIONS = {
    FeedbackCategory.RETURNED: "public_more_needed",
    FeedbackCategory.TRANSFERRED: "public_transferred",
}

# The text that is preselected. The public get the same one whether the hub acts or not: two texts
# would reveal which.
DEFAULT_WORDING: dict[tuple[FeedbackCategory, Audience], FeedbackWording] = {
    (category, Audience.PROFESSIONAL): WORDINGS_BY_KEY[f"professional_{category.value}"]
    for category in FeedbackCategory
} | {
    (category, Audience.PUBLIC): WORDINGS_BY_KEY[_PUBLIC_EXCEPTIONS.get(category, "public_considered")]
    for category in FeedbackCategory
}
