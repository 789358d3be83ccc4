"""Every permission, and every role with its permissions. The labels and descriptions are shown to administrators."""

from dataclasses import dataclass

# Casework
REFER = "referrals.refer_with_account"
KEY_REFERRAL = "referrals.key_referral"
VIEW_QUEUE = "referrals.view_queue"
VIEW_CASE = "referrals.view_case"
ALLOCATE = "referrals.allocate_referral"
CLAIM = "referrals.claim_referral"
ADD_NOTE = "referrals.add_note"
JUDGE_PAIR = "referrals.judge_pair"
RECORD_FACTS = "referrals.record_facts"
RECOMMEND = "referrals.recommend_triage"
TRIAGE = "referrals.triage_referral"
TRANSFER = "referrals.transfer_referral"
RECORD_BASIS = "referrals.record_lawful_basis"
AUTHORISE_NOT_TELLING = "referrals.authorise_not_informing"
REQUEST_INFORMATION = "referrals.request_information"
COLLATE = "referrals.view_collation"
DRAFT_DECISION = "referrals.draft_decision"
SIGN_DECISION = "referrals.sign_decision"
READ_DECISION_MAKER_ITEMS = "referrals.read_decision_maker_items"
SEND_FEEDBACK = "referrals.send_feedback"
RELEASE_PRODUCT = "referrals.release_product"
CLOSE = "referrals.close_referral"
SUGGEST_BAR = "referrals.suggest_bar"
RESTRICT = "referrals.restrict_referral"
BREAK_GLASS = "referrals.break_glass"
VIEW_PUBLIC_REFERRER = "referrals.view_public_referrer"
VIEW_DASHBOARD = "referrals.view_dashboard"
GOVERN = "referrals.govern"
# Agencies
VIEW_INBOX = "referrals.view_inbox"
ANSWER_REQUEST = "referrals.answer_request"
READ_PRODUCT = "referrals.read_product"
# Evidence and running the hub
VIEW_EVENTS = "audit.view_events"
EXPORT_EVENTS = "audit.export_events"
MANAGE_PEOPLE = "agencies.manage_people"
CONFIRM_CHANGES = "agencies.confirm_account_changes"
MANAGE_AGENCIES = "agencies.manage_agencies"
MANAGE_QUESTION_SETS = "agencies.manage_question_sets"
MANAGE_TARGETS = "agencies.manage_targets"
VIEW_AGREEMENTS = "agencies.view_agreements"
MANAGE_AGREEMENTS = "agencies.manage_agreements"


@dataclass(frozen=True)
class Role:
    """A role, and what follows from holding it.

    `team`: the hub's own team, which sees the hub's referrals that are not restricted.
    `of_agency`: for the people of an agency only.
    `decides`: may read what is marked for decision-makers.
    `adults_only`: holds the permissions of FOR_ADULTS for cases about an adult, and signs decisions about adults alone.
    `watches`: oversees the hub or reads its log, and so never reads a case.
    `alone`: one administrator can give it. Every other role needs a second person, because it gives access to cases,
    to an agency's requests or to the log of who read them, or can itself confirm such a change.
    """

    code: str
    label: str
    description: str
    permissions: frozenset[str]
    team: bool = False
    of_agency: bool = False
    decides: bool = False
    adults_only: bool = False
    watches: bool = False
    alone: bool = False

    @property
    def reads_cases(self) -> bool:
        return VIEW_CASE in self.permissions


SCREENING = {VIEW_QUEUE, VIEW_CASE, KEY_REFERRAL, CLAIM, ADD_NOTE, JUDGE_PAIR, RECORD_FACTS}
SOCIAL_WORK = SCREENING | {
    RECOMMEND,
    RECORD_BASIS,
    COLLATE,
    DRAFT_DECISION,
    REQUEST_INFORMATION,
    SUGGEST_BAR,
    BREAK_GLASS,
}
MANAGING = SOCIAL_WORK | {
    ALLOCATE,
    TRIAGE,
    TRANSFER,
    AUTHORISE_NOT_TELLING,
    SIGN_DECISION,
    READ_DECISION_MAKER_ITEMS,
    SEND_FEEDBACK,
    RELEASE_PRODUCT,
    CLOSE,
    RESTRICT,
    VIEW_PUBLIC_REFERRER,
    VIEW_DASHBOARD,
    CONFIRM_CHANGES,
}

# What a role that is `adults_only` may do to cases about an adult, and to no other (referrals/access/adults.py).
FOR_ADULTS = {TRIAGE, TRANSFER, AUTHORISE_NOT_TELLING, SIGN_DECISION, RELEASE_PRODUCT, CLOSE}
# A safeguarding adults manager decides about adults as a MASH manager does; figures and accounts stay with the manager.
MANAGING_ADULTS = MANAGING - {VIEW_DASHBOARD, CONFIRM_CHANGES}
# At night nobody else is there: what cannot wait is rated, asked about and handed to the hub in the morning. Whether
# another council has a case, which ends the hub’s cover, is for a manager to record.
OUT_OF_HOURS = SOCIAL_WORK | {TRIAGE, VIEW_PUBLIC_REFERRER}

