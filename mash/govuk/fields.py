"""Form fields with GOV.UK error messages. Input is cleaned but never silently truncated.

Browsers offer no earlier answers: most of what is asked is about somebody else, and whoever sits at a shared computer
next would read it. The few fields about the person typing say so with their own `autocomplete`.
"""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from mash.govuk.choices import BooleanField, ChoiceField, MultiChoiceField, YesNoField, YesNoNotKnownField
from mash.govuk.dates import DateField, DateTimeField
from mash.govuk.identifiers import is_placeholder, nhs_number_is_valid, upn_is_valid
from mash.govuk.plain_text import identifier, name_line, one_line, without_control_characters
from mash.govuk.wording import QuestionMixin

__all__ = [
    "BooleanField",
    "ChoiceField",
    "DateField",
    "DateTimeField",
    "EmailField",
    "IdentifierField",
    "IntegerField",
    "LongTextField",
    "MultiChoiceField",
    "NameField",
    "NamesField",
    "NHSNumberField",
    "PartPostcodeField",
    "PasswordField",
    "PhoneField",
    "PostcodeField",
    "TextField",
    "UPNField",
    "YesNoField",
    "YesNoNotKnownField",
]

POSTCODE = re.compile(r"(GIR0AA|[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2})", re.ASCII)
OUTWARD = re.compile(r"GIR|[A-Z]{1,2}[0-9][A-Z0-9]?", re.ASCII)
SEPARATORS = re.compile(r"[\s\-./()]")
NAMED_ADDRESS = re.compile(r"[^<>]*<([^<>@]+@[^<>@]+)>[\s.,;]*")
PHONE = re.compile(r"\+?[0-9 ().\-/]+((x|ext\.?|extension) ?[0-9]{1,6})?", re.ASCII | re.IGNORECASE)


class CleanTextField(QuestionMixin, forms.CharField):
    """Text without control characters. It has no `maxlength`: browsers would cut pasted text without saying so."""

    def widget_attrs(self, widget):
        return {key: value for key, value in super().widget_attrs(widget).items() if key != "maxlength"}

    def to_python(self, value):
        return super().to_python(without_control_characters(str(value)) if value is not None else value)


class TextField(CleanTextField):
    """A single line. `width` is one of GOV.UK's: 2, 3, 4, 5, 10, 20 or 30 characters."""

    type, spellcheck = "text", True

    def __init__(self, *, max_length=200, width=0, autocomplete="off", inputmode="", **kwargs):
        super().__init__(max_length=max_length, **kwargs)
        attributes = {
            "class": f"govuk-input--width-{width}" if width else "",
            "autocomplete": autocomplete,
            "inputmode": inputmode,
            "spellcheck": "" if self.spellcheck else "false",
        }
        self.widget.attrs.update({key: value for key, value in attributes.items() if value})
        self.widget.input_type = self.type

    def to_python(self, value):
        return self.as_meant(super().to_python(value))

    def as_meant(self, text: str) -> str:
        return one_line(text)


class NameField(TextField):
    """The name of a person. Word processors make other dashes of a hyphen; here it is a hyphen again."""

    def as_meant(self, text):
        return name_line(text)


class IdentifierField(TextField):
    """A reference or number of somebody's, in whatever form; what it was wrapped in is taken off."""

    spellcheck = False

    def as_meant(self, text):
        return identifier(text)


class LongTextField(CleanTextField):
    """Several lines, with GOV.UK's character count."""

    def __init__(self, *, rows=5, max_length=5000, autocomplete="off", **kwargs):
        attributes = {
            "class": "govuk-js-character-count",
            "rows": rows,
            "aria-describedby": "",
            "autocomplete": autocomplete,
        }
        super().__init__(max_length=max_length, widget=forms.Textarea(attrs=attributes), **kwargs)
        del self.widget.attrs["cols"]


class NamesField(LongTextField):
    """Names, one on each line, at most `longest` characters each; duplicates are dropped."""

    def __init__(self, *, longest: int, **kwargs):
        super().__init__(**kwargs)
        self.longest = longest

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value) -> list[str]:
        lines = [name_line(line) for line in super().clean(value).splitlines()]
        names = {name.lower(): name for name in lines if name}
        if any(len(name) > self.longest for name in names.values()):
            raise ValidationError(f"{self.noun} must be {self.longest} characters or less each", code="max_length")
        return list(names.values())


class PasswordField(QuestionMixin, forms.CharField):
    """A password, used exactly as typed and never rendered."""

    def __init__(self, *, autocomplete="current-password", **kwargs):
        widget = forms.PasswordInput(attrs={"class": "govuk-input--width-20", "autocomplete": autocomplete})
        super().__init__(max_length=1000, strip=False, widget=widget, **kwargs)


