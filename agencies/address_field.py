"""The form field for an email address that is stored: of an account, an agency or a hub."""

from django.core.exceptions import ValidationError

from agencies.addresses import NOT_PLAIN, normalise
from mash.govuk import fields


class AddressField(fields.EmailField):
    """Cleans to the normalised address, or raises ValidationError if there is none."""

    def clean(self, value):
        address = super().clean(value)
        if address and not normalise(address):
            raise ValidationError(NOT_PLAIN, code="invalid")
        return normalise(address)
