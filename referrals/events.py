"""The event kinds of this app: each line it writes into the access log has one of them.

A code is stored in every line, so it never changes. Its sentence is what an auditor reads.
"""

from audit.recording import EMERGENCY, REFUSED, EventKind

DENIED = EventKind("access.denied", "Was refused a page or a record, with the rule that refused it", REFUSED)
NOT_FOUND = EventKind("access.not_found", "Asked for a record that is unknown, or that they may not know of", REFUSED)

DRAFT_SAVED = EventKind("draft.saved", "Saved a page of a referral being written")
KNOWN_SHOWN = EventKind(
    "draft.known_shown",
    "Was shown whom the hub may know already while keying somebody in; the references are noted",
)
FACTS_TAKEN_OVER = EventKind(
    "draft.facts_taken", "Took facts of other cases over into a referral being written; the references are noted"
)
DRAFT_DISCARDED = EventKind("draft.discarded", "Discarded a referral being written")
DRAFTS_REMOVED = EventKind("draft.removed", "Removed unsent referrals that nobody had touched for a long time")
REFERRAL_SENT = EventKind("referral.sent", "Sent a referral to the hub")
REFERRAL_KEYED = EventKind("referral.keyed", "Keyed in a referral that came by phone, letter, e-mail or notification")
OWN_REFERRALS_LISTED = EventKind("referral.own_listed", "Looked at the stages of the referrals they sent")

NEEDS_LISTED = EventKind("needs.listed", "Looked at what needs them now; the references on the screen are noted")
FLAGGED = EventKind("flag.raised", "Flagged a case as one to look at now, with the reason")
FLAG_CLEARED = EventKind("flag.cleared", "Recorded what was done about the flags of a case")
QUEUE_LISTED = EventKind("queue.listed", "Looked at the work queue; the references on the screen are noted")
SEARCHED = EventKind("search.made", "Searched for people and cases; the references on the screen are noted")
CASE_OPENED = EventKind("case.opened", "Opened a page of a case")
CASE_PRINTED = EventKind("case.printed", "Opened a page of a case for printing")
PUBLIC_REFERRER_SEEN = EventKind("referrer.identity_seen", "Looked at who a public referrer is")
CLAIMED = EventKind("referral.claimed", "Took a case on")
ALLOCATED = EventKind("referral.allocated", "Gave a case to a worker")
HANDED_BACK = EventKind("referral.handed_back", "Gave a case back to the team")
NOTE_ADDED = EventKind("note.added", "Added a note to a case")
CONCERNS_ADDED = EventKind("concerns.added", "Added concerns to a case; which ones stands in the note of it")
FACT_RECORDED = EventKind("fact.recorded", "Recorded a fact about a person of a case")
PERSON_ADDED = EventKind("fact.person_added", "Added a person to a case whom the referral did not name")
PROFESSIONAL_ADDED = EventKind(
    "fact.professional_added", "Added a professional to a case whom the referral did not name"
)
REQUEST_UPDATED = EventKind("request.updated", "Told an agency what became known since of whom it was asked about")
DISCUSSION_RECORDED = EventKind("discussion.recorded", "Recorded a strategy discussion about a case")
ACTION_GIVEN = EventKind("action.given", "Gave a colleague or an agency something to do about a case")
ACTION_OPENED = EventKind("action.opened", "Opened what their agency is to do")
ACTION_CLOSED = EventKind("action.closed", "Recorded that what was to be done is done, or that it is not")
PAIR_JUDGED = EventKind("pair.judged", "Decided whether two people of two cases are the same person")
CASES_LINKED = EventKind("case.linked", "Linked a case with another, with the reason; its reference is noted")
CASES_UNLINKED = EventKind("case.unlinked", "Undid the link of a case with another, with the reason")
PAIRS_LISTED = EventKind("pair.listed", "Looked at the list of people to tell apart; the references are noted")
HUB_ASKED = EventKind("hub_ask.put", "Asked the duty team of another hub about somebody of a case")
HUB_ASKS_LISTED = EventKind("hub_ask.listed", "Looked at what other hubs ask; the references are noted")
HUB_ANSWERED = EventKind("hub_ask.answered", "Answered what another hub asks")
IDENTITY_PROTECTED = EventKind("identity.protected", "Protected the identity of somebody of a record, with the reason")
IDENTITY_ENDED = EventKind("identity.ended", "Ended the protection of an identity, with the reason")
IDENTITIES_LISTED = EventKind("identity.listed", "Looked at the protected identities; the references are noted")
IDENTITY_OPENED = EventKind(
    "identity.opened", "Looked at a protected identity, and at the records it may be linked with"
)
PEOPLE_SWEPT = EventKind(
    "pair.swept", "By night, had people compared again whom the comparison may have missed, with how many"
)
CASE_DRAFT_KEPT = EventKind("case_draft.kept", "Kept what they are writing on a page of a case, unsent")
CASE_DRAFTS_REMOVED = EventKind(
    "case_draft.removed", "Removed what was being written about cases and nobody had touched for a long time"
)
RESTRICTED = EventKind("referral.restricted", "Restricted a case to named people")
RESTRICTION_KEPT = EventKind("referral.restriction_kept", "Decided that a restriction carried over to a case stays")
UNRESTRICTED = EventKind("referral.unrestricted", "Opened a restricted case to the hub’s team again")
GRANTED = EventKind("grant.given", "Gave a person, or another hub, access to a record")
WITHDRAWN = EventKind("grant.withdrawn", "Withdrew a person’s own access to a record")
ASKED_TO_SEE = EventKind("ask.put", "Asked the team of a record they may not open to be let in")
ASK_ANSWERED = EventKind("ask.answered", "Answered somebody who asked to see a record")
BREAK_GLASS_OPENED = EventKind(
    "break_glass.opened", "Opened a restricted record in an emergency, for minutes", EMERGENCY
)
BREAK_GLASS_PAGE_READ = EventKind(
    "break_glass.page_read", "Opened a page of a record by an emergency opening", EMERGENCY
)
BREAK_GLASS_HELD = EventKind(
    "break_glass.held", "Tried to open a record in an emergency, and nothing was opened", EMERGENCY
)

