"""The field in which an address is given that is kept, for an account, an agency or a hub."""

from django.core.exceptions import ValidationError

from agencies.addresses import NOT_PLAIN, normalise
from mash.govuk import fields


class AddressField(fields.EmailField):
    """As `normal` writes it, or refused in words."""

    def clean(self, value):
        written = super().clean(value)
        if written and not normalise(written):
            raise ValidationError(NOT_PLAIN, code="invalid")
        return normalise(written)
