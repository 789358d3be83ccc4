"""Outcomes of a decision, the reasons for them, and where else a case goes."""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from referrals.codes.facts import ADULTS, BORN, CHILDREN, UNBORN, CodeFacts
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
    EMERGENCY_PROTECTION = "emergency_protection", "Immediate protection: police protection or a court order"
    STRATEGY_DISCUSSION = "strategy_discussion", "Strategy discussion, section 47 enquiry"
    ASSESSMENT = "assessment", "Child and family assessment, section 17"
    PRE_BIRTH_ASSESSMENT = "pre_birth_assessment", "Pre-birth assessment"
    FAMILY_HELP = "family_help", "Family Help or early help"
    FAMILY_HELP_SECTION_17 = "family_help_section_17", "Family Help within section 17"
    EARLY_HELP = "early_help", "Family Help below section 17 (early help)"
    SECTION_20 = "section_20", "Accommodation by agreement, section 20"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeFacts(CodeFacts):
    """What holds of an outcome, and what follows from it: its feedback, second look and statistics."""

    feedback: FeedbackCategory
    ssd_flag: str = ""  # the dataset covers children only
    is_statutory: bool = False
    second_look: bool = False  # ends the hub’s work with nothing more than words for the person
    opens_cin_referral: bool = False  # counts as a referral, not only a contact, in the census
    tells_family: bool = False  # rests on the family's agreement, so they are spoken with first


_F = FeedbackCategory
_REVIEWED = date(2026, 11, 29)  # the last day on which what the review of the lists ended could be chosen
_OTHER_FLAG = "OTHER_OUTCOMES_EXIST_FLAG"

