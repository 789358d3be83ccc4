"""Forms for codes, passkeys and resetting second factors."""

import json
import re

from django import forms
from django.core.exceptions import ValidationError

from mash.govuk import fields
from mash.govuk.forms import Form

DEFAULT_NAME = "Passkey"
NO_CREDENTIAL = "Your browser did not offer a passkey. Try again"


class CredentialField(forms.CharField):
    """A hidden field that static/app/passkeys.js fills with the browser's answer about a passkey, as JSON."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs):
        super().__init__(max_length=50_000, required=False, error_messages={"max_length": NO_CREDENTIAL}, **kwargs)

    def clean(self, value):
        text = super().clean(value)
        try:
            credential = json.loads(text) if text else None
        except (ValueError, RecursionError) as error:
            raise ValidationError(NO_CREDENTIAL) from error
        if text and not isinstance(credential, dict):
            raise ValidationError(NO_CREDENTIAL)
        return credential


class CodeField(fields.IdentifierField):
    """A code of an authenticator app, or a recovery code."""

    def __init__(self, **kwargs):
        super().__init__(max_length=40, width=10, autocomplete="one-time-code", inputmode="numeric", **kwargs)

    def as_meant(self, text):
        # Codes are shown in groups, and copied with what stands before them.
        return re.sub(r"^code\W*|[\s\-]", "", super().as_meant(text), flags=re.IGNORECASE)


class CodeForm(Form):
    """Asks for a code, or for a passkey instead."""

    submit_label = "Continue"

    code = CodeField(
        label="Code",
        hint="The 6 digits your authenticator app shows, or one of your recovery codes.",
        required_message="Enter a code",
        required=False,
    )
    credential = CredentialField()

    def clean(self):
        if not self.errors and not self.cleaned_data["code"] and not self.cleaned_data["credential"]:
            self.add_error("code", "Enter a code")
        return self.cleaned_data


class AppForm(Form):
    submit_label = "Continue"

    code = CodeField(
        label="Code from the app",
        hint="6 digits, which change every half minute.",
        required_message="Enter the 6 digits the app shows",
    )


class PasskeyForm(Form):
    submit_label = "Set up the passkey"

    name = fields.TextField(
        label="What shall we call it? (optional)",
        hint="So that you know it again, for example “work laptop”.",
        required=False,
        max_length=60,
        width=20,
    )
    credential = CredentialField()

    def clean(self):
        if not self.errors and not self.cleaned_data["credential"]:
            self.add_error(None, NO_CREDENTIAL)
        return self.cleaned_data

    def clean_name(self):
        return self.cleaned_data["name"] or DEFAULT_NAME


class FactorChoiceForm(Form):
    heading_field = "way"

    way = fields.ChoiceField(
        label="How do you want to prove that it is you?",
        choices=[],
        required_message="Select an authenticator app or a passkey",
    )

    def __init__(self, *args, passkeys: bool, **kwargs):
        super().__init__(*args, **kwargs)
        app = ("app", "An authenticator app", "On a telephone, it shows a new code every half minute.")
        key = ("passkey", "A passkey", "Your fingerprint, face, device PIN or a security key. Nothing to type.")
        self.fields["way"].choices = [app, key] if passkeys else [app]


class ResetForm(Form):
    submit_label = "Reset their second factor"
    submit_style = "warning"

    reason = fields.LongTextField(
        label="Why?",
        hint="And how you know that it is them who asks. The access log keeps it.",
        required_message="Enter why you reset it",
        max_length=300,
        rows=3,
    )


class ConfirmActionForm(Form):
    """A form without fields that confirms an action."""

    submit_style = "warning"
    secondary_label = "Cancel"

    def __init__(self, *args, submit_label: str, back: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.submit_label, self.secondary_href = submit_label, back