RECOMMENDED = EventKind("triage.recommended", "Recommended a rating or a way out at triage")
RATED = EventKind("referral.rated", "Gave a rating, with its reason")
TRIAGED = EventKind("referral.triaged", "Triaged a referral")
BASIS_RECORDED = EventKind("lawful_basis.recorded", "Recorded the lawful basis for asking")
BASIS_AUTHORISED = EventKind(
    "lawful_basis.authorised", "Authorised asking before everybody knows, or over an objection"
)
TOLD = EventKind("lawful_basis.told", "Recorded that somebody was told that agencies are asked")
NEVER_TOLD = EventKind("lawful_basis.never_told", "Recorded that somebody will never be told, with the reason")
DUTY_TOLD = EventKind(
    "duty.told",
    "An e-mail to the duty team was written: a case rated, recommended or flagged as one that cannot wait, or a second "
    "signature waited for",
)
CLOCK_PAUSED = EventKind("clock.paused", "Paused clocks of a case, with the reason and the day it is reviewed")
CLOCK_RESUMED = EventKind("clock.resumed", "Ended a pause, so that a clock runs again")
RETURNED = EventKind("referral.returned", "Returned a referral to its referrer")
RECEIVED_AGAIN = EventKind("referral.received_again", "Received a returned referral again")
FORWARDED = EventKind("referral.forwarded", "Forwarded a case to another area, which has not confirmed that it has it")
KEPT = EventKind("referral.kept", "Kept a case that was forwarded and not taken")
TRANSFERRED = EventKind("referral.transferred", "Transferred a referral to another area")

REQUEST_PREVIEWED = EventKind("request.previewed", "Looked at what each agency will see")
REQUEST_SENT = EventKind("request.sent", "Sent an information request to an agency")
REQUESTS_SENT = EventKind("referral.requests_sent", "Sent a round of information requests about a case")
INBOX_LISTED = EventKind("inbox.listed", "Looked at the requests to their agency; the references are noted")
REQUEST_OPENED = EventKind("request.opened", "Opened an information request")
MESSAGE_WRITTEN = EventKind("request.message", "Wrote a message about an information request to the other side")
REQUEST_WITHDRAWN = EventKind("request.withdrawn", "Withdrew an information request, so that it need not be answered")
REQUEST_DUE_CHANGED = EventKind("request.due_changed", "Changed when an information request is due")
REQUEST_ASKED_FURTHER = EventKind("request.asked_further", "Asked something more in an information request")
REQUEST_ACKNOWLEDGED = EventKind("request.acknowledged", "Acknowledged an information request")
MORE_TIME_ASKED = EventKind("request.more_time", "Asked for more time to answer")
REQUEST_RELEASED = EventKind("request.released", "Stopped waiting for an answer, as the case was closed without it")
REQUEST_TAKEN = EventKind("request.taken", "Took an information request, to answer it")
REQUEST_GIVEN = EventKind("request.given", "Gave an information request to a colleague, or put it back for anybody")
ANSWERED = EventKind("request.answered", "Answered an information request")
ANSWER_SAVED = EventKind("answer.saved", "Saved an answer that is not sent yet; its words are not noted")
ANSWER_CLEARED = EventKind("answer.cleared", "Sent an answer that had been saved, so the saved one was removed")
ANSWERS_REMOVED = EventKind("answer.removed", "Removed answers nobody sent: untouched for a long time, or closed")
HANDLING_CHANGED = EventKind("item.handling_changed", "Changed who may read an item, or where it may go")
CHASED = EventKind("request.chased", "Wrote a reminder about an information request, to be e-mailed")