# Only outcomes that end the hub's work need a second signature: protection must not wait for one.
OUTCOME_FACTS: dict[Outcome, OutcomeFacts] = {
    Outcome.IMMEDIATE_PROTECTION: OutcomeFacts(
        source="Children Act 1989, sections 20, 44 and 46",
        instead=("emergency_protection", "section_20"),
        ends=_REVIEWED,
        note="Section 20 is an agreement and no immediate protection: each now has a code of its own.",
        family="We want to help keep you safe now",
        kinds=CHILDREN,
        feedback=_F.PROTECTION,
        ssd_flag="STRATEGY_DISCUSSION_FLAG",
        is_statutory=True,
        opens_cin_referral=True,
    ),
    Outcome.EMERGENCY_PROTECTION: OutcomeFacts(
        source="Children Act 1989, sections 38, 44 and 46",
        kinds=BORN,
        feedback=_F.PROTECTION,
        ssd_flag="STRATEGY_DISCUSSION_FLAG",
        is_statutory=True,
        opens_cin_referral=True,
        note="Police protection lasts up to 72 hours. Before birth there is neither: plan for the birth.",
        family="The police or a court can act now to help keep you safe",
    ),
    Outcome.STRATEGY_DISCUSSION: OutcomeFacts(
        source="Children Act 1989, section 47; Working Together to Safeguard Children 2023",
        kinds=CHILDREN,
        feedback=_F.PROTECTION,
        ssd_flag="STRATEGY_DISCUSSION_FLAG",
        note="Reasonable cause to suspect that a child is suffering, or is likely to suffer, significant harm.",
        family="Social workers and the police will talk about how to keep you safe",
        is_statutory=True,
        opens_cin_referral=True,
    ),
    Outcome.ASSESSMENT: OutcomeFacts(
        source="Children Act 1989, section 17",
        kinds=CHILDREN,
        feedback=_F.ASSESSMENT,
        ssd_flag="SINGLE_ASSESSMENT_FLAG",
        family="A social worker will find out what help you need",
        is_statutory=True,
        opens_cin_referral=True,
    ),
    Outcome.PRE_BIRTH_ASSESSMENT: OutcomeFacts(
        source="Children Act 1989, section 17; Working Together to Safeguard Children 2023",
        kinds=UNBORN,
        feedback=_F.ASSESSMENT,
        ssd_flag="SINGLE_ASSESSMENT_FLAG",
        is_statutory=True,
        opens_cin_referral=True,
        family="A social worker will ask what help you and your baby need",
    ),
    Outcome.FAMILY_HELP: OutcomeFacts(
        tells_family=True,
        source="Children Act 2004, section 10; hub policy",
        kinds=CHILDREN,
        instead=("early_help", "family_help_section_17"),
        ends=_REVIEWED,
        feedback=_F.EARLY_HELP,
        ssd_flag=_OTHER_FLAG,
        note="Split into what is below section 17 and what is within it.",
        family="A worker can help your family",
    ),
    Outcome.FAMILY_HELP_SECTION_17: OutcomeFacts(
        tells_family=True,
        source="Children Act 1989, section 17",
        kinds=CHILDREN,
        feedback=_F.ASSESSMENT,
        ssd_flag="SINGLE_ASSESSMENT_FLAG",
        is_statutory=True,
        opens_cin_referral=True,
        note="A child in need: opens a referral of the Children in Need census.",
        family="A worker can help your family and make a plan with you",
    ),
    Outcome.EARLY_HELP: OutcomeFacts(
        tells_family=True,
        source="Children Act 2004, section 10; hub policy",
        kinds=CHILDREN,
        feedback=_F.EARLY_HELP,
        ssd_flag=_OTHER_FLAG,
        note="Needs the family’s agreement. Opens no referral of the Children in Need census.",
        family="A worker can offer your family help. Nobody has to take it",
    ),
    Outcome.SECTION_20: OutcomeFacts(
        tells_family=True,
        source="Children Act 1989, section 20",
        kinds=BORN,
        feedback=_F.ACCOMMODATION,
        ssd_flag="CLA_REQUEST_FLAG",
        is_statutory=True,
        opens_cin_referral=True,
        note="An agreement, which whoever has parental responsibility can end: it protects from nobody. At 16 or 17 the"
        " young person can agree themselves (subsection 11).",
        family="The plan is that you stay somewhere else for now. It has to be agreed first",
    ),
    Outcome.TARGETED_SERVICE: OutcomeFacts(
        tells_family=True,
        source="Hub policy",
        optional=True,
        feedback=_F.EARLY_HELP,
        ssd_flag=_OTHER_FLAG,
        note="Needs agreement.",
        family="A local service can offer help. Nobody has to take it",
    ),
    Outcome.PRIVATE_FOSTERING: OutcomeFacts(
        source="Children Act 1989, sections 66 to 69",
        kinds=BORN,
        feedback=_F.PRIVATE_FOSTERING,
        ssd_flag="PRIVATE_FOSTERING_FLAG",
        family="A social worker will check that you are well cared for where you live",
        is_statutory=True,
        opens_cin_referral=True,
    ),
    Outcome.RETURN_INTERVIEW: OutcomeFacts(
        source="Statutory guidance on children who run away or go missing from home or care",
        kinds=BORN,
        feedback=_F.RETURN_INTERVIEW,
        ssd_flag="MISSING_FLAG",
        is_statutory=True,
        family="Someone would like to ask you about the time you were away",
    ),
    Outcome.UNACCOMPANIED_CHILD: OutcomeFacts(
        source="Children Act 1989, section 20",
        kinds=BORN,
        feedback=_F.UNACCOMPANIED,
        ssd_flag="CLA_REQUEST_FLAG",
        family="The council will look after you",
        is_statutory=True,
        opens_cin_referral=True,
    ),
    Outcome.TRANSFER_IN: OutcomeFacts(
        source="Working Together to Safeguard Children 2023",
        kinds=CHILDREN,
        feedback=_F.TRANSFER_IN,
        ssd_flag="OLA_CP_FLAG",
        family="The council where you live now goes on from here",
        is_statutory=True,
        opens_cin_referral=True,
    ),
    Outcome.CHILD_DEATH: OutcomeFacts(
        source="Children Act 2004, section 16M",
        kinds=BORN,
        feedback=_F.CHILD_DEATH,
        ssd_flag=_OTHER_FLAG,
        is_statutory=True,
        family="People will look with care at how the child died",
    ),
    Outcome.S42_ENQUIRY: OutcomeFacts(
        source="Care Act 2014, section 42",
        kinds=ADULTS,
        feedback=_F.ADULT_ENQUIRY,
        is_statutory=True,
        note="A duty where all three parts of the test are met. Agreement is no condition.",
        family="The council will ask what is happening and what would help to keep you safe",
    ),
    Outcome.OTHER_ENQUIRY: OutcomeFacts(
        source="Hub policy; counted by the Safeguarding Adults Collection",
        kinds=ADULTS,
        feedback=_F.ADULT_ENQUIRY,
        family="The council will ask what is happening and what would help to keep you safe",
    ),
    Outcome.CARE_ACT_ASSESSMENT: OutcomeFacts(
        source="Care Act 2014, section 9",
        kinds=ADULTS,
        feedback=_F.ASSESSMENT,
        is_statutory=True,
        family="Someone will ask you what care and support you need",
    ),
    Outcome.CARERS_ASSESSMENT: OutcomeFacts(
        source="Care Act 2014, section 10",
        kinds=ADULTS,
        feedback=_F.ASSESSMENT,
        is_statutory=True,
        family="Someone will ask you what support you need as a carer",
    ),
    Outcome.CARE_MANAGEMENT: OutcomeFacts(
        source="Care Act 2014, section 27; hub policy",
        kinds=ADULTS,
        optional=True,
        feedback=_F.CARE,
        family="The people who arrange your care will look at it again with you",
    ),
    Outcome.ORGANISATIONAL_CONCERN: OutcomeFacts(
        source="Care and support statutory guidance, chapter 14; hub policy",
        kinds=ADULTS,
        feedback=_F.ORGANISATION,
        family="The council will look at how the service cares for people",
    ),
    Outcome.POSITION_OF_TRUST: OutcomeFacts(
        source="Care and support statutory guidance, chapter 14; hub policy",
        kinds=ADULTS,
        feedback=_F.ALLEGATION,
        family="Someone will look into a worry about a person who works with adults",
    ),
    Outcome.SAR_REFERRAL: OutcomeFacts(
        source="Care Act 2014, section 44",
        kinds=ADULTS,
        feedback=_F.REVIEW,
        is_statutory=True,
        family="People will look at what can be learned from what happened",
    ),
    Outcome.OPEN_TO_WORKER: OutcomeFacts(
        source="Hub policy",
        feedback=_F.OPEN_CASE,
        ssd_flag="EXISTING_REFERRAL_FLAG",
        family="We have passed this to the worker you already have",
    ),
    Outcome.TRANSFER_OUT: OutcomeFacts(
        source="Hub policy",
        feedback=_F.TRANSFERRED,
        ssd_flag=_OTHER_FLAG,
        family="We have passed this to the council where you live",
    ),
    Outcome.ALLEGATION: OutcomeFacts(
        source="Working Together to Safeguard Children 2023",
        kinds=CHILDREN,
        feedback=_F.ALLEGATION,
        ssd_flag=_OTHER_FLAG,
        is_statutory=True,
        family="Someone will look into a worry about a person who works with children",
    ),
    Outcome.ADVICE: OutcomeFacts(
        source="Hub policy",
        feedback=_F.ADVICE,
        ssd_flag="ADVICE_FLAG",
        second_look=True,
        family="We can tell you who can help",
    ),
    Outcome.NO_FURTHER_ACTION: OutcomeFacts(
        source="Hub policy",
        feedback=_F.NO_FURTHER_ACTION,
        ssd_flag="NFA_FLAG",
        second_look=True,
        family="We will not do more now, and you can ask us why",
    ),
}

