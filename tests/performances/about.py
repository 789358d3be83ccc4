"""What each line that an action leaves is about, typed here apart from the code."""

ABOUT = {
    "": {
        *("log.exported", "log.month_dropped", "log.strays_moved", "single_sign_on.refused"),
    },
    "action": {
        *("action.closed",),
    },
    "agency": {
        *("agency.added", "agency.changed"),
    },
    "bar": {
        *("bar.confirmed", "bar.ended", "bar.given"),
    },
    "break glass": {
        *("emergency.ended", "emergency.reviewed"),
    },
    "decision": {
        *("decision.drafted", "decision.second_signed", "decision.sent_back", "decision.signed"),
    },
    "draft": {
        *("draft.discarded", "draft.facts_taken", "draft.saved"),
    },
    "export of the access log": {
        *("log.export_downloaded",),
    },
    "hub": {
        *("account_change.proposed", "code_list.changed", "draft.removed", "hours.changed", "hub.changed"),
        *("hub.opened", "pause_rules.changed", "question_set.changed", "target.changed"),
    },
    "information request": {
        *("answer.cleared", "answer.saved", "request.acknowledged", "request.answered", "request.more_time"),
        *("request.given", "request.sent", "request.taken", "request.updated"),
        *("request.chased", "request.message", "request.withdrawn", "request.due_changed", "request.asked_further"),
    },
    "ask of another hub": {
        *("hub_ask.answered",),
    },
    "item": {
        *("item.handling_changed",),
    },
    "line of the access log": {
        *("log.words_opened",),
    },
    "person who signs in": {
        *("account_change.confirmed", "account_change.lapsed", "account_change.proposed"),
        *("account_change.refused", "account_change.withdrawn", "password.forgotten"),
        *("person.details_changed", "person.invited", "person.link_sent", "person.particulars_changed"),
        *("person.password_set", "person.suspended", "person.team_changed", "recovery_codes.made"),
        *("recovery_codes.shown", "recovery_codes.used", "role.certified", "role.ended", "role.given"),
        *("role.ran_out", "second_factor.added", "second_factor.passed", "second_factor.removed"),
        *("sign_in.done", "sign_in.first_step", "sign_out.done", "sign_out.ended", "step_up.done"),
    },
    "product": {
        *("product.released",),
    },
    "protected identity": {
        *("identity.ended", "identity.protected", "pair.judged"),
    },
    "question set": {
        *("question_set.changed",),
    },
    "referral": {
        *("action.given", "ask.answered", "ask.put", "break_glass.opened", "case_draft.kept", "clock.paused"),
        *(
            "clock.resumed",
            "concerns.added",
            "discussion.recorded",
            "duty.told",
            "fact.person_added",
            "fact.professional_added",
            "fact.recorded",
            "feedback.not_sent",
            "feedback.sent",
        ),
        *("flag.cleared", "flag.raised", "hub_ask.put"),
        *("governance.names_opened", "grant.given", "grant.withdrawn", "lawful_basis.authorised"),
        *("lawful_basis.never_told", "lawful_basis.recorded", "lawful_basis.told", "log.who_looked_exported"),
        *(
            "case.linked",
            "case.unlinked",
            "note.added",
            "notification.made",
            "pair.judged",
            "referral.allocated",
            "referral.claimed",
            "referral.closed",
            "referral.ended_as_duplicate",
        ),
        *("referral.decided", "referral.deciding_started", "referral.forwarded", "referral.handed_back"),
        *("referral.kept", "referral.keyed", "referral.rated", "referral.received_again"),
        *(
            "referral.reopened",
            "referral.requests_sent",
            "referral.restricted",
            "referral.restriction_kept",
            "referral.returned",
        ),
        *("referral.sent", "referral.transferred", "referral.triaged", "referral.unrestricted"),
        *("triage.recommended",),
    },
    "restriction": {
        *("restriction.reviewed",),
    },
    "saved search": {
        *("log.search_deleted", "log.search_renamed", "log.search_saved"),
    },
    "sharing agreement": {
        *("agreement.added", "agreement.changed"),
    },
    "unusual access": {
        *("log.unusual_judged",),
    },
}
