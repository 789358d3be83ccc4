"""The one search box."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from mash.govuk import fields
from referrals.pages import SearchForm
from referrals.people.understanding import LONGEST, NotSearchable, understand


class SearchBoxForm(SearchForm):
    words = fields.TextField(
        label="Name, reference, birth date, number, phone or address",
        max_length=LONGEST,
        width=20,
        noun="What you search for",
        required_message="Enter a name, a reference, a birth date, a number, a phone number or an address",
    )

    def clean_words(self) -> str:
        try:
            understand(self.cleaned_data["words"], today=timezone.localdate())
        except NotSearchable as refusal:
            raise ValidationError(str(refusal), code="not_searchable") from None
        return self.cleaned_data["words"]
