"""The texts sent to whoever referred. They are fixed, so that nothing a partner supplied can be in one.

What is sent is stored by its key. So the words of a key never change: a wording that has to change gets `ended`, and
a new key begins. Why each is worded as it is: docs/words.md.
"""

from dataclasses import dataclass, replace

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
    CHILD_DEATH = "child_death", "A child’s death"
    ALLEGATION = "allegation", "Allegation against somebody at their work"
    REVIEW = "review", "Review after a death or serious harm"
    ORGANISATION = "organisation", "Concern about an organisation"
    CARE = "care", "Care and support"
    ACCOMMODATION = "accommodation", "Somewhere else to live, by agreement"
    UNACCOMPANIED = "unaccompanied", "Care for an unaccompanied child"
    TRANSFER_IN = "transfer_in", "Passed to us by another council"
    PRIVATE_FOSTERING = "private_fostering", "Private fostering"
    RETURN_INTERVIEW = "return_interview", "Return interview"
    JOINED = "joined", "Joined with a referral already being looked at"


class Audience(TextChoices):
    """Who reads it: each learns as much as is theirs. The public learn only that the hub considered it."""

    PROFESSIONAL = "professional", "Professional"
    PERSON = "person", "The person concerned"
    PARENT = "parent", "Parent"
    PUBLIC = "public", "Member of the public"


@dataclass(frozen=True, slots=True)
class FeedbackWording:
    """One text that a decision-maker can choose.

    `reason`: the code of OutcomeReason it explains, so that a professional hears why nothing more is done. `quiet`:
    says that the family must not be told. `ended`: kept for what was sent with it, and offered no more.
    """

    key: str
    label: str
    audience: Audience
    category: FeedbackCategory | None  # None: fits any category
    text: str
    reason: str = ""
    quiet: bool = False
    ended: bool = False


# Texts that were offered until December 2026. Old feedback and the access log refer to them by key.

_DISAGREE = " If you disagree with this decision, tell us and ask for it to be looked at again."
_NEW = " If you learn anything new, or your worry grows, contact us again straight away."
_PRIVATE = " To protect the privacy of the people involved, we cannot tell you more."


def _professional(category: FeedbackCategory, label: str, text: str) -> FeedbackWording:
    key = f"professional_{category.value}"
    return FeedbackWording(key, label, Audience.PROFESSIONAL, category, text + _NEW + _DISAGREE, ended=True)


def _public(key: str, label: str, category: FeedbackCategory | None, text: str) -> FeedbackWording:
    return FeedbackWording(f"public_{key}", label, Audience.PUBLIC, category, text, ended=True)


