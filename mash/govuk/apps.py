"""The app config of this package."""

from django.apps import AppConfig


class GovukConfig(AppConfig):
    name = "mash.govuk"
    label = "govuk"
