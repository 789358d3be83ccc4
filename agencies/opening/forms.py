"""The form behind `manage.py open_hub`, which validates its options with the messages of the pages."""

from django.conf import settings
from django.core.validators import RegexValidator

from agencies.rules.forms import HubForm
from mash.govuk import fields
from mash.govuk.forms import Form

SHORT_NAME = r"[a-z][a-z0-9\-]{1,29}"


class OpeningForm(Form):
    name = fields.TextField(
        label="The hub's name, as people know it", required_message="Enter the hub's name", max_length=120
    )
    short_name = fields.TextField(label="Its short name, for the log", required_message="Enter a short name")
    administrator_name = fields.NameField(
        label="Its first administrator's full name", required_message="Enter their full name", max_length=120
    )
    administrator_email = fields.EmailField(
        label="Their work email address: they sign in with it", required_message="Enter their work email address"
    )
    phone, out_of_hours_phone, duty_email = (
        HubForm.base_fields[name] for name in ("phone", "out_of_hours_phone", "duty_email")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        words = "The short name must be 2 to 30 small letters, figures and hyphens, like northvale"
        self.fields["short_name"].validators.append(RegexValidator(rf"\A{SHORT_NAME}\Z", words, code="shape"))


def site_url_problem() -> str:
    """Return what is wrong with SITE_URL, with which links begin; "" if nothing is."""
    if settings.SECURE_TLS and not settings.SITE_URL.startswith("https://"):
        return (
            f"SITE_URL is {settings.SITE_URL}: set it to https:// and the name people type, or the link leads nowhere"
        )
    return ""
