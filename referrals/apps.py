"""The app, and which of its tables the field log follows: those whose rows change after they are made."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"

    def ready(self):
        from audit import field_log
        from referrals import models

        field_log.keep(
            models.Referral,
            models.Person,
            models.InformationRequest,
            models.Item,
            models.Decision,
            models.LawfulBasis,
        )