_ENDED = (
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

# Texts that are offered. A professional reads what will happen, why not more, what else to do and how to challenge it.

_P = Audience.PROFESSIONAL
_C = FeedbackCategory
_THANKS = "Thank you for your referral. "
_PROFESSIONAL_END = (
    " If you learn more, or your worry grows, send it to us at once. If you disagree, tell us why and ask for a manager"
    " to look at it again. If you still disagree, use the escalation steps of your safeguarding partnership or board."
)
_QUIET = " Please do not tell anyone concerned of this decision until we have agreed with you what they may know."
_TELL_NOBODY = (
    " Please do not tell the family, or anybody close to them, that you told us or what we decided, and do not ask for"
    " the family’s agreement. It may put somebody in danger. Ask us first."
)


def _for_professional(category: FeedbackCategory, label: str, text: str) -> FeedbackWording:
    return FeedbackWording(
        f"{category.value}_for_professional", label, _P, category, _THANKS + text + _PROFESSIONAL_END
    )


def _no_further_action(reason: str, label: str, why: str, instead: str) -> FeedbackWording:
    text = f"{_THANKS}We have looked at it with care and will take no further action at the moment. {why} {instead}"
    text += " We keep a record, and weigh it with anything we hear later."
    key = f"no_further_action_{reason}" if reason else "no_further_action_for_professional"
    return FeedbackWording(key, label, _P, _C.NO_FURTHER_ACTION, text + _PROFESSIONAL_END, reason)


_FOR_PROFESSIONALS = (
    _for_professional(
        _C.PROTECTION,
        "Protection enquiries will start",
        "We have decided that protection enquiries are needed. A social worker will lead them and may ask you for more."
        " Carry on with the support you give, and write down what you see and hear." + _QUIET,
    ),
    _for_professional(
        _C.ADULT_ENQUIRY,
        "Adult safeguarding enquiry will start",
        "We have decided that a safeguarding enquiry is needed. Somebody will ask the adult what they want to happen,"
        " and may ask you for more. Carry on with the support you give, and act if they are in danger meanwhile."
        " Please do not speak about it with anyone who may be causing the harm.",
    ),
    _for_professional(
        _C.ASSESSMENT,
        "An assessment will start",
        "We have decided that an assessment is needed. A social worker will be in touch with the people concerned and"
        " may ask you to take part. What we know so far did not call for protection enquiries. Carry on with the"
        " support you give.",
    ),
    _for_professional(
        _C.CARE,
        "Care and support will be looked at",
        "We have asked the adult’s care and support team to look at their care again. What we know so far did not call"
        " for a safeguarding enquiry. Carry on with the support you give, and agree with the adult what they want.",
    ),
    _for_professional(
        _C.EARLY_HELP,
        "Early help or another service will be offered",
        "We have decided that help from an early help or community service is the right next step. It is offered, and"
        " people may say no. What we know so far did not call for a statutory assessment. You may be asked to take"
        " part.",
    ),
    _for_professional(
        _C.ADVICE,
        "Advice and information",
        "We have decided that advice and information are the right response. What we know so far did not reach the"
        " level for us to do more. Carry on with the support you give, keep a record of what you see, and ask the"
        " safeguarding lead where you work what else can be offered. You can phone us for advice.",
    ),
    _for_professional(
        _C.OPEN_CASE,
        "Passed to the worker already involved",
        "We have passed it to the worker who is already involved, and to their manager. They decide what happens next,"
        " so we have not started anything new beside it. They may ask you for more.",
    ),
    _for_professional(
        _C.JOINED,
        "Joined with a referral already being looked at",
        "We are already looking at the same worry, so we have joined your referral with what we had. Whoever works on"
        " it reads what you told us, and may ask you for more. Carry on with the support you give, and write down what"
        " you see and hear.",
    ),
    _for_professional(
        _C.TRANSFERRED,
        "Passed to another council",
        "Another council is responsible, and we have passed it to them securely. They decide what happens next and may"
        " ask you for more. Until you hear from them, carry on as if nobody else were acting.",
    ),
    _for_professional(
        _C.CHILD_DEATH,
        "A child’s death",
        "We are sorry about the death of this child, and know that it may be hard for you and the people you work with."
        " The child death review has been told, and may ask you for what you know. If other children may be at risk,"
        " that is looked at apart. Please keep all your records as they are." + _QUIET,
    ),
    _for_professional(
        _C.ALLEGATION,
        "Allegation against somebody at their work",
        "It is about somebody who works or volunteers with children or adults at risk, so the officer responsible for"
        " such allegations has it. They may ask you for more. Please do not look into it yourself, and do not speak"
        " about it with the person it is about or with people they work with.",
    ),
    _for_professional(
        _C.REVIEW,
        "Review after a death or serious harm",
        "We are sorry about what happened, and know that it may be hard for you and the people you work with. We have"
        " asked the safeguarding board to decide whether a review is needed, so that lessons are learned. It does not"
        " look for someone to blame. Please keep all your records as they are.",
    ),
    _for_professional(
        _C.ORGANISATION,
        "Concern about an organisation",
        "It is about how an organisation works, so it goes to the people who check and pay for its care, as well as"
        " to us. They may ask you for more. The people who use it are looked at one by one where they may be at risk."
        " Please do not warn the organisation unless we have agreed it with you.",
    ),
    _for_professional(
        _C.ACCOMMODATION,
        "The child lives somewhere else, by agreement",
        "The plan is that the child lives somewhere else for now. It rests on the agreement of those with parental"
        " responsibility or, at 16 or 17, of the young person. A social worker will be in touch with the people"
        " concerned and may ask you to take part. An agreement can end: if you hear that it may, tell us at once. Carry"
        " on with the support you give.",
    ),
    _for_professional(
        _C.UNACCOMPANIED,
        "The council will look after the child",
        "The council will look after this child, who is here without their family. A social worker will be in touch and"
        " may ask you for more. Carry on with the support you give, and use an interpreter who is not of their family"
        " or circle.",
    ),
    _for_professional(
        _C.TRANSFER_IN,
        "The work goes on here",
        "The people concerned have moved to our area, so the work with them goes on here. A social worker will be in"
        " touch with them and may ask you to take part. Carry on with the support you give.",
    ),
    _for_professional(
        _C.PRIVATE_FOSTERING,
        "Private fostering will be looked at",
        "The child lives with somebody who is not a close relative, so we will check how they are cared for. A social"
        " worker will see the child and may ask you for more. What we know so far did not call for protection"
        " enquiries. Carry on with the support you give.",
    ),
    _for_professional(
        _C.RETURN_INTERVIEW,
        "A return interview will be offered",
        "A child who was missing is offered a talk with somebody independent, soon after their return. It asks what"
        " happened, whether they were harmed, and what would help. Carry on with the support you give, and tell us"
        " what they tell you, and at once if they go missing again.",
    ),
    FeedbackWording(
        "returned_for_professional",
        "More information needed",
        _P,
        _C.RETURNED,
        _THANKS + "Your worry is heard. We need more from you before we can decide. Please sign in to see what we need,"
        " and send it as soon as you can. Nothing you do to keep somebody safe should wait for it." + _PROFESSIONAL_END,
    ),
    _no_further_action(
        "",
        "No further action by the hub",
        "What we know so far did not reach the level for us to act.",
        "Carry on with the support you give, and ask the safeguarding lead where you work what else can be offered.",
    ),
    _no_further_action(
        "no_concern",
        "No further action: no safeguarding concern found",
        "What you and others told us did not show that anybody is at risk of harm.",
        "Carry on with the support you give. You were right to ask.",
    ),
    _no_further_action(
        "not_enough_information",
        "No further action: not enough information",
        "We asked for more, and still did not know enough to act on.",
        "Write down what you see and hear, with dates, and send us anything new, however small.",
    ),
    # Ended: where the same worry is being looked at, "no further action" is not true. JOINED says what is.
    replace(
        _no_further_action(
            "duplicate",
            "No further action: we have it already",
            "We are already dealing with the same worry, told to us before.",
            "Yours is kept with it.",
        ),
        ended=True,
    ),
    _no_further_action(
        "outside_area",
        "No further action: outside this area",
        "The person does not live in our area, so another council decides.",
        "Please make sure that it has your referral. We can tell you how to reach it.",
    ),
    _no_further_action(
        "already_open",
        "No further action: already open to a worker",
        "A worker is already involved, and has been told.",
        "Please tell them anything new.",
    ),
    _no_further_action(
        "needs_met",
        "No further action: needs are being met",
        "Services already involved are giving the help that is needed.",
        "Carry on with your part of it, and tell us if that help stops or is not enough.",
    ),
    _no_further_action(
        "agreement_refused",
        "No further action: help was not wanted",
        "Help was offered and not wanted. What we know so far did not reach the level at which we act without"
        " agreement.",
        "Keep the door open: people often accept help later, from somebody they trust.",
    ),
)


def _quiet_key(wording: FeedbackWording) -> str:
    # A shorter key: the column has 40 characters.
    return f"{wording.key.replace('no_further_action', 'nfa')}_quiet"


# What rests on agreement, or on a talk with the family, cannot be said in the same words where nobody may be told.
_WHEN_SAFE = " When and how the people concerned are spoken with is for us to decide, so that it is safe."
_TAKE_PART = " You may be asked to take part. Carry on with the support you give."
_QUIET_INSTEAD = {
    "early_help_for_professional": "We have decided that help from an early help or community service would be the"
    " right next step." + _WHEN_SAFE + " What we know so far did not call for a statutory assessment." + _TAKE_PART,
    "assessment_for_professional": "We have decided that an assessment is needed."
    + _WHEN_SAFE
    + " What we know so far did not call for protection enquiries."
    + _TAKE_PART,
    "accommodation_for_professional": "The plan is that the child lives somewhere else for now. It rests on agreement."
    + _WHEN_SAFE
    + _TAKE_PART,
    "transfer_in_for_professional": "The people concerned have moved to our area, so the work with them goes on here."
    + _WHEN_SAFE
    + _TAKE_PART,
    "return_interview_for_professional": "A child who was missing should be able to talk with somebody independent,"
    " soon after their return."
    + _WHEN_SAFE
    + " Carry on with the support you give, and tell us what the child tells you, and at once if they go missing"
    " again.",
    "no_further_action_agreement_refused": "We have looked at it with care and will take no further action at the"
    " moment. The help that would fit rests on agreement, and there is none. What we know so far did not reach the"
    " level at which we act without it. If anybody asks you for help, tell us. We keep a record, and weigh it with"
    " anything we hear later.",
}


def _that_tells_nobody(wording: FeedbackWording) -> FeedbackWording:
    """Return the words for a case whose family must not be told: the same, but for what rests on agreement."""
    instead = _QUIET_INSTEAD.get(wording.key)
    text = _THANKS + instead if instead else wording.text.replace(_QUIET, "").removesuffix(_PROFESSIONAL_END)
    text += _TELL_NOBODY + _PROFESSIONAL_END
    return replace(wording, key=_quiet_key(wording), label=f"{wording.label}. Tell nobody", text=text, quiet=True)


_QUIET_FOR_PROFESSIONALS = tuple(_that_tells_nobody(wording) for wording in _FOR_PROFESSIONALS)

# The person concerned, a parent and the public: reading age 9 to 11.

_CALL = " If anything changes, or you do not feel safe, phone us. If someone is in danger now, call 999."
_IF_NOBODY_COMES = " If nobody has been in touch with you, phone us."  # the hub cannot promise what others will do
_CHALLENGE = " If you do not agree with what we decided, phone us and say so. You can also complain to the council."
_YOUR_SAY = " They will ask what you want, and listen. You can ask to have someone you trust with you."
_COMES = ("will talk with you", "will visit", "again with you", "decide what happens next")


_YOU_TOLD_US = "Thank you for telling us. We know that it can be hard to do. "
_WE_WERE_TOLD = "We have looked at what we were told about you. "  # to the person, where somebody else told the hub


def _for_person(category: FeedbackCategory, label: str, text: str) -> FeedbackWording:
    text = _YOU_TOLD_US + _ending(text)
    return FeedbackWording(f"{category.value}_for_person", f"To themselves: {label}", Audience.PERSON, category, text)


def _ending(text: str) -> str:
    """Return a text with whom to call, how to disagree and, where somebody is to come, what to do if nobody does."""
    if any(comes in text for comes in _COMES):
        text += _IF_NOBODY_COMES
    return text + _CALL + _CHALLENGE


def _for_parent(
    category: FeedbackCategory, label: str, text: str, *, first: str = "", unborn: bool = False
) -> FeedbackWording:
    text = (first or "We have looked at what we were told about your family. ") + _ending(text)
    key = f"{category.value}{'_unborn' if unborn else ''}_for_parent"
    return FeedbackWording(key, f"To a parent: {label}", Audience.PARENT, category, text)


_FOR_PERSONS = (
    FeedbackWording(
        "considered_for_person",
        "To themselves: we would like to talk with you",
        Audience.PERSON,
        None,
        _YOU_TOLD_US + "We have thought about it and decided what to do next. We would like to tell you about it and"
        " hear what you want. Please phone us when it is safe." + _CALL + _CHALLENGE,
    ),
    _for_person(
        _C.PROTECTION,
        "a social worker will see how to keep you safe",
        "We take it seriously. A social worker will talk with you about how to keep you safe." + _YOUR_SAY,
    ),
    _for_person(
        _C.ADULT_ENQUIRY,
        "we will look into it",
        "We take it seriously, and will look into it. Somebody will talk with you about it." + _YOUR_SAY,
    ),
    _for_person(
        _C.ASSESSMENT,
        "we will ask what help you need",
        "Somebody will talk with you about what help you need." + _YOUR_SAY,
    ),
    _for_person(
        _C.ACCOMMODATION,
        "the plan is that you stay somewhere else for now",
        "The plan is that you stay somewhere else for now. It has to be agreed first. If you are 16 or 17, you can"
        " agree to it yourself. A social worker will talk with you about where that is and who you can see."
        + _YOUR_SAY,
    ),
    _for_person(
        _C.UNACCOMPANIED,
        "the council will look after you",
        "The council will look after you. A social worker will talk with you about where you can stay."
        + _YOUR_SAY
        + " You can ask for somebody who speaks your language.",
    ),
    _for_person(
        _C.TRANSFER_IN,
        "you have moved, and the work goes on here",
        "You live in our area now, so we go on with what the other council began. A social worker will talk with"
        " you about it." + _YOUR_SAY,
    ),
    _for_person(
        _C.PRIVATE_FOSTERING,
        "a social worker will visit you where you live",
        "A social worker will visit you where you live now. They want to know that you are well there." + _YOUR_SAY,
    ),
    _for_person(
        _C.RETURN_INTERVIEW,
        "somebody will ask about the time you were away",
        "Somebody would like to talk with you about the time you were away. They ask what happened and what would help"
        " you to be safe. You are not in trouble with them. You can say as much or as little as you want." + _YOUR_SAY,
    ),
    _for_person(
        _C.CARE,
        "we will look at your care again",
        "The people who plan your care will look at it again with you." + _YOUR_SAY,
    ),
    _for_person(
        _C.EARLY_HELP,
        "we can offer you help",
        "We can offer help from a service near you. Nobody has to take it. You can ask us more about it.",
    ),
    _for_person(
        _C.ADVICE,
        "we can offer you advice",
        "We can tell you who can help, and what you can do. Phone us when it is safe, and we will talk about it.",
    ),
    _for_person(
        _C.OPEN_CASE,
        "your worker has been told",
        "We have passed it to the worker you already have. They will talk with you about it." + _YOUR_SAY,
    ),
    _for_person(
        _C.NO_FURTHER_ACTION,
        "we will not do more now",
        "We have thought about it with care. We will not do more about it now. That does not mean that we do not"
        " believe you. You can ask us why, and who else can help: please phone us when it is safe. We keep a record of"
        " what you told us.",
    ),
    _for_person(
        _C.TRANSFERRED,
        "passed to another council",
        "Another council looks after the place where you live. We have passed it to them. They decide what happens"
        " next.",
    ),
    _for_person(
        _C.CHILD_DEATH,
        "a child has died",
        "We are very sorry that a child has died. Somebody will talk with you about what happens now, and about who can"
        " help you.",
    ),
    _for_person(
        _C.ALLEGATION,
        "it is about someone at their work",
        "It is about what somebody may have done in their job. The person who looks into such worries has it now."
        " Somebody will talk with you about it." + _YOUR_SAY,
    ),
    _for_person(
        _C.REVIEW,
        "there may be a review",
        "We are very sorry about what happened. We have asked for it to be looked at, so that others can learn from it."
        " Somebody will talk with you about how you can take part.",
    ),
    _for_person(
        _C.ORGANISATION,
        "it is about a service",
        "It is about a service. The people who check such services have it too."
        " Somebody will talk with you about your own care." + _YOUR_SAY,
    ),
    _for_person(
        _C.RETURNED,
        "we need to know more",
        "We have heard your worry. We need to know a little more before we can decide. Please phone us when"
        " it is safe.",
    ),
)

_FOR_PARENTS = (
    FeedbackWording(
        "considered_for_parent",
        "To a parent: we would like to talk with you",
        Audience.PARENT,
        None,
        "We have looked at what we were told about your family and decided what to do next. We would like to tell you"
        " about it, and hear what you think. Please phone us." + _CALL + _CHALLENGE,
    ),
    _for_parent(
        _C.PROTECTION,
        "a social worker will see whether your child is safe",
        "We need to find out whether a child is safe. A social worker will talk with you and your child about it. They"
        " will tell you what the worry is, as far as they can, and listen to you. You can ask for an interpreter or for"
        " someone to come with you.",
    ),
    _for_parent(
        _C.ASSESSMENT,
        "we will ask what help your family needs",
        "Somebody will talk with you and your child about what help you need. They will listen to what you think."
        " You can ask for an interpreter or for someone to come with you.",
    ),
    _for_parent(
        _C.PROTECTION,
        "a social worker will see whether your baby will be safe",
        "We need to find out whether your baby will be safe. A social worker will talk with you about it. They will"
        " tell you what the worry is, as far as they can, and listen to you. You can ask for an interpreter or for"
        " someone to come with you.",
        unborn=True,
    ),
    _for_parent(
        _C.ASSESSMENT,
        "a social worker will ask what help you and your baby need",
        "A social worker will talk with you about what help you need before and after your baby is born. They will"
        " listen to what you think. You can ask for an interpreter or for someone to come with you.",
        unborn=True,
    ),
    _for_parent(
        _C.TRANSFER_IN,
        "you have moved, and the work goes on here",
        "You live in our area now, so we go on with what the other council began. A social worker"
        " will talk with you about you and your baby. You can ask for an interpreter or for someone to come with you.",
        unborn=True,
    ),
    _for_parent(
        _C.TRANSFERRED,
        "passed to another council",
        "Another council looks after the place where you live. We have passed it to them. They decide what"
        " happens next.",
        unborn=True,
    ),
    _for_parent(
        _C.ACCOMMODATION,
        "the plan is that your child stays somewhere else",
        "The plan is that your child stays somewhere else for now. It has to be agreed first. If you are the one who"
        " agrees, you can change your mind at any time. A child of 16 or 17 can agree to it themselves. A social"
        " worker will talk with you about where your child can stay and how you see each other. They will ask what help"
        " you need. You can ask a lawyer before you sign anything.",
    ),
    _for_parent(
        _C.TRANSFER_IN,
        "you have moved, and the work goes on here",
        "Your family lives in our area now, so we go on with what the other council began. A social worker"
        " will talk with you and your child about it. You can ask for an interpreter or for someone to come with you.",
    ),
    _for_parent(
        _C.PRIVATE_FOSTERING,
        "a social worker will visit your child where they live",
        "We were told that your child lives with somebody who is not a close relative. The law asks us to check that a"
        " child is well cared for there. A social worker will visit your child. They will talk with you, and"
        " with the people who look after your child.",
    ),
    _for_parent(
        _C.RETURN_INTERVIEW,
        "somebody will ask your child about the time away",
        "When a child has been missing, somebody offers to talk with them on their own. They ask what happened and what"
        " would help your child to be safe. They may talk with you too. If your child goes missing again, call 999 at"
        " once.",
    ),
    _for_parent(
        _C.EARLY_HELP,
        "we can offer your family help",
        "We can offer your family help from a service near you. Nobody has to take it. You can ask us more about it.",
    ),
    _for_parent(
        _C.ADVICE,
        "we can offer advice",
        "We can tell you who can help, and what you can do. Please phone us, and we will talk about it.",
    ),
    _for_parent(
        _C.OPEN_CASE,
        "your family’s worker has been told",
        "We have passed it to the worker your family already has. They will talk with you about it.",
    ),
    _for_parent(
        _C.NO_FURTHER_ACTION,
        "we will not do more now",
        "We will not do more about it now. We keep a record of what we were told and why we decided this."
        " You can ask us what it says about you. If you would like help for your family, phone us.",
    ),
    _for_parent(
        _C.TRANSFERRED,
        "passed to another council",
        "Another council looks after the place where your child lives. We have passed it to them. They decide what"
        " happens next.",
    ),
    _for_parent(
        _C.CHILD_DEATH,
        "a child has died",
        "When a child dies, there is always a review. It helps us to know why, and to help other families. It is done"
        " for every child. Somebody will talk with you about it. You can ask what you want to know, and who can help"
        " you.",
        first="We are very sorry that your child has died. ",
    ),
    _for_parent(
        _C.ALLEGATION,
        "it is about someone at their work",
        "It is about somebody who works with children. The person who looks into such worries has it now. You can ask"
        " us what we may tell you. Listen if your child wants to talk, and please do not question them. Please do not"
        " write about it online.",
        first="We have looked at what we were told. ",
    ),
    _for_parent(
        _C.RETURNED,
        "we need to know more",
        "Your worry is heard. We need to know a little more before we can decide. Please phone us.",
    ),
)


def _for_public(key: str, label: str, category: FeedbackCategory | None, text: str) -> FeedbackWording:
    return FeedbackWording(f"{key}_for_public", label, Audience.PUBLIC, category, text)


_THANKS_PUBLIC = "Thank you for telling us about your worry. "
_LOOKED = "We have looked at it with care and decided what to do next. "
_WHY_NO_MORE = "We cannot tell you more, because it is about other people’s private lives."
_CALL_PUBLIC = " If you see or hear anything new, phone us. If someone is in danger now, call 999."

_FOR_PUBLIC = (
    _for_public(
        "considered",
        "We have looked at what you told us",
        None,
        _THANKS_PUBLIC + "You did the right thing. " + _LOOKED + _WHY_NO_MORE + _CALL_PUBLIC,
    ),
    _for_public(
        "advice",
        "We can offer advice",
        _C.ADVICE,
        _THANKS_PUBLIC
        + "We have looked at it with care. You can phone us if you would like to know how you can help. "
        + _WHY_NO_MORE
        + _CALL_PUBLIC,
    ),
    _for_public(
        "transferred",
        "Passed to another council",
        _C.TRANSFERRED,
        _THANKS_PUBLIC
        + "Another council looks after that place, so we have passed it to them. "
        + _WHY_NO_MORE
        + _CALL_PUBLIC,
    ),
    _for_public(
        "returned",
        "We need to know more",
        _C.RETURNED,
        _THANKS_PUBLIC + "We have heard it. We need to know a little more before we can decide what to do. Please phone"
        " us and give your reference." + _CALL_PUBLIC,
    ),
    _for_public(
        "child_death",
        "We are sorry that a child has died",
        _C.CHILD_DEATH,
        "Thank you for telling us. We are very sorry that a child has died. " + _LOOKED + _WHY_NO_MORE + _CALL_PUBLIC,
    ),
    _for_public(
        "review",
        "We are sorry about what happened",
        _C.REVIEW,
        "Thank you for telling us. We are very sorry about what happened. " + _LOOKED + _WHY_NO_MORE + _CALL_PUBLIC,
    ),
    _for_public(
        "allegation",
        "We have looked at your worry about someone at their work",
        _C.ALLEGATION,
        _THANKS_PUBLIC
        + "We have looked at it with care. There are rules for worries about people at their work, and we"
        " follow them. Please do not speak about it with that person. " + _WHY_NO_MORE + _CALL_PUBLIC,
    ),
    _for_public(
        "organisation",
        "We have looked at your worry about a service",
        _C.ORGANISATION,
        _THANKS_PUBLIC + "We have looked at it with care. There are rules for worries about a service, and we follow"
        " them. " + _WHY_NO_MORE + _CALL_PUBLIC,
    ),
)

FEEDBACK_WORDINGS: tuple[FeedbackWording, ...] = (
    *_ENDED,
    *_FOR_PROFESSIONALS,
    *_QUIET_FOR_PROFESSIONALS,
    *_FOR_PERSONS,
    *_FOR_PARENTS,
    *_FOR_PUBLIC,
)
WORDINGS_BY_KEY = {wording.key: wording for wording in FEEDBACK_WORDINGS}

# The text that is preselected. The public get the same one whether the hub acts or not: two texts would reveal which.
# After a death or serious harm theirs begins otherwise, and says the same of what is done.
_PUBLIC_EXCEPTIONS = {_C.RETURNED, _C.TRANSFERRED, _C.CHILD_DEATH, _C.REVIEW}


def default_wording(
    category: FeedbackCategory, audience: Audience, reason: str = "", *, quiet: bool = False
) -> FeedbackWording:
    """Return the text preselected for a category.

    `reason` is the code of OutcomeReason, which some explain. `quiet`: the family must not be told.
    """
    if audience == Audience.PUBLIC:
        return WORDINGS_BY_KEY[f"{category.value if category in _PUBLIC_EXCEPTIONS else 'considered'}_for_public"]
    explained = WORDINGS_BY_KEY.get(f"{category.value}_{reason}") if audience == _P and reason else None
    own = WORDINGS_BY_KEY.get(f"{category.value}_for_{audience.value}")
    wording = explained or own or WORDINGS_BY_KEY[f"considered_for_{audience.value}"]
    return WORDINGS_BY_KEY[_quiet_key(wording)] if quiet and audience == _P else wording


# What cannot be said in the same words to somebody who told the hub nothing themselves.
_TOLD_BY_OTHERS = {
    _C.NO_FURTHER_ACTION: "We have thought about it with care. We will not do more about it now. You can ask us why,"
    " and who else can help: please phone us when it is safe. We keep a record of what we were told. You can ask us"
    " what it says about you.",
    _C.RETURNED: "We need to know a little more before we can decide. You can phone us when it is safe.",
}


def words_to_parent(category: FeedbackCategory, *, unborn: bool = False) -> str:
    """Return the words with which a worker may tell a parent; `unborn`: it was decided on an unborn child."""
    own = WORDINGS_BY_KEY.get(f"{category.value}_unborn_for_parent") if unborn else None
    return (own or default_wording(category, Audience.PARENT)).text


def words_to_person(category: FeedbackCategory) -> str:
    """Return the words with which a worker may tell a young person or an adult whom somebody else referred."""
    if instead := _TOLD_BY_OTHERS.get(category):
        return _WE_WERE_TOLD + _ending(instead)
    return default_wording(category, Audience.PERSON).text.replace(_YOU_TOLD_US, _WE_WERE_TOLD)
