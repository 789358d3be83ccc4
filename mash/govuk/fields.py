"""The questions a form can ask, each with its own error words; what is typed is cleaned, never silently cut."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from mash.govuk.choices import BooleanField, ChoiceField, MultiChoiceField, YesNoField, YesNoNotKnownField
from mash.govuk.dates import DateField, DateTimeField
from mash.govuk.identifiers import nhs_number_is_valid, upn_is_valid
from mash.govuk.wording import WordedField, without_control_characters

__all__ = [
    "BooleanField",
    "ChoiceField",
    "DateField",
    "DateTimeField",
    "EmailField",
    "IntegerField",
    "LongTextField",
    "MultiChoiceField",
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
PHONE = re.compile(r"\+?[0-9 ().\-/]+((x|ext\.?|extension) ?[0-9]{1,6})?", re.ASCII | re.IGNORECASE)


class Typed(WordedField, forms.CharField):
    """Text without control characters. No `maxlength` on the box: it would cut a pasted text without a word."""

    def widget_attrs(self, widget):
        return {key: value for key, value in super().widget_attrs(widget).items() if key != "maxlength"}

    def to_python(self, value):
        return super().to_python(without_control_characters(str(value)) if value is not None else value)


class TextField(Typed):
    """One line. `width` is GOV.UK's: 2, 3, 4, 5, 10, 20 or 30 characters."""

    type, spellcheck = "text", True

    def __init__(self, *, max_length=200, width=0, autocomplete="", inputmode="", **kwargs):
        super().__init__(max_length=max_length, **kwargs)
        given = {
            "class": f"govuk-input--width-{width}" if width else "",
            "autocomplete": autocomplete,
            "inputmode": inputmode,
            "spellcheck": "" if self.spellcheck else "false",
        }
        self.widget.attrs.update({key: value for key, value in given.items() if value})
        self.widget.input_type = self.type

    def to_python(self, value):
        return " ".join(super().to_python(value).split())


class LongTextField(Typed):
    """Several lines, with GOV.UK's count of the characters left."""

    def __init__(self, *, rows=5, max_length=5000, **kwargs):
        counted = {"class": "govuk-js-character-count", "rows": rows, "aria-describedby": ""}
        super().__init__(max_length=max_length, widget=forms.Textarea(attrs=counted), **kwargs)
        del self.widget.attrs["cols"]


class NamesField(LongTextField):
    """Names, one a line, each at most `longest` characters and none of them twice."""

    def __init__(self, *, longest: int, **kwargs):
        super().__init__(**kwargs)
        self.longest = longest

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value) -> list[str]:
        lines = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        names = {name.lower(): name for name in lines if name}
        if any(len(name) > self.longest for name in names.values()):
            raise ValidationError(f"{self.noun} must be {self.longest} characters or less each", code="max_length")
        return list(names.values())


class PasswordField(WordedField, forms.CharField):
    """A password, taken exactly as typed and never shown again."""

    def __init__(self, *, autocomplete="current-password", **kwargs):
        widget = forms.PasswordInput(attrs={"class": "govuk-input--width-20", "autocomplete": autocomplete})
        super().__init__(max_length=1000, strip=False, widget=widget, **kwargs)


class EmailField(TextField):
    type, spellcheck = "email", False
    default_validators = [EmailValidator()]

    def __init__(self, *, max_length=254, **kwargs):
        super().__init__(max_length=max_length, **kwargs)

    def words(self):
        return {**super().words(), "invalid": "Enter an email address in the correct format, like name@example.com"}


class Shaped(TextField):
    """One line that must have a certain shape, and is kept in one spelling."""

    spellcheck = False
    wrong = ""

    def tidy(self, typed: str) -> str:
        return re.sub(r"[\s\-]", "", typed).upper()

    def fits(self, tidied: str) -> bool:
        raise NotImplementedError

    def to_python(self, value):
        typed = super().to_python(value)
        if not typed or len(typed) > self.max_length:
            return typed
        tidied = self.tidy(typed)
        if not self.fits(tidied):
            raise ValidationError(self.wrong, code="invalid")
        return self.spelling(tidied)

    def spelling(self, tidied: str) -> str:
        return tidied


class PhoneField(Shaped):
    type = "tel"
    wrong = "Enter a phone number, like 01632 960 001 or +44 808 157 0192"

    def __init__(self, *, max_length=40, width=20, **kwargs):
        super().__init__(max_length=max_length, width=width, **kwargs)

    def tidy(self, typed):
        return typed

    def fits(self, tidied):
        return bool(PHONE.fullmatch(tidied)) and 7 <= sum(mark.isdigit() for mark in tidied) <= 20


class PostcodeField(Shaped):
    wrong = "Enter a full UK postcode, like SW1A 2AA"

    def __init__(self, *, max_length=20, width=10, **kwargs):
        super().__init__(max_length=max_length, width=width, **kwargs)

    def fits(self, tidied):
        return bool(POSTCODE.fullmatch(tidied))

    def spelling(self, tidied):
        return f"{tidied[:-3]} {tidied[-3:]}"


class PartPostcodeField(PostcodeField):
    """A full postcode, or just its first half, which may be all that somebody knows."""

    wrong = "Enter a UK postcode, like SW1A 2AA, or just its first half, like SW1A"

    def tidy(self, typed):
        tidied = super().tidy(typed)
        return typed if " " in typed and OUTWARD.fullmatch(tidied) else tidied

    def fits(self, tidied):
        return super().fits(tidied) or bool(OUTWARD.fullmatch(tidied))

    def spelling(self, tidied):
        return super().spelling(tidied) if POSTCODE.fullmatch(tidied) else tidied


class NHSNumberField(Shaped):
    """Gives ten digits without spaces."""

    wrong = "Check the NHS number: it has 10 digits, like 999 000 0018, and these do not make a valid one"

    def __init__(self, *, label="NHS number", max_length=30, width=10, **kwargs):
        super().__init__(label=label, max_length=max_length, width=width, inputmode="numeric", **kwargs)

    def fits(self, tidied):
        return nhs_number_is_valid(tidied)


class UPNField(Shaped):
    wrong = "Enter a unique pupil number that is 13 characters long and typed as it is written, like A123456789012"

    def __init__(self, *, label="Unique pupil number (UPN)", max_length=30, width=20, **kwargs):
        super().__init__(label=label, max_length=max_length, width=width, **kwargs)

    def fits(self, tidied):
        return upn_is_valid(tidied)


class IntegerField(WordedField, forms.IntegerField):
    """A whole number, 0 or more unless told otherwise."""

    def __init__(self, *, min_value=0, max_value=2_147_483_647, width=5, **kwargs):
        widget = forms.TextInput(attrs={"class": f"govuk-input--width-{width}", "inputmode": "numeric"})
        super().__init__(min_value=min_value, max_value=max_value, widget=widget, **kwargs)

    def words(self):
        return {**super().words(), "invalid": f"{self.noun} must be a whole number, like 3"}

    def to_python(self, value):
        if not isinstance(value, str):
            return super().to_python(value)
        squeezed = re.sub(r"[\s,]", "", value)
        if squeezed and not re.fullmatch(r"-?[0-9]{1,18}", squeezed, re.ASCII):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(squeezed)