COLLATION_OPENED = EventKind("collation.opened", "Looked at the answers side by side; the requests are noted")
DECIDING_STARTED = EventKind("referral.deciding_started", "Started to decide a case")
DECISION_DRAFTED = EventKind("decision.drafted", "Drafted a decision")
DECISION_SIGNED = EventKind("decision.signed", "Signed a decision")
DECISION_COUNTERSIGNED = EventKind("decision.second_signed", "Gave the second signature to a decision")
DECISION_SENT_BACK = EventKind("decision.sent_back", "Sent a decision back without the second signature")
DECISION_OPENED = EventKind("decision.opened", "Opened the decisions of a case")
DECIDED = EventKind("referral.decided", "The decisions for every subject are signed")
FEEDBACK_SENT = EventKind("feedback.sent", "Told the referrer what was decided")
FEEDBACK_NOT_SENT = EventKind("feedback.not_sent", "Recorded why the referrer was not told")
PRODUCT_RELEASED = EventKind("product.released", "Released a product to agencies")
PRODUCT_OPENED = EventKind("product.opened", "Read a released product")
PRODUCTS_LISTED = EventKind("product.listed", "Looked at the products released to their agency")
CLOSED = EventKind("referral.closed", "Closed a case")
ENDED_AS_DUPLICATE = EventKind("referral.ended_as_duplicate", "Ended a case into another, of which it is a duplicate")
NOTIFICATION_MADE = EventKind("notification.made", "Recorded a notification that the law asks for")
REOPENED = EventKind("referral.reopened", "Reopened a case")

GOVERNANCE_OPENED = EventKind("governance.opened", "Looked at what is due on the governance desk")
RESTRICTIONS_LISTED = EventKind("restriction.listed", "Looked at the restrictions; the references are noted")
RESTRICTION_OPENED = EventKind("restriction.opened", "Looked at a restriction, not at its case")
RESTRICTION_REVIEWED = EventKind("restriction.reviewed", "Reviewed a restriction")
EMERGENCIES_LISTED = EventKind("emergency.listed", "Looked at the register of emergency openings")
EMERGENCY_OPENED = EventKind("emergency.opened", "Looked at one emergency opening, not at its case")
EMERGENCY_ENDED = EventKind("emergency.ended", "Ended somebody’s emergency opening of a record before its time")
EMERGENCY_REVIEWED = EventKind("emergency.reviewed", "Reviewed an emergency opening, with a finding")
BARS_LISTED = EventKind("bar.listed", "Looked at the register of bars; the references are noted")
BAR_OPENED = EventKind("bar.opened", "Looked at one bar, not at its case")
BAR_SUGGESTED = EventKind(
    "bar.suggested", "Set off a bar that the service suggests; who is barred stands with governance, not here"
)
BAR_GIVEN = EventKind("bar.given", "Barred a person from a record")
BAR_CONFIRMED = EventKind("bar.confirmed", "Confirmed a suggested bar")
BAR_ENDED = EventKind("bar.ended", "Ended a bar, or dismissed a suggested one, with the reason")
NAMES_OPENED = EventKind(
    "governance.names_opened", "Asked for the names behind a reference, with a reason, for one view"
)
LOOKS_SEEN = EventKind("case.looks_seen", "Looked at who has looked at a record")
REPORT_OPENED = EventKind("governance.report", "Looked at the quarterly report of governance, numbers only")
REPORT_EXPORTED = EventKind("governance.report_exported", "Took the quarterly report of governance away as a file")
ACCESS_LOOKED_UP = EventKind("governance.access", "Looked up what a person can see, by reference")

NOT_AS_RECORDED = EventKind(
    "record.not_as_recorded", "Came upon a record that is not as the access log says it was recorded"
)

DASHBOARD_OPENED = EventKind("dashboard.opened", "Looked at the dashboard")
DASHBOARD_LISTED = EventKind(
    "dashboard.listed", "Looked at the cases behind a figure of the dashboard; the references on the screen are noted"
)
DASHBOARD_EXPORTED = EventKind("dashboard.exported", "Took a table of the dashboard away as a file, numbers only")
MESSAGE_SENT = EventKind("message.sent", "A message left the outbox")
MESSAGE_DROPPED = EventKind("message.dropped", "A message was not sent: whom it is for may no longer see what it is of")
MESSAGE_GIVEN_UP = EventKind("message.given_up", "A message could not be delivered and is given up; its case says so")
MESSAGE_FAILED = EventKind("message.failed", "A message could not be sent and will be tried again")
SENT_MAIL_LOOKED_AT = EventKind("demo.mail_seen", "Looked at the e-mails sent by the demo")

# Lines that say somebody read a part of a record; the database names them too (access/who_looked.sql).
READINGS = (
    *(CASE_OPENED, CASE_PRINTED, COLLATION_OPENED, DECISION_OPENED, REQUEST_PREVIEWED, PUBLIC_REFERRER_SEEN),
    *(REQUEST_OPENED, PRODUCT_OPENED),
)
