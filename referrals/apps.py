"""The app configuration, which registers with other apps what they need from this one."""

from django.apps import AppConfig
from django.urls import reverse


class ReferralsConfig(AppConfig):
    name = "referrals"

    def ready(self):
        # Models can be imported only now. The other apps may not import this one, so it hands them
        # its functions and words.
        from agencies import registry as words
        from audit import registry
        from referrals import codes, event_details, events
        from referrals.access import audit_hooks
        from referrals.codes.listing import for_the_hub
        from referrals.evidence import frozen_records
        from referrals.messages import watchers
        from referrals.people import terms
        from referrals.timing import clocks

        words.register(
            concerns={**dict(codes.Concern.choices), **dict(codes.RiskType.choices)},
            outcomes=dict(codes.Outcome.choices),
            targets=[words.UsualTarget(r.measure, r.rating, r.hours, r.mode) for r in clocks.DEFAULT_RULES],
            lists=for_the_hub(),
            terms_of_staff=terms.terms_of_staff,
            pause_reasons=[reason.label for reason in codes.PauseReason if reason != codes.PauseReason.HUB_OWN],
        )

        registry.register(
            week=audit_hooks.week_of,
            of=audit_hooks.references_of,
            near=audit_hooks.references_near,
            is_reference=audit_hooks.is_reference,
            written=audit_hooks.as_written,
            names_address=lambda reference: reverse("referrals:record_names", args=[reference]),
            unusual=audit_hooks.unusual_looks,
            unusual_now=audit_hooks.unusual_looks_between,
            tell_watchers=watchers.tell_watchers,
            frozen=frozen_records.every_record,
            may_be_gone=frozen_records.may_be_gone,
            readings=frozenset(kind.code for kind in events.READINGS),
        )
        registry.register_words(details=event_details.DETAILS, pages=event_details.PAGES)
