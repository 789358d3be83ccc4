"""Words for what this app's lines note in the access log, and for its pages."""

from audit.details import Detail, as_day, as_moment, as_plain, as_text, by_field, coded, coded_detail, each, named
from referrals import codes
from referrals.decisions.closing import How
from referrals.evidence.frozen_records import KINDS, Standing
from referrals.models import NotificationMade, PersonPair
from referrals.overview.waiting import Wait
from referrals.triage.queue import EVERY_STAGE, TABS
from referrals.triage.queue_filters import ABOUT, CONCERNS, DANGER, DUE, LEFT, ME, NOBODY, SOMEBODY
from referrals.triage.ways import Way

MAILS = {
    "acknowledgement": "The referrer: we have your referral",
    "red_rating": "The duty team: a case is rated red",
    "red_recommended": "The duty team: a colleague recommends red",
    "look_now": "The duty team: look at a case now",
    "answer_flagged": "The duty team: an answer is grave, or came after the decision",
    "second_signature": "A manager: a decision waits for a second signature",
    "returned": "The referrer: more information is needed",
    "return_chaser": "The referrer: more information is still needed",
    "return_unanswered": "The hub: a returned referral is to be looked at again",
    "not_confirmed": "The hub: another council has not confirmed that it has a case",
    "telling_due": "The hub: those who do not know are to be told",
    "authorisation_due": "The hub: what agencies of a red case were asked is to be authorised",
    "notification_due": "The hub: something is to be told that the law asks for",
    "request_sent": "The agency: an information request",
    "request_changed": "The agency: read a request again before speaking to anybody",
    "chaser_before": "The agency: a request is due soon",
    "chaser_after": "The agency: a request is overdue",
    "overdue_at_hub": "The hub: an agency is overdue",
    "more_time": "The hub: an agency asks for more time",
    "marks_changed": "The hub: an agency changed who may read its information",
    "items_withdrawn": "The hub: an agency withdrew or corrected its information",
    "feedback": "The referrer: what was decided",
    "product_released": "The agency: information has been released to it",
    "product_changed": "The agency: read what was released again before speaking to anybody",
    "restriction_to_lift": "A manager: does a case still need to be restricted?",
    "asked_to_see": "The team: somebody asks to see a record",
    "ask_to_route": "Governance: nobody can answer an ask",
    "opened_by_others": "The worker: their case was opened from outside its team",
    "ask_answered": "Whoever asked: there is an answer",
    "break_glass_opened": "The worker: their case was opened in an emergency",
    "break_glass_ended": "Whoever opened it: the emergency opening is ended",
    "break_glass_to_review": "Governance: an emergency opening is to be reviewed",
    "unusual_found": "Auditors and governance: unusual access to look at today",
    "unusual_waits": "Auditors and governance: unusual access waits for an outcome",
}
SORTS = {
    "due": "time left",
    "received": "when it arrived",
    "rating": "rating",
    "reference": "reference",
    "concern": "concern",
    "channel": "how it came",
}
RATINGS = [*codes.Rating.choices, ("none", "Not rated"), ("", "Not rated")]
WORKERS = {ME: "Me", NOBODY: "Nobody yet", SOMEBODY: "Somebody in the team", LEFT: "Somebody who has left"}
CONCERNS_AND_RISKS = [choice for _, group in CONCERNS for choice in group]
WORDINGS = [(wording.key, wording.label) for wording in codes.FEEDBACK_WORDINGS]
PEOPLE = [("children", "Children"), ("adults", "Adults"), ("", "Children and adults")]
ENDED_BECAUSE = [("red", "The case was rated red, or recommended for it"), ("", "Somebody ended it")]


def as_worker(value, names) -> str:
    return WORKERS.get(str(value)) or named("person")(value, names)


def as_sort(value, names) -> str:
    key = str(value)
    return f"By {SORTS.get(key.lstrip('-'), key)}, {'last' if key.startswith('-') else 'first'} at the top"


def as_subject(value, names) -> str:
    return f"Number {value} on the referral"


