"""The base form of every page: renders itself in GOV.UK style and handles questions revealed by answers."""

from collections.abc import Iterator
from typing import Any

from crispy_forms.layout import Layout
from crispy_forms_gds.helper import FormHelper
from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.forms.utils import ErrorDict
from django.utils.functional import cached_property

from mash.govuk.dates import ask_about_unusual
from mash.govuk.layout import Buttons, Revealing
from mash.govuk.stale_answers import StaleAnswer, stale_answers
from mash.refusals import StalePage, status_of


class Form(forms.Form):
    """A form in GOV.UK style. Subclasses may set:

    `layout`            names of fields and pieces from `mash.govuk.layout`; all fields in order if left out
    `asked_when_needed` fields that the layout has only at times; every other must be in it
    `reveals`           {"field": {"value": ["fields it opens"]}}; these are required only when opened,
                        and what was typed into them is dropped when they are not
    `heading_field`     the field whose label is the page's h1 (one question per page)
    `submit_label`      words on the button; `submit_style` may be "warning" or "start"
    `unfolded`          its folded sections are shown open
    `secondary_label`   a second way out: a link if `secondary_href` is set, else a button named `secondary_name`
    """

    layout: list | None = None
    asked_when_needed: frozenset[str] = frozenset()
    reveals: dict[str, dict[str, list[str]]] = {}
    heading_field = ""
    submit_label = "Continue"
    submit_style = ""
    unfolded = False
    secondary_label = ""
    secondary_href = ""
    secondary_name = "later"
    asks_about_dates = True
    use_required_attribute = False
    standing: list = []  # answers that differ from the current ones, after a StalePage
    status = 200  # the HTTP status of the page that shows the form

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self._required_when_opened = {name for name in self._opened_names() if self.fields[name].required}
        # Django would ask for these even while they are hidden; _clean_opened asks once they are shown.
        for name in self._required_when_opened:
            self.fields[name].required = False

    @cached_property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.attrs = {"novalidate": ""}
        helper.layout = Layout(*self._pieces(), Buttons())
        return helper

    def says(self, text: str) -> str:
        """Return a heading or hint of the layout; subclasses may word it differently."""
        return text

    def action_kwargs(self) -> dict[str, Any]:
        """The answers of a valid form as its action takes them: by the names of the fields, unless overridden."""
        return self.cleaned_data

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.asks_about_dates:
            ask_about_unusual(self)

    def refuse(self, refusal) -> None:
        """Show a RuleViolation beside its `field` or above the form; what was typed stays."""
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, refusal.words)
        self.status = status_of(refusal)

    def _opened_names(self) -> list[str]:
        opened = (names for answers in self.reveals.values() for names in answers.values())
        return [name for names in opened for name in names if name in self.fields]

    def fields_in_order(self) -> list[str]:
        """Return field names in the order of the page."""
        return list(self._names_in(self.layout if self.layout is not None else list(self.fields)))

    def _names_in(self, pieces: list) -> Iterator[str]:
        for piece in pieces:
            if not isinstance(piece, str):
                yield from self._names_in(getattr(piece, "fields", []))
                continue
            yield piece
            for opened in self.reveals.get(piece, {}).values():
                yield from self._names_in(opened)

    def _pieces(self) -> list:
        """Return what the page shows. Raises ImproperlyConfigured for a field that nobody could fill in."""
        visible = {name for name, field in self.fields.items() if not field.widget.is_hidden}
        if left_out := visible - set(self.fields_in_order()) - self.asked_when_needed:
            raise ImproperlyConfigured(f"{type(self).__name__}.layout leaves out {sorted(left_out)}")
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
                answers_given = self._answers_to(parent)
                for value, names in answers.items():
                    for name in names:
                        if name in self.fields:
                            self._clean_opened(name, is_open=value in answers_given)

    def _answers_to(self, parent: str) -> set[str]:
        answer = self.fields[parent].prepare_value(self.cleaned_data.get(parent))
        return {str(value) for value in (answer if isinstance(answer, (list, tuple)) else [answer])}

    def _clean_opened(self, name: str, *, is_open: bool) -> None:
        field = self.fields[name]
        # A hidden answer must not be stored: the person may have changed their mind and not see it any more.
        if not is_open:
            self._errors.pop(name, None)
            self.cleaned_data[name] = field.clean(None)
        elif name in self._required_when_opened and name not in self._errors and not self._is_answered(name):
            self.add_error(name, field.error_messages["required"])

    def _is_answered(self, name: str) -> bool:
        answer = self.cleaned_data.get(name)
        tick = isinstance(self.fields[name], forms.BooleanField)
        return bool(answer) if tick else answer not in self.fields[name].empty_values


def unchecked[F: Form](form: F) -> F:
    """Return the form bound but without errors, to show input that is not checked yet."""
    form._errors, form.cleaned_data = ErrorDict(), {}
    return form


class SeenForm(Form):
    """A form with a hidden field `seen`: the version of the record that was on the screen."""

    def _pieces(self) -> list:
        pieces = super()._pieces()
        return pieces if self.layout is None or "seen" in self.layout else [*pieces, "seen"]

    def stands(self) -> dict:
        """Return the stored answers by field name."""
        return {}

    def compared(self) -> list[StaleAnswer]:
        return stale_answers(self, self.stands())

    def carry(self, version: int) -> None:
        """Set `seen` to the version the page now shows, so that sending it again is not stale."""
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = version


class CaseForm(SeenForm):
    """A form about a case, with the case's version as `seen`."""

    seen = forms.IntegerField(
        widget=forms.HiddenInput, min_value=1, error_messages={"required": "Open this page again"}
    )

    def __init__(self, *args, referral, **kwargs):
        super().__init__(*args, **kwargs)
        self.referral = referral
        self.fields["seen"].initial = referral.version

    def refuse(self, refusal) -> None:
        """Show a refusal together with the current state of the case."""
        super().refuse(refusal)
        self.referral.refresh_from_db(fields=["version", "status"])
        self.carry(self.referral.version)
        if isinstance(refusal, StalePage) and self.stands():
            self.standing = self.compared()


class VersionField(forms.Field):
    """A hidden version number. A missing or malformed one becomes NEVER, which matches no version."""

    widget = forms.HiddenInput
    NEVER = -1

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)

    def clean(self, value) -> int:
        typed = str(value or "")
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 9 else self.NEVER


class SettingsForm(SeenForm):
    """A form that changes existing settings. It starts from `stands()` and, if stale, shows both versions."""

    seen = VersionField()

    def __init__(self, *args, seen: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial = {**self.stands(), **self.initial, "seen": seen}

    def refuse(self, refusal) -> None:
        super().refuse(refusal)
        if isinstance(refusal, StalePage):
            self.carry(refusal.version)
            self.standing = self.compared()


class FilterForm(Form):
    """The filter beside a list. It is sent by GET, so that results can be bookmarked; no field is required."""

    asks_about_dates = False  # a search for an odd date changes nothing

    submit_label = "Apply filters"

    @cached_property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_method = "get"
        helper.attrs = {"novalidate": ""}
        helper.layout = Layout(Buttons(), *self._pieces())
        return helper