CHILD_OUTCOMES = tuple(outcome for outcome in Outcome if PersonKind.CHILD in OUTCOME_FACTS[outcome].kinds)
UNBORN_OUTCOMES = tuple(outcome for outcome in Outcome if PersonKind.UNBORN in OUTCOME_FACTS[outcome].kinds)
ADULT_OUTCOMES = tuple(outcome for outcome in Outcome if PersonKind.ADULT in OUTCOME_FACTS[outcome].kinds)

EARLY_EXIT_FACTS = {
    EarlyExit.ADVICE: CodeFacts(source="Hub policy"),
    EarlyExit.EARLY_HELP: CodeFacts(
        source="Children Act 2004, section 10; hub policy", optional=True, note="Needs the family’s agreement."
    ),
    EarlyExit.OPEN_TO_WORKER: CodeFacts(source="Hub policy", note="Name the worker or team in the reason."),
    EarlyExit.NO_FURTHER_ACTION: CodeFacts(source="Hub policy", note="May need a second signature."),
}

# The outcome that is recorded for each early exit.
EARLY_EXIT_OUTCOMES = {
    EarlyExit.ADVICE: Outcome.ADVICE,
    EarlyExit.EARLY_HELP: Outcome.EARLY_HELP,
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
    MARAC_CONFERENCE = "marac_conference", "MARAC"
    IDVA = "idva", "Independent domestic violence adviser (IDVA)"
    DVDS = "dvds", "Domestic Violence Disclosure Scheme (Clare’s Law)"
    CSODS = "csods", "Child Sex Offender Disclosure Scheme (Sarah’s Law)"
    FORCED_MARRIAGE_ORDER = "fmpo", "Forced marriage protection order"
    FGM_ORDER = "fgmpo", "FGM protection order"
    SERIOUS_INCIDENT = "serious_incident", "Serious incident notification"
    CHILD_PROTECTION_TEAM = "macpt", "Multi-agency child protection team"
    FAMILY_GROUP = "family_group", "Family group decision-making"
    ADULT_SAFETY = "adult_safety", "Immediate safety of the adult"
    CARE_ACT_ADVOCATE = "care_act_advocate", "Independent advocate for a safeguarding enquiry, Care Act section 68"
    TELL_FAMILY = "tell_family", "Telling the family what is decided"
    TELL_ADULT = "tell_adult", "Telling the adult what is decided"
    CSA_REPORT = "csa_report", "Report of child sexual abuse under the duty to report"


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteFacts(CodeFacts):
    """What holds of an onward route, and what it needs.

    `needs` is the question asked when it is chosen, and must then be answered. `aware` asks for the day from which
    `working_days` run, within which it is due. `tells_family`: it is done by speaking with the family.
    `only_spoken`: its words to the family stand in no letter, which whoever they are kept safe from may open.
    """

    needs: str = ""
    aware: str = ""
    working_days: int = 0
    tells_family: bool = False
    only_spoken: bool = False


ROUTE_FACTS: dict[OnwardRoute, RouteFacts] = {
    OnwardRoute.MARAC: RouteFacts(
        source="Hub policy",
        instead=("marac_conference", "idva"),
        ends=_REVIEWED,
        note="The conference and the adviser now have a code each.",
    ),
    OnwardRoute.MAPPA: RouteFacts(source="Criminal Justice Act 2003, section 325"),
    OnwardRoute.CHANNEL: RouteFacts(source="Counter-Terrorism and Security Act 2015, sections 36 to 38"),
    OnwardRoute.NRM: RouteFacts(
        source="Modern Slavery Act 2015, section 52",
        note="A duty to notify the Home Office. An adult agrees to the referral; without it, only the notification.",
    ),
    OnwardRoute.EXPLOITATION_PANEL: RouteFacts(source="Hub policy", optional=True),
    OnwardRoute.LADO: RouteFacts(source="Working Together to Safeguard Children 2023"),
    OnwardRoute.YOUTH_JUSTICE: RouteFacts(source="Crime and Disorder Act 1998, sections 37 to 39", kinds=BORN),
    OnwardRoute.HOUSING_DUTY: RouteFacts(
        source="Housing Act 1996, section 213B", note="Needs the agreement of the person referred."
    ),
    OnwardRoute.NO_RECOURSE: RouteFacts(source="Hub policy", optional=True),
    OnwardRoute.POLICE: RouteFacts(source="Hub policy"),
    OnwardRoute.CQC: RouteFacts(source="Care Act 2014, section 6; hub policy"),
    OnwardRoute.MARAC_CONFERENCE: RouteFacts(
        source="Hub policy",
        needs="What makes this a case for MARAC, and how the victim can be reached safely",
        family="A meeting will plan how to keep you safe",
        only_spoken=True,
    ),
    OnwardRoute.IDVA: RouteFacts(
        source="Hub policy",
        needs="How the adviser can reach the person safely",
        family="An adviser can help you plan how to stay safe",
        only_spoken=True,
    ),
    OnwardRoute.DVDS: RouteFacts(
        source="Domestic Abuse Act 2021, section 77 (guidance); common law powers of the police",
        kinds=BORN | ADULTS,
        needs="Who may be at risk, and from whom",
        note="The police decide what is disclosed, and to whom.",
    ),
    OnwardRoute.CSODS: RouteFacts(
        source="Home Office guidance of April 2023, on existing powers of the police",
        kinds=CHILDREN,
        needs="Which child may be at risk, and from whom",
        note="The police decide what is disclosed, and to whom.",
    ),
    OnwardRoute.FORCED_MARRIAGE_ORDER: RouteFacts(
        source="Family Law Act 1996, Part 4A",
        kinds=BORN | ADULTS,
        needs="Who applies and by when, and how the person is reached without the family knowing",
        note="Do not tell the family, and do not use them to pass on messages or to interpret.",
    ),
    OnwardRoute.FGM_ORDER: RouteFacts(
        source="Female Genital Mutilation Act 2003, section 5A and Schedule 2",
        kinds=BORN | ADULTS,
        needs="Who applies and by when, and how the person is reached without the family knowing",
    ),
    OnwardRoute.SERIOUS_INCIDENT: RouteFacts(
        source="Children Act 2004, section 16C; Working Together to Safeguard Children 2023",
        kinds=BORN,
        needs="What happened, and why abuse or neglect is known or suspected",
        aware="When did the council become aware of the incident?",
        working_days=5,
        note="A child has died or is seriously harmed, and abuse or neglect is known or suspected. The council notifies"
        " the Child Safeguarding Practice Review Panel within five working days.",
    ),
    OnwardRoute.CHILD_PROTECTION_TEAM: RouteFacts(
        source="Children’s Wellbeing and Schools Act 2026, section 3; hub policy until it is in force",
        kinds=CHILDREN,
        optional=True,
        needs="What the team is asked to do",
    ),
    OnwardRoute.FAMILY_GROUP: RouteFacts(
        tells_family=True,
        source="Children Act 1989, section 31ZA, by the Children’s Wellbeing and Schools Act 2026, section 1; "
        "hub policy until it is in force",
        kinds=CHILDREN,
        optional=True,
        needs="Who offers the meeting, to whom, and by when",
        family="Your family can meet to make a plan, if they want to",
    ),
    OnwardRoute.ADULT_SAFETY: RouteFacts(
        source="Care Act 2014, sections 1 and 42",
        kinds=ADULTS,
        needs="What keeps the adult safe now, who does it, and from when",
        family="We want to help you to be safe now",
        only_spoken=True,
    ),
    OnwardRoute.CARE_ACT_ADVOCATE: RouteFacts(
        source="Care Act 2014, section 68",
        kinds=ADULTS,
        needs="Why an advocate is needed, and who arranges one",
        note="A duty where the adult would have substantial difficulty in being involved, and nobody suitable helps.",
        family="Someone who is on your side can help you to have your say",
    ),
    OnwardRoute.TELL_FAMILY: RouteFacts(
        tells_family=True,
        source="Working Together to Safeguard Children 2023; hub policy",
        kinds=CHILDREN,
        needs="Who tells the family and by when, and what they are not told",
    ),
    OnwardRoute.TELL_ADULT: RouteFacts(
        source="Care and support statutory guidance, chapter 14; hub policy",
        kinds=ADULTS,
        needs="Who tells the adult and by when, and how it is done safely",
    ),
    OnwardRoute.CSA_REPORT: RouteFacts(
        source="Crime and Policing Bill, Part 5 Chapter 2 (clause 77 in February 2026)",
        kinds=CHILDREN,
        waits=True,
        needs="Who reports, to whom, and by when",
        note="Enter the day only once the Act is made and the duty is in force.",
    ),
}


class FgmDuty(TextChoices):
    """Whether somebody must tell the police of FGM done to a girl under 18: FGM Act 2003, section 5B.

    The duty is that of the healthcare professional or teacher to whom the girl told it or who saw signs of it.
    """

    TO_REPORT = "to_report", "Yes, and the police are still to be told"
    REPORTED = "reported", "Yes, and the police have been told"
    NOT_KNOWN_ACT = "not_known_act", "No: nobody was told by the girl, and nobody saw signs of it"
    NOT_KNOWN = "not_known", "Not known yet"


# As a notification that the law asks for: a code beside those of the onward routes.
FGM_TO_POLICE, FGM_TO_POLICE_WORDS = "fgm_police", "Report of FGM to the police"
FGM_DUTY_FACTS = {
    code: CodeFacts(source="Female Genital Mutilation Act 2003, section 5B", kinds=BORN) for code in FgmDuty
}


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


OUTCOME_REASON_FACTS = {
    OutcomeReason.NO_CONCERN: CodeFacts(
        source="Hub policy",
        family="From what we know, we cannot see that someone is at risk. If that is wrong, tell us",
    ),
    OutcomeReason.NOT_ENOUGH_INFORMATION: CodeFacts(
        source="Hub policy",
        family="We do not know enough to do more. You can phone us if you want to tell us something",
    ),
    OutcomeReason.DUPLICATE: CodeFacts(source="Hub policy", family="We are already looking at this"),
    OutcomeReason.WITHDRAWN: CodeFacts(
        source="Hub policy", family="We have looked at it, and there is nothing more for us to do now"
    ),
    OutcomeReason.OUTSIDE_AREA: CodeFacts(source="Hub policy", family="Another council looks after where you live"),
    OutcomeReason.ALREADY_OPEN: CodeFacts(
        source="Hub policy", family="You already have a worker, and can talk about this with them"
    ),
    OutcomeReason.NEEDS_MET: CodeFacts(
        source="Hub policy", family="The people who help you now can go on helping you with this"
    ),
    OutcomeReason.AGREEMENT_REFUSED: CodeFacts(
        source="Hub policy",
        note="Agreement to a service can be refused. Protection never depends on it.",
        family="Nobody has to take this help. If you want it later, ask us",
    ),
}
