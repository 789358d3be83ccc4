"""The app, and which of its tables the field log follows."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "agencies"

    def ready(self):
        from django.contrib.auth.signals import user_logged_in

        from agencies import logged, models, roles
        from agencies.signing_in import sessions
        from audit import field_log, registry

        user_logged_in.connect(sessions.begin)  # whichever way somebody was signed in
        registry.register(roles=roles.ROLE_CHOICES)
        field_log.register(
            models.Hub,
            models.OpeningHours,
            models.Target,
            models.Team,
            models.Agency,
            models.SharingAgreement,
            models.QuestionSet,
            models.Question,
            models.User,
            models.Membership,
            shown=logged.KEPT,
        )
