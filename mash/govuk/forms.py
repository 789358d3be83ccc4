"""The form every page uses: it draws itself in GOV.UK style, and knows which answers open which questions."""

from collections.abc import Iterator
from typing import Any

from crispy_forms.layout import Layout
from crispy_forms_gds.helper import FormHelper
from django import forms
from django.forms.utils import ErrorDict
from django.utils.functional import cached_property

from mash.govuk.layout import Buttons, Revealing
from mash.govuk.standing import Compared, differing
from mash.refusals import StalePage, status_of


class Form(forms.Form):
    """What a form may say of itself:

    `layout`            names of fields and pieces from `mash.govuk.layout`; all fields in order if left out
    `reveals`           {"field": {"value": ["fields it opens"]}}; these are required only when opened,
                        and what was typed into them is dropped when they are not
    `heading_field`     the field whose label is the page's h1 (one question per page)
    `submit_label`      words on the button; `submit_style` may be "warning" or "start"
    `unfolded`          its folded sections are shown open
    `secondary_label`   a second way out: a link if `secondary_href` is set, else a button named `secondary_name`
    """

    layout: list | None = None
    reveals: dict[str, dict[str, list[str]]] = {}
    heading_field = ""
    submit_label = "Continue"
    submit_style = ""
    unfolded = False
    secondary_label = ""
    secondary_href = ""
    secondary_name = "later"
    use_required_attribute = False
    standing: list = []  # what stands now beside what was typed, once a page proved stale
    status = 200  # with which the page that shows it is answered

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self._needed_when_opened = {name for name in self._opened_names() if self.fields[name].required}
        for name in self._needed_when_opened:
            self.fields[name].required = False

    @cached_property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.attrs = {"novalidate": ""}
        helper.layout = Layout(*self._pieces(), Buttons())
        return helper

    def says(self, text: str) -> str:
        """A heading or a hint of its layout, as this form puts it."""
        return text

    def action_kwargs(self) -> dict[str, Any]:
        """The answers of a valid form as its action takes them: by the names of the fields, unless overridden."""
        return self.cleaned_data

    def refuse(self, refusal) -> None:
        """Show a rule's refusal (its `words`) beside its `field`, or above the form; everything typed stays."""
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, refusal.words)
        self.status = status_of(refusal)

    def _opened_names(self) -> list[str]:
        opened = (names for answers in self.reveals.values() for names in answers.values())
        return [name for names in opened for name in names if name in self.fields]

    def as_asked(self) -> list[str]:
        """The names of its fields in the order the page asks them."""
        return list(self._names_in(self.layout if self.layout is not None else list(self.fields)))

    def _names_in(self, pieces: list) -> Iterator[str]:
        for piece in pieces:
            if not isinstance(piece, str):
                yield from self._names_in(getattr(piece, "fields", []))
                continue
            yield piece
            for opened in self.reveals.get(piece, {}).values():
                yield from opened

    def _pieces(self) -> list:
        opened = set(self._opened_names())
        names = [name for name in self.fields if name not in opened]
        return [self._piece(piece) for piece in (self.layout if self.layout is not None else names)]

    def _piece(self, piece):
        if not isinstance(piece, str):
            if isinstance(getattr(piece, "fields", None), list) and not isinstance(piece, Revealing):
                piece.fields = [self._piece(inner) for inner in piece.fields]
            return piece
        if piece not in self.reveals:
            return piece
        opens = self.reveals[piece].items()
        return Revealing(
            piece, {value: [self._piece(name) for name in names if name in self.fields] for value, names in opens}
        )

    def _clean_fields(self):
        super()._clean_fields()
        for parent, answers in self.reveals.items():
            if parent in self.fields:
                given = self._given(parent)
                for value, names in answers.items():
                    for name in names:
                        if name in self.fields:
                            self._settle(name, is_open=value in given)

    def _given(self, parent: str) -> set[str]:
        answer = self.fields[parent].prepare_value(self.cleaned_data.get(parent))
        return {str(one) for one in (answer if isinstance(answer, (list, tuple)) else [answer])}

    def _settle(self, name: str, *, is_open: bool) -> None:
        field = self.fields[name]
        if not is_open:
            self._errors.pop(name, None)
            self.cleaned_data[name] = field.clean(None)
        elif name in self._needed_when_opened and name not in self._errors and not self._answered(name):
            self.add_error(name, field.error_messages["required"])

    def _answered(self, name: str) -> bool:
        answer = self.cleaned_data.get(name)
        tick = isinstance(self.fields[name], forms.BooleanField)
        return bool(answer) if tick else answer not in self.fields[name].empty_values


def unchecked[F: Form](form: F) -> F:
    """Show what was typed without saying yet what is wrong with it."""
    form._errors, form.cleaned_data = ErrorDict(), {}
    return form


class SeenForm(Form):
    """A form that carries which version of what it is about was on the screen, as `seen`."""

    def _pieces(self) -> list:
        pieces = super()._pieces()
        return pieces if self.layout is None or "seen" in self.layout else [*pieces, "seen"]

    def stands(self) -> dict:
        """The answers as they are kept now, by the name of their field."""
        return {}

    def compared(self) -> list[Compared]:
        return differing(self, self.stands())

    def carry(self, version: int) -> None:
        """The page now shows this version, so sending again goes by what is on the screen."""
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = version


class CaseForm(SeenForm):
    """A form about a case: it carries the version of the case that was on the screen."""

    seen = forms.IntegerField(
        widget=forms.HiddenInput, min_value=1, error_messages={"required": "Open this page again"}
    )

    def __init__(self, *args, referral, **kwargs):
        super().__init__(*args, **kwargs)
        self.referral = referral
        self.fields["seen"].initial = referral.version

    def refuse(self, refusal) -> None:
        """After a refusal the page shows the case as it is now."""
        super().refuse(refusal)
        self.referral.refresh_from_db(fields=["version", "status"])
        self.carry(self.referral.version)
        if isinstance(refusal, StalePage) and self.stands():
            self.standing = self.compared()


class Seen(forms.Field):
    """A version as the page carried it; what is missing or nonsense is a version nothing ever has."""

    widget = forms.HiddenInput
    NEVER = -1

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)

    def clean(self, value) -> int:
        typed = str(value or "")
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 9 else self.NEVER


class SettingsForm(SeenForm):
    """A form that changes what is already there: it starts from `stands()`, and once the page proves stale it shows
    what was typed beside what stands now."""

    seen = Seen()

    def __init__(self, *args, seen: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial = {**self.stands(), **self.initial, "seen": seen}

    def refuse(self, refusal) -> None:
        super().refuse(refusal)
        if isinstance(refusal, StalePage):
            self.carry(refusal.version)
            self.standing = self.compared()


class FilterForm(Form):
    """The filter beside a list: sent by GET, so that what is shown can be bookmarked; nothing in it is required."""

    submit_label = "Apply filters"

    @cached_property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_method = "get"
        helper.attrs = {"novalidate": ""}
        helper.layout = Layout(Buttons(), *self._pieces())
        return helper
