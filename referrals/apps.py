"""The app, and which of its tables the field log follows: those whose rows change after they are made."""

from django.apps import AppConfig
from django.urls import reverse


class ReferralsConfig(AppConfig):
    name = "referrals"

    def ready(self):
        from agencies import vocabulary
        from audit import field_log, neighbours
        from referrals import clocks, codes, for_auditors, frozen, logged, models

        vocabulary.learn(
            concerns={**dict(codes.Concern.choices), **dict(codes.RiskType.choices)},
            outcomes=dict(codes.Outcome.choices),
            targets=[vocabulary.UsualTarget(r.measure, r.rating, r.hours, r.mode) for r in clocks.DEFAULT_RULES],
        )

        neighbours.learn(
            week=for_auditors.week_of,
            of=for_auditors.references_of,
            near=for_auditors.references_near,
            is_reference=for_auditors.is_reference,
            names_address=lambda reference: reverse("referrals:record_names", args=[reference]),
            unusual=for_auditors.unusual_looks,
            frozen=frozen.every_record,
            may_be_gone=frozen.may_be_gone,
        )
        field_log.keep(
            models.Referral,
            models.Person,
            models.InformationRequest,
            models.Item,
            models.Decision,
            models.LawfulBasis,
            kept=logged.KEPT,
        )
