"""The app's configuration: what it registers when Django starts."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "agencies"

    def ready(self):
        from django.contrib.auth.signals import user_logged_in

        from agencies import event_details, logged_fields, models, roles
        from agencies.signing_in import sessions
        from audit import field_log, registry

        # A signal, because passwords, links and single sign-on all end in login(): none can be forgotten.
        user_logged_in.connect(sessions.on_login)
        registry.register(
            roles=roles.ROLE_CHOICES,
            names=event_details.names_of,
            ways_in={role.code: role.label for role in roles.ROLES.values() if role.team},
        )
        registry.register_words(details=event_details.DETAILS, pages=event_details.PAGES)
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
            shown=logged_fields.LOGGED_FIELDS,
        )
