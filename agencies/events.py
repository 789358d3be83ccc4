"""The events that this app records in the access log."""

from audit.recording import REFUSED, EventKind

SIGNED_IN = EventKind("sign_in.done", "Signed in")
SIGN_IN_FAILED = EventKind("sign_in.failed", "Failed to sign in", REFUSED)
FIRST_STEP_DONE = EventKind("sign_in.first_step", "Gave the right password; the second factor was still to come")
SIGNED_OUT = EventKind("sign_out.done", "Signed out")
SIGN_IN_ENDED = EventKind("sign_out.ended", "Was signed out: idle too long, ended elsewhere, or by an administrator")
SECOND_FACTOR_PASSED = EventKind("second_factor.passed", "Proved who they are by a second factor")
SECOND_FACTOR_FAILED = EventKind("second_factor.failed", "Failed to prove who they are by a second factor", REFUSED)
SECOND_FACTOR_ADDED = EventKind("second_factor.added", "Set up a second factor")
SECOND_FACTOR_REMOVED = EventKind("second_factor.removed", "Removed a second factor of their own")
SECOND_FACTOR_RESET = EventKind("second_factor.reset", "Reset another person’s second factor")
RECOVERY_CODES_MADE = EventKind("recovery_codes.made", "Made new recovery codes")
RECOVERY_CODES_SHOWN = EventKind("recovery_codes.shown", "Was shown their recovery codes, once")
RECOVERY_CODE_USED = EventKind("recovery_codes.used", "Used a recovery code")
CONFIRMED = EventKind("step_up.done", "Confirmed again who they are")
CONFIRMING_FAILED = EventKind("step_up.failed", "Failed to confirm again who they are", REFUSED)
PASSWORD_FORGOTTEN = EventKind("password.forgotten", "Asked for a link to choose a new password")
SINGLE_SIGN_ON_REFUSED = EventKind(
    "single_sign_on.refused", "Was sent by another organisation’s sign-in and not let in", REFUSED
)
PERSON_INVITED = EventKind("person.invited", "Invited a person")
PERSON_SUSPENDED = EventKind("person.suspended", "Suspended a person")
PERSON_RESTORED = EventKind("person.restored", "Let a suspended person back in")
PERSON_MOVED = EventKind("person.moved", "Moved a person to another agency")
PERSON_TEAM_CHANGED = EventKind("person.team_changed", "Changed which of the hub’s teams a person belongs to")
ROLE_GIVEN = EventKind("role.given", "Gave a person a role")
ROLE_ENDED = EventKind("role.ended", "Ended a person’s role")
CHANGE_PROPOSED = EventKind("account_change.proposed", "Asked a second person to confirm a change to an account")
CHANGE_CONFIRMED = EventKind("account_change.confirmed", "Confirmed a change to an account as the second person")
CHANGE_REFUSED = EventKind("account_change.refused", "Refused a change to an account as the second person")
CHANGE_WITHDRAWN = EventKind("account_change.withdrawn", "Withdrew a change to an account before it was confirmed")
CHANGE_LAPSED = EventKind("account_change.lapsed", "A change to an account lapsed that nobody confirmed in time")
CHANGES_LISTED = EventKind("account_change.listed", "Looked at changes to accounts")
ROLE_CERTIFIED = EventKind("role.certified", "Looked again at a person’s role and kept it")
ROLE_RAN_OUT = EventKind("role.ran_out", "A person’s role ended by itself, at the date it was given until")
DOMAINS_CHANGED = EventKind("mail_domains.changed", "Changed the email domains accounts may be of")
PERSON_DETAILS_CHANGED = EventKind(
    "person.details_changed", "Changed a person’s name, email address or job title; which is noted, not what it says"
)
PASSWORD_LINK_SENT = EventKind("person.link_sent", "Sent a person a link to choose a password")
PASSWORD_SET = EventKind("person.password_set", "Chose a password")
PARTICULARS_CHANGED = EventKind(
    "person.particulars_changed", "Changed a person’s own particulars; which ones is noted, not what they say"
)
PARTICULARS_OPENED = EventKind("person.particulars_opened", "Looked at a person’s own particulars")
HUB_OPENED = EventKind("hub.opened", "Opened a hub and invited its first administrator, at the machine itself")
AGENCY_ADDED = EventKind("agency.added", "Added an agency")
AGENCY_CHANGED = EventKind("agency.changed", "Changed an agency")
QUESTIONS_CHANGED = EventKind("question_set.changed", "Changed a question set")
TARGETS_CHANGED = EventKind("target.changed", "Changed targets")
HOURS_CHANGED = EventKind("hours.changed", "Changed the hub’s opening hours")
HUB_CHANGED = EventKind("hub.changed", "Changed the hub’s own settings")
CODE_LIST_CHANGED = EventKind("code_list.changed", "Changed which codes of a list the hub offers, or since when")
PAUSE_RULES_CHANGED = EventKind(
    "pause_rules.changed", "Changed the hub’s own reasons for pausing a clock, or how soon a pause is reviewed"
)
AGREEMENT_ADDED = EventKind("agreement.added", "Added a sharing agreement")
AGREEMENT_CHANGED = EventKind("agreement.changed", "Changed a sharing agreement")
SETTINGS_OPENED = EventKind("settings.opened", "Looked at people, agencies or settings")