def as_quarter(value, names) -> str:
    year, _, quarter = str(value).partition("-")
    return f"Quarter {quarter.lstrip('qQ')} of {year}" if quarter else str(value)


def as_mismatch(value, names) -> str:
    """Read "kind key: standing": the key is a number by which programs find the record."""
    frozen_record, _, standing = str(value).rpartition(": ")
    kind = max((code for code in KINDS if frozen_record.startswith(f"{code} ")), key=len, default="")
    label = KINDS[kind].label if kind else as_plain(frozen_record.partition(" ")[0], names)
    return f"{label}: {coded(Standing.choices)(standing, names)}"


PERSON_OF_THE_HUB = Detail("Person", named("person"))
SUBJECT = Detail("Whom it decides on", as_subject)
NUMBER_OF_A_ROW = Detail("Number of its record", machine=True)
DETAILS = {
    # Who may see a record
    "to": PERSON_OF_THE_HUB,
    "to_hub": Detail("Hub", named("hub")),
    "grant.given kind": Detail("Ground", coded(codes.GrantKind.choices)),
    "kinds": Detail("Grounds", coded(codes.GrantKind.choices)),
    "until": Detail("Until", as_moment),
    "named": Detail("Named readers", named("person")),
    "referral.restricted reason": Detail("Why it is restricted", coded(codes.RestrictionReason.choices)),
    "referral.unrestricted before": Detail("Why it was restricted", coded(codes.RestrictionReason.choices)),
    **{f"bar.{step} person": PERSON_OF_THE_HUB for step in ("given", "confirmed", "ended")},
    "because": Detail("Because", coded(codes.BarReason.choices)),
    "clock.resumed because": Detail("Because", coded(ENDED_BECAUSE)),
    "dismissed": Detail("It was a suggestion, and dismissed"),
    "emergency.ended person": PERSON_OF_THE_HUB,
    "finding": Detail("Finding", coded(codes.BreakGlassFinding.choices)),
    "keep": Detail("The restriction stays"),
    "granted": Detail("They were let in"),
    "governance.names_opened people": Detail("Names shown"),
    "pair": NUMBER_OF_A_ROW,
    "pair.judged verdict": Detail("What was decided", coded(PersonPair.Verdict.choices)),
    # The life of a case
    "channel": Detail("How it came", coded(codes.Channel.choices)),
    "source": Detail("Who sent it", coded(codes.SourceCode.choices)),
    "level": Detail("Rating", coded(RATINGS)),
    "way": Detail("Way on", coded(Way.choices)),
    "referral.rated before": Detail("Rating before", coded(RATINGS)),
    "referral.allocated to": Detail("Worker", named("person")),
    "referral.allocated before": Detail("Worker before", named("person")),
    "request.given to": Detail("Representative", named("person")),
    "request.given before": Detail("Representative before", named("person")),
    "referral.handed_back before": Detail("Worker before", named("person")),
    "referral.returned reason": Detail("Why it was returned", coded(codes.ReturnReason.choices)),
    "look_again_on": Detail("Looked at again on", as_day),
    "looks_again": Detail("Who looks again", named("person")),
    "confirmed": Detail("How it was confirmed", coded(codes.TransferConfirmed.choices)),
    "clock.paused reason": Detail("Why it is paused", coded(codes.PauseReason.choices)),
    "what": Detail("Clocks", coded(codes.ClockMeasure.choices)),
    "waits_for": Detail("Waits for", as_plain),
    "draft.saved page": Detail("Page", as_plain),
    # The lawful basis and the requests
    "lawful_basis.recorded purpose": coded_detail("Purpose of asking", codes.SharingPurpose.choices),
    "gateway": Detail("Power to share", coded(codes.StatutoryGateway.choices)),
    "adult_purpose": Detail("Purpose of asking about the adult", coded(codes.SharingPurpose.choices)),
    "adult_gateway": Detail("Power to share about the adult", coded(codes.StatutoryGateway.choices)),
    "family_informed": Detail("Family informed", coded(codes.FamilyInformed.choices)),
    "agreement": Detail("Agreement to a service", coded(codes.ServiceAgreement.choices)),
    "told_on": Detail("Told on", as_day),
    "lawful_basis.told how": Detail("How", coded(codes.ToldHow.choices)),
    "lawful_basis.told people": Detail("People told"),
    "lawful_basis.never_told people": Detail("People who will never be told"),
    "referral": Detail("Case"),
    "case": Detail("Case"),
    "people": Detail("People asked about"),
    "questions": Detail("Questions"),
    "requests": Detail("Requests"),
    "before_authorisation": Detail("Sent before a manager authorised it, as the case is red"),
    "outcome": Detail("Answer", coded(codes.ResponseOutcome.choices)),
    "decline_reason": Detail("Reason for not sharing", coded(codes.DeclineReason.choices)),
    "items": Detail("Items of information"),
    "minutes": Detail("Minutes since it was sent"),
    "number": Detail("Number of the answer"),
    "request.chased number": Detail("Number of the reminder"),
    "item.handling_changed number": Detail("Number of the item"),
    "replaced": Detail("Items corrected"),
    "withdrawn": Detail("Items withdrawn"),
    "took_back_view": Detail("Took back its view of the risk"),
    "handling": Detail("Who may read it", coded(codes.ItemHandling.choices)),
    "release": Detail("Where it may go", coded(codes.ReleaseMark.choices)),
    "when": Detail("When", coded([("before", "Before it was due"), ("after", "After it was due")])),
    # Decisions, and what leaves the hub
    "decision.drafted person": SUBJECT,
    "decision.signed person": SUBJECT,
    "decision.second_signed person": SUBJECT,
    "decision.sent_back person": SUBJECT,
    "version": Detail("Version"),
    "decision.drafted changed": Detail("An earlier draft was changed"),
    "audience": Detail("For whom", coded(codes.Audience.choices)),
    "product.released audience": Detail("For whom", as_plain),
    "agencies": Detail("Agencies"),
    "wording": Detail("What they were told", coded(WORDINGS)),
    "feedback.sent how": Detail("How", coded(How.choices)),
    # Lists and figures
    "filters": Detail("Filter", by_field),
    "queue.listed page": Detail("Page of the list"),
    "stage": Detail("Stage", coded([*TABS.items(), (EVERY_STAGE, "Every stage")])),
    "sort": Detail("Order", as_sort),
    "rating": Detail("Rating", coded(RATINGS)),
    "due": Detail("Time left", coded(DUE)),
    "allocated": Detail("Allocated to", as_worker),
    "team": Detail("Number of the team"),
    "waiting": Detail("Waiting for", coded(Wait.choices)),
    "queue.listed concern": Detail("Concern", coded(CONCERNS_AND_RISKS)),
    "danger": Detail("Danger reported", coded(DANGER)),
    "about": Detail("About", coded(ABOUT)),
    "table": Detail("Table", as_plain),
    "part": Detail("Row", as_plain),
    "column": Detail("Column", as_plain),
    "governance.report_exported kind": Detail("Kind of file", as_plain),
    "dashboard.exported kind": Detail("Kind of file", as_plain),
    "first": Detail("From", as_day),
    "last": Detail("To", as_day),
    "whom": Detail("About", coded(PEOPLE)),
    "quarter": Detail("Quarter", as_quarter),
    # Evidence and messages
    "records": Detail("Records", each(as_mismatch)),
    "template": Detail("Message", coded(MAILS.items())),
    "attempts": Detail("Attempts"),
    "fault": Detail("What went wrong, for whoever runs the service", as_text),
    "ask": NUMBER_OF_A_ROW,
    "use": NUMBER_OF_A_ROW,
    "basis": NUMBER_OF_A_ROW,
    "recorded": NUMBER_OF_A_ROW,
    "note": NUMBER_OF_A_ROW,
    "notification": Detail("Notification", coded(NotificationMade.CODES)),
    "made_on": Detail("Done on", as_day),
    "due_on": Detail("Due by", as_day),
    "duty.told rating": NUMBER_OF_A_ROW,
    "flag": NUMBER_OF_A_ROW,
}
PAGES = {
    "start": "Start a referral",
    "start_account": "Start a referral",
    "own_referrals": "Referrals they sent",
    "start_hub": "Start a referral to a hub",
    "key_referral": "Key in a referral",
    "needs": "What needs them now",
    "flag": "Flag a case",
    "clear_flag": "Record what was done about a flag",
    "queue": "Work queue",
    "claim": "Take a case on",
    "allocate": "Give a case to a worker",
    "hand_back": "Give a case back to the team",
    "recommend": "Recommend at triage",
    "triage": "Triage",
    "rate": "Change the rating",
    "pause_clock": "Pause a clock",
    "resume_clock": "End a pause",
    "return_referral": "Return a referral",
    "receive_again": "Receive a referral again",
    "forward": "Forward a case to another area",
    "transfer": "The other council’s answer to a forwarded case",
    "lawful_basis": "Lawful basis",
    "add_concerns": "Add a concern",
    "telling": "What people know by the day they were to be told",
    "told": "People were told",
    "never_told": "Somebody will never be told",
    "authorise": "Authorise asking before everybody knows, or over an objection",
    "request_information": "Ask agencies: which",
    "write_requests": "Ask agencies: questions",
    "preview_requests": "Ask agencies: what each will see",
    "inbox": "Requests to their agency",
    "request": "Information request",
    "acknowledge": "Acknowledge a request",
    "answer": "Answer a request",
    "take": "Take a request",
    "give": "Give a request to a colleague",
    "nothing_known": "Answer a request: nothing known",
    "nothing_known_for_several": "Answer several requests: nothing known",
    "not_shared": "Answer a request: held but not shared",
    "more_time": "Ask for more time",
    "item_handling": "Who may read an item",
    "collation": "Answers side by side",
    "decide": "Decide",
    "amend": "Change a draft decision",
    "decision": "Decision",
    "sign": "Sign a decision",
    "second_sign": "Second signature",
    "send_back": "Send a decision back",
    "correct": "Correct a decision",
    "feedback": "Tell the referrer",
    "release": "Release a product",
    "released": "What was released",
    "close": "Close a case",
    "notify": "Record a notification that the law asks for",
    "reopen": "Reopen a case",
    "products": "Products released to their agency",
    "product": "Released product",
    "case": "Case",
    "case_print": "Case, for printing",
    "referral_as_received": "Referral as it was received",
    "as_recorded": "Records as they were recorded",
    "public_referrer": "Who a public referrer is",
    "note": "Add a note",
    "who_is_it": "Who is it?",
    "undecided": "People to tell apart",
    "who_can_see": "Who can see this, and why?",
    "suggest_bar": "Keep somebody from a record",
    "looked_at": "Who has looked at this",
    "share_case": "Give access to a case",
    "unshare_case": "Withdraw access to a case",
    "restrict": "Restrict a case",
    "unrestrict": "Open a restricted case to the team",
    "ask_to_see": "Ask to see a record",
    "break_glass_card": "Open in an emergency, from a case",
    "answer_ask": "Answer somebody who asks to see a record",
    "break_glass": "Open in an emergency",
    "dashboard": "Dashboard",
    "dashboard_cases": "Cases behind a figure of the dashboard",
    "dashboard_file": "Table of the dashboard, as a file",
    "governance": "Governance desk",
    "restrictions": "Restrictions",
    "restriction": "One restriction",
    "emergencies": "Emergency openings",
    "emergency": "One emergency opening",
    "end_emergency": "End an emergency opening",
    "bars": "Bars",
    "add_bar": "Bar a person from a record",
    "add": "Bar a person from a record",
    "bar": "One bar",
    "confirm_bar": "Confirm a bar",
    "end_bar": "End a bar",
    "governance_report": "Quarterly report of governance",
    "governance_report_export": "Quarterly report of governance, as a file",
    "record_looks": "Who has looked at a record",
    "record_names": "Names behind a reference",
    "access": "What a person can see",
}
