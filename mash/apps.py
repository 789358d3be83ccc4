"""The roof: what is asked of the server it runs on."""

from django.apps import AppConfig


class MashConfig(AppConfig):
    name = "mash"

    def ready(self):
        from mash.postgres import checks  # noqa: F401 (which registers itself)
