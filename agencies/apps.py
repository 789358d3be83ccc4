"""The app, and which of its tables the field log follows."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "agencies"

    def ready(self):
        from agencies import models
        from audit import field_log

        field_log.keep(
            models.Hub,
            models.OpeningHours,
            models.Target,
            models.Agency,
            models.SharingAgreement,
            models.QuestionSet,
            models.Question,
            models.User,
            models.Membership,
        )