class EmailField(IdentifierField):
    type = "email"
    default_validators = [EmailValidator()]

    def __init__(self, *, max_length=254, **kwargs):
        super().__init__(max_length=max_length, **kwargs)

    def words(self):
        return {**super().words(), "invalid": "Enter an email address in the correct format, like name@example.com"}

    def as_meant(self, text):
        # Mail programs copy an address as "Jo Smith <jo@example.com>" or as a link, and break it after the @.
        named = NAMED_ADDRESS.fullmatch(one_line(text))
        address, _, _ = super().as_meant(named[1] if named else text).partition("?subject=")
        return re.sub(r" ?@ ?", "@", address)


class FormattedField(IdentifierField):
    """A line in a certain format, stored in one spelling."""

    invalid_message = ""

    def normalise(self, typed: str) -> str:
        return SEPARATORS.sub("", typed).upper()

    def is_valid(self, normalised: str) -> bool:
        raise NotImplementedError

    def to_python(self, value):
        typed = super().to_python(value)
        if not typed or len(typed) > self.max_length:
            return typed
        normalised = self.normalise(typed)
        if not self.is_valid(normalised):
            raise ValidationError(self.invalid_message, code="invalid")
        return self.formatted(normalised)

    def formatted(self, normalised: str) -> str:
        return normalised


class PhoneField(FormattedField):
    type = "tel"
    invalid_message = "Enter a phone number, like 01632 960 001 or +44 808 157 0192"

    def __init__(self, *, max_length=40, width=20, **kwargs):
        super().__init__(max_length=max_length, width=width, **kwargs)

    def normalise(self, typed):
        return typed

    def is_valid(self, normalised):
        return bool(PHONE.fullmatch(normalised)) and 7 <= sum(mark.isdigit() for mark in normalised) <= 20


class PostcodeField(FormattedField):
    invalid_message = "Enter a full UK postcode, like SW1A 2AA"

    def __init__(self, *, max_length=20, width=10, **kwargs):
        super().__init__(max_length=max_length, width=width, **kwargs)

    def is_valid(self, normalised):
        return bool(POSTCODE.fullmatch(normalised))

    def formatted(self, normalised):
        return f"{normalised[:-3]} {normalised[-3:]}"


class PartPostcodeField(PostcodeField):
    """A full postcode, or only its first half, as that may be all somebody knows."""

    invalid_message = "Enter a UK postcode, like SW1A 2AA, or just its first half, like SW1A"

    def normalise(self, typed):
        normalised = super().normalise(typed)
        return typed if " " in typed and OUTWARD.fullmatch(normalised) else normalised

    def is_valid(self, normalised):
        return super().is_valid(normalised) or bool(OUTWARD.fullmatch(normalised))

    def formatted(self, normalised):
        return super().formatted(normalised) if POSTCODE.fullmatch(normalised) else normalised


class NHSNumberField(FormattedField):
    """An NHS number, stored as ten digits without spaces."""

    invalid_message = "Check the NHS number: it has 10 digits, like 999 000 0018, and these do not make a valid one"
    placeholder_message = "Enter the person’s own NHS number, or leave it blank if you do not know it"

    def __init__(self, *, label="NHS number", max_length=30, width=10, **kwargs):
        super().__init__(label=label, max_length=max_length, width=width, inputmode="numeric", **kwargs)

    def is_valid(self, normalised):
        return nhs_number_is_valid(normalised)

    def formatted(self, normalised):
        if is_placeholder(normalised):
            raise ValidationError(self.placeholder_message, code="placeholder")
        return normalised


class UPNField(FormattedField):
    invalid_message = (
        "Enter a unique pupil number that is 13 characters long and typed as it is written, like A123456789012"
    )

    def __init__(self, *, label="Unique pupil number (UPN)", max_length=30, width=20, **kwargs):
        super().__init__(label=label, max_length=max_length, width=width, **kwargs)

    def is_valid(self, normalised):
        return upn_is_valid(normalised)


class IntegerField(QuestionMixin, forms.IntegerField):
    """A whole number, by default 0 or more."""

    def __init__(self, *, min_value=0, max_value=2_147_483_647, width=5, **kwargs):
        attributes = {"class": f"govuk-input--width-{width}", "inputmode": "numeric", "autocomplete": "off"}
        widget = forms.TextInput(attrs=attributes)
        super().__init__(min_value=min_value, max_value=max_value, widget=widget, **kwargs)

    def words(self):
        return {**super().words(), "invalid": f"{self.noun} must be a whole number, like 3"}

    def to_python(self, value):
        if not isinstance(value, str):
            return super().to_python(value)
        # int() also accepts "1_000" and other scripts' digits, and takes long on thousands of digits.
        squeezed = re.sub(r"[\s,]", "", identifier(value))
        if squeezed and not re.fullmatch(r"-?[0-9]{1,18}", squeezed, re.ASCII):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(squeezed)
