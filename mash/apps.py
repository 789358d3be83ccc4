"""The app config of the project itself; it registers the system checks."""

from django.apps import AppConfig


class MashConfig(AppConfig):
    name = "mash"

    def ready(self):
        from mash import checks  # noqa: F401 (registers them)
        from mash.postgres import checks as of_the_server  # noqa: F401 (registers itself)
