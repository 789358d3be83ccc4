"""What is noted about people, agencies and settings."""

from audit.recording import EventKind

SIGNED_IN = EventKind("sign_in.done", "Signed in")
SIGN_IN_FAILED = EventKind("sign_in.failed", "Failed to sign in")
SIGNED_OUT = EventKind("sign_out.done", "Signed out")
PERSON_INVITED = EventKind("person.invited", "Invited a person")
PERSON_SUSPENDED = EventKind("person.suspended", "Suspended a person")
PERSON_RESTORED = EventKind("person.restored", "Let a suspended person back in")
PERSON_MOVED = EventKind("person.moved", "Moved a person to another agency")
ROLE_GIVEN = EventKind("role.given", "Gave a person a role")
ROLE_ENDED = EventKind("role.ended", "Ended a person’s role")
PASSWORD_LINK_SENT = EventKind("person.link_sent", "Sent a person a link to choose a password")
PASSWORD_SET = EventKind("person.password_set", "Chose a password")
AGENCY_ADDED = EventKind("agency.added", "Added an agency")
AGENCY_CHANGED = EventKind("agency.changed", "Changed an agency")
QUESTIONS_CHANGED = EventKind("question_set.changed", "Changed a question set")
TARGETS_CHANGED = EventKind("target.changed", "Changed targets")
HOURS_CHANGED = EventKind("hours.changed", "Changed the hub’s opening hours")
HUB_CHANGED = EventKind("hub.changed", "Changed the hub’s own settings")
AGREEMENT_ADDED = EventKind("agreement.added", "Added a sharing agreement")
AGREEMENT_CHANGED = EventKind("agreement.changed", "Changed a sharing agreement")
SETTINGS_OPENED = EventKind("settings.opened", "Looked at people, agencies or settings")
