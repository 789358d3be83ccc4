"""Outcomes of a decision, the reasons for them, and the steps of a professional disagreement."""

from dataclasses import dataclass

from django.db.models import TextChoices

from referrals.codes.feedback import FeedbackCategory
from referrals.codes.people import PersonKind


class EarlyExit(TextChoices):
    """Early exits at triage. Each needs a recorded and signed decision, as a full one does."""

    ADVICE = "advice", "Advice and information"
    EARLY_HELP = "early_help", "Early help"
    OPEN_TO_WORKER = "open_to_worker", "Already open to a worker"
    NO_FURTHER_ACTION = "no_further_action", "No further action"


class Outcome(TextChoices):
    """The outcome for one subject, from hubs, counted as in the Standard Safeguarding Dataset."""

    IMMEDIATE_PROTECTION = "immediate_protection", "Immediate protection (police protection, court order or section 20)"
    STRATEGY_DISCUSSION = "strategy_discussion", "Strategy discussion, section 47 enquiry"
    ASSESSMENT = "assessment", "Child and family assessment, section 17"
    FAMILY_HELP = "family_help", "Family Help or early help"
    TARGETED_SERVICE = "targeted_service", "Targeted, voluntary or community service"
    PRIVATE_FOSTERING = "private_fostering", "Private fostering assessment"
    RETURN_INTERVIEW = "return_interview", "Return interview for a missing child"
    UNACCOMPANIED_CHILD = "unaccompanied_child", "Care for an unaccompanied asylum-seeking child"
    TRANSFER_IN = "transfer_in", "Transfer in from another council"
    CHILD_DEATH = "child_death", "Child death procedures"
    S42_ENQUIRY = "s42_enquiry", "Safeguarding enquiry, section 42"
    OTHER_ENQUIRY = "other_enquiry", "Other safeguarding enquiry (section 42 test not met)"
    CARE_ACT_ASSESSMENT = "care_act_assessment", "Care Act assessment of needs, section 9"
    CARERS_ASSESSMENT = "carers_assessment", "Carer’s assessment, section 10"
    CARE_MANAGEMENT = "care_management", "Care management or review"
    ORGANISATIONAL_CONCERN = "organisational_concern", "Provider or organisational concern"
    POSITION_OF_TRUST = "position_of_trust", "Person in a position of trust procedures"
    SAR_REFERRAL = "sar_referral", "Referral for a safeguarding adults review"
    OPEN_TO_WORKER = "open_to_worker", "Passed to the worker already involved"
    TRANSFER_OUT = "transfer_out", "Transfer to another council"
    ALLEGATION = "allegation", "Allegation against a person who works with children (LADO)"
    ADVICE = "advice", "Advice, information or signposting"
    NO_FURTHER_ACTION = "no_further_action", "No further action"


@dataclass(frozen=True, slots=True)
class OutcomeFacts:
    """What follows from an outcome: who may get it, its feedback, signatures and statistics."""

    for_kinds: frozenset[PersonKind]
    feedback: FeedbackCategory
    ssd_flag: str = ""  # the dataset covers children only
    is_statutory: bool = False
    needs_second_signature: bool = False
    opens_cin_referral: bool = False  # counts as a referral, not only a contact, in the census


_CHILD = frozenset({PersonKind.CHILD, PersonKind.UNBORN})
_BORN = frozenset({PersonKind.CHILD})
_ADULT = frozenset({PersonKind.ADULT})
_ANY = frozenset(PersonKind)
_F = FeedbackCategory
_OTHER_FLAG = "OTHER_OUTCOMES_EXIST_FLAG"

# Only outcomes that end the hub's work need a second signature: protection must not wait for one.
OUTCOME_FACTS: dict[Outcome, OutcomeFacts] = {
    Outcome.IMMEDIATE_PROTECTION: OutcomeFacts(
        _CHILD, _F.PROTECTION, "STRATEGY_DISCUSSION_FLAG", is_statutory=True, opens_cin_referral=True
    ),
    Outcome.STRATEGY_DISCUSSION: OutcomeFacts(
        _CHILD, _F.PROTECTION, "STRATEGY_DISCUSSION_FLAG", is_statutory=True, opens_cin_referral=True
    ),
    Outcome.ASSESSMENT: OutcomeFacts(
        _CHILD, _F.ASSESSMENT, "SINGLE_ASSESSMENT_FLAG", is_statutory=True, opens_cin_referral=True
    ),
    Outcome.FAMILY_HELP: OutcomeFacts(_CHILD, _F.EARLY_HELP, _OTHER_FLAG),
    Outcome.TARGETED_SERVICE: OutcomeFacts(_ANY, _F.EARLY_HELP, _OTHER_FLAG),
    Outcome.PRIVATE_FOSTERING: OutcomeFacts(
        _BORN, _F.ASSESSMENT, "PRIVATE_FOSTERING_FLAG", is_statutory=True, opens_cin_referral=True
    ),
    Outcome.RETURN_INTERVIEW: OutcomeFacts(_BORN, _F.ASSESSMENT, "MISSING_FLAG", is_statutory=True),
    Outcome.UNACCOMPANIED_CHILD: OutcomeFacts(
        _BORN, _F.ASSESSMENT, "CLA_REQUEST_FLAG", is_statutory=True, opens_cin_referral=True
    ),
    Outcome.TRANSFER_IN: OutcomeFacts(_CHILD, _F.ASSESSMENT, "OLA_CP_FLAG", is_statutory=True, opens_cin_referral=True),
    Outcome.CHILD_DEATH: OutcomeFacts(_BORN, _F.CHILD_DEATH, _OTHER_FLAG, is_statutory=True),
    Outcome.S42_ENQUIRY: OutcomeFacts(_ADULT, _F.ADULT_ENQUIRY, is_statutory=True),
    Outcome.OTHER_ENQUIRY: OutcomeFacts(_ADULT, _F.ADULT_ENQUIRY),
    Outcome.CARE_ACT_ASSESSMENT: OutcomeFacts(_ADULT, _F.ASSESSMENT, is_statutory=True),
    Outcome.CARERS_ASSESSMENT: OutcomeFacts(_ADULT, _F.ASSESSMENT, is_statutory=True),
    Outcome.CARE_MANAGEMENT: OutcomeFacts(_ADULT, _F.CARE),
    Outcome.ORGANISATIONAL_CONCERN: OutcomeFacts(_ADULT, _F.ORGANISATION),
    Outcome.POSITION_OF_TRUST: OutcomeFacts(_ADULT, _F.ALLEGATION, needs_second_signature=True),
    Outcome.SAR_REFERRAL: OutcomeFacts(_ADULT, _F.REVIEW, is_statutory=True, needs_second_signature=True),
    Outcome.OPEN_TO_WORKER: OutcomeFacts(_ANY, _F.OPEN_CASE, "EXISTING_REFERRAL_FLAG"),
    Outcome.TRANSFER_OUT: OutcomeFacts(_ANY, _F.TRANSFERRED, _OTHER_FLAG),
    Outcome.ALLEGATION: OutcomeFacts(_CHILD, _F.ALLEGATION, _OTHER_FLAG, is_statutory=True),
    Outcome.ADVICE: OutcomeFacts(_ANY, _F.ADVICE, "ADVICE_FLAG"),
    Outcome.NO_FURTHER_ACTION: OutcomeFacts(_ANY, _F.NO_FURTHER_ACTION, "NFA_FLAG", needs_second_signature=True),
}

