"""The roof as Django knows it: its checks are run with everybody else's."""

from django.apps import AppConfig


class MashConfig(AppConfig):
    name = "mash"

    def ready(self):
        from mash import checks  # noqa: F401 (registers them)
        from mash.postgres import checks as of_the_server  # noqa: F401 (registers itself)
