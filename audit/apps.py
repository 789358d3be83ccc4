"""The app configuration, which registers the words for this app's own lines."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "audit"

    def ready(self):
        from audit import event_details, registry

        registry.register_words(details=event_details.DETAILS, pages=event_details.PAGES)