CHILD_OUTCOMES = tuple(outcome for outcome in Outcome if PersonKind.CHILD in OUTCOME_FACTS[outcome].for_kinds)
UNBORN_OUTCOMES = tuple(outcome for outcome in Outcome if PersonKind.UNBORN in OUTCOME_FACTS[outcome].for_kinds)
ADULT_OUTCOMES = tuple(outcome for outcome in Outcome if PersonKind.ADULT in OUTCOME_FACTS[outcome].for_kinds)

# The outcome that is recorded for each early exit.
EARLY_EXIT_OUTCOMES = {
    EarlyExit.ADVICE: Outcome.ADVICE,
    EarlyExit.EARLY_HELP: Outcome.FAMILY_HELP,
    EarlyExit.OPEN_TO_WORKER: Outcome.OPEN_TO_WORKER,
    EarlyExit.NO_FURTHER_ACTION: Outcome.NO_FURTHER_ACTION,
}


class OnwardRoute(TextChoices):
    """Other places a case is passed to, besides its outcome. There may be several."""

    MARAC = "marac", "MARAC or independent domestic violence adviser"
    MAPPA = "mappa", "MAPPA"
    CHANNEL = "channel", "Prevent or Channel"
    NRM = "nrm", "National Referral Mechanism (modern slavery)"
    EXPLOITATION_PANEL = "exploitation_panel", "Exploitation panel (MACE)"
    LADO = "lado", "Designated officer (LADO)"
    YOUTH_JUSTICE = "youth_justice", "Youth justice"
    HOUSING_DUTY = "housing_duty", "Housing (homelessness duty)"
    NO_RECOURSE = "no_recourse", "No recourse to public funds team"
    POLICE = "police", "Police, for a suspected crime"
    CQC = "cqc", "Care Quality Commission or commissioner"


class OutcomeReason(TextChoices):
    """The reason for no further action, as hubs record it."""

    NO_CONCERN = "no_concern", "No safeguarding concern found"
    NOT_ENOUGH_INFORMATION = "not_enough_information", "Not enough information to act on"
    DUPLICATE = "duplicate", "Duplicate of another referral"
    WITHDRAWN = "withdrawn", "Withdrawn by the referrer"
    OUTSIDE_AREA = "outside_area", "Outside this area"
    ALREADY_OPEN = "already_open", "Already open to a worker"
    NEEDS_MET = "needs_met", "Needs are being met by services already involved"
    AGREEMENT_REFUSED = "agreement_refused", "Agreement refused, and below the statutory threshold"


class EscalationStage(TextChoices):
    """Steps of the usual ladder of professional disagreement. The times are common local ones."""

    PRACTITIONERS = "practitioners", "Stage 1: between practitioners"
    MANAGERS = "managers", "Stage 2: line managers"
    LEADS = "leads", "Stage 3: designated leads or heads of service"
    DIRECTORS = "directors", "Stage 4: senior managers or directors"
    PARTNERSHIP = "partnership", "Stage 5: safeguarding partnership or board"


ESCALATION_WORKING_DAYS = {
    EscalationStage.PRACTITIONERS: 1,
    EscalationStage.MANAGERS: 3,
    EscalationStage.LEADS: 5,
    EscalationStage.DIRECTORS: 5,
    EscalationStage.PARTNERSHIP: 10,
}


class EscalationGround(TextChoices):
    """What a disagreement is about."""

    THRESHOLD = "threshold", "The threshold or outcome"
    NO_REPLY = "no_reply", "No reply to an information request"
    WITHHELD = "withheld", "Information not shared"
    PLAN = "plan", "The plan or next steps"
    DELAY = "delay", "Delay"