ROLES = {
    role.code: role
    for role in [
        Role(
            "referrer",
            "Professional referrer",
            "Sends referrals and sees which stage their own have reached.",
            frozenset({REFER}),
            alone=True,
        ),
        Role(
            "screener",
            "Screening officer",
            "Keys referrals in, sees the work queue and cases, claims and notes.",
            frozenset(SCREENING),
            team=True,
        ),
        Role(
            "social_worker",
            "Social worker",
            "Recommends at triage, records the lawful basis, asks agencies, drafts decisions.",
            frozenset(SOCIAL_WORK),
            team=True,
        ),
        Role(
            "manager",
            "MASH manager",
            "Triages, authorises, decides, signs, releases and closes.",
            frozenset(MANAGING),
            team=True,
            decides=True,
        ),
        Role(
            "adults_manager",
            "Safeguarding adults manager",
            "Does for adults what the MASH manager does. Of a case about children alone, reads it and asks agencies.",
            frozenset(MANAGING_ADULTS),
            team=True,
            decides=True,
            adults_only=True,
        ),
        Role(
            "out_of_hours",
            "Out-of-hours team",
            "Receives, rates and asks what cannot wait until the hub opens; signs no decision.",
            frozenset(OUT_OF_HOURS),
            team=True,
        ),
        Role(
            "quality_auditor",
            "Quality auditor",
            "Reads the cases that a manager has chosen for an audit, until a set time, and changes nothing.",
            frozenset({VIEW_QUEUE, VIEW_CASE}),
        ),
        Role(
            "representative",
            "Agency representative",
            "Answers what their own agency is asked and reads what is released to it.",
            frozenset({VIEW_INBOX, ANSWER_REQUEST, READ_PRODUCT, REFER}),
            of_agency=True,
        ),
        Role(
            "auditor",
            "Auditor",
            "Finds and exports who saw what; never reads a case.",
            frozenset({VIEW_EVENTS, EXPORT_EVENTS}),
            watches=True,
        ),
        Role(
            "governance",
            "Governance officer",
            "Watches over restrictions, bars and emergency openings, and reads the access log; never reads a case.",
            frozenset({GOVERN, VIEW_EVENTS, EXPORT_EVENTS, VIEW_AGREEMENTS, MANAGE_AGREEMENTS}),
            watches=True,
        ),
        Role(
            "data_protection",
            "Data protection officer or Caldicott guardian",
            "Reads the access log and the sharing agreements, and is told of unusual access; never reads a case.",
            frozenset({VIEW_EVENTS, EXPORT_EVENTS, VIEW_AGREEMENTS}),
            watches=True,
        ),
        Role(
            "administrator",
            "Hub administrator",
            "Manages people, agencies, question sets and targets; never reads a case.",
            frozenset(
                {
                    *(MANAGE_PEOPLE, CONFIRM_CHANGES, MANAGE_AGENCIES),
                    *(MANAGE_QUESTION_SETS, MANAGE_TARGETS, VIEW_AGREEMENTS, MANAGE_AGREEMENTS),
                }
            ),
            watches=True,
        ),
    ]
}
ADMINISTRATOR = "administrator"
ROLE_CHOICES = [(role.code, role.label) for role in ROLES.values()]


def roles_with(permission: str) -> list[str]:
    """Return the codes of the roles that have this permission."""
    return [role.code for role in ROLES.values() if permission in role.permissions]


CONFIRMERS = roles_with(CONFIRM_CHANGES)


def needs_second_person(codes) -> bool:
    """Whether changes to an account with these roles need a second person."""
    return any(code in ROLES and not ROLES[code].alone for code in codes)


def only_for_adults(codes, permission: str) -> bool:
    """Whether these roles give this permission for cases about adults alone."""
    givers = [ROLES[code] for code in codes if permission in ROLES[code].permissions and permission in FOR_ADULTS]
    return bool(givers) and all(role.adults_only for role in givers)


def permissions_of(codes) -> frozenset[str]:
    """Return the permissions of these roles together. Raises KeyError for an unknown role."""
    return frozenset().union(*(ROLES[code].permissions for code in codes))


def why_not_together(wanted: str, held, *, of_agency: bool) -> str:
    """Return why somebody who holds the roles `held` cannot be given `wanted` too; "" if they can."""
    # Need to know: those who watch over a hub read no case, and an agency's people see only their own requests.
    role, others = ROLES[wanted], [ROLES[code] for code in held]
    if role.of_agency and not of_agency:
        return "Choose an agency first: this role belongs to one"
    if of_agency and (role.reads_cases or role.watches):
        return "This role is for the hub’s own people, and they belong to an agency"
    if role.watches and any(other.reads_cases for other in others):
        return f"They read cases: {_labels_of(others, 'reads_cases')}. Somebody else must be {role.label.lower()}"
    if role.reads_cases and any(other.watches for other in others):
        return f"They may not read cases: {_labels_of(others, 'watches')}. End that role first, or choose somebody else"
    return ""


def _labels_of(roles, attribute: str) -> str:
    return ", ".join(role.label for role in roles if getattr(role, attribute))
