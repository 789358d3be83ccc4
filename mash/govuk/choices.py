"""Fields with choices: radios, selects and checkboxes."""

from crispy_forms_gds.choices import Choice
from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from mash.govuk.wording import QuestionMixin

SELECTED = mark_safe(" selected")
YES_NO = [("yes", "Yes"), ("no", "No")]
YES_NO_NOT_KNOWN = [*YES_NO, ("not_known", "Not known")]


def options(choices, first=()):
    """Return choices, each (value, label) or (value, label, hint). A callable is called when the form renders."""
    if callable(choices) and not hasattr(choices, "choices"):
        return lambda: options(choices(), first)
    choices_given = [*first, *getattr(choices, "choices", choices)]
    return [Choice(c[0], c[1], hint=c[2]) if isinstance(c, (list, tuple)) and len(c) == 3 else c for c in choices_given]


class ChoiceMixin(QuestionMixin):
    verb = "Select"
    first = ()

    @property
    def choices(self):
        return super().choices

    @choices.setter
    def choices(self, value):
        forms.ChoiceField.choices.fset(self, options(value, self.first))

    def words(self):
        return {**super().words(), "invalid_choice": self.required_message, "invalid_list": self.required_message}


class Select(forms.Select):
    """A select that writes its own options. Django renders a template for each, and a filter has a hundred."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = set(self.format_value(value))
        groups = []
        for group, members in self.choices_by_group():
            written = format_html_join(
                "",
                '<option value="{}"{}>{}</option>',
                ((key, SELECTED if key in chosen else "", label) for key, label in members),
            )
            groups.append(format_html('<optgroup label="{}">{}</optgroup>', group, written) if group else written)
        attributes = self.build_attrs(self.attrs, {"name": name, **(attrs or {})})
        return format_html("<select{}>{}</select>", flatatt(attributes), format_html_join("", "{}", zip(groups)))

    def choices_by_group(self):
        """Yield (group or "", [(value, label)])."""
        for value, label in self.choices:
            if isinstance(label, (list, tuple)):
                yield value, [(str(key), words) for key, words in label]
            else:
                yield "", [("" if value is None else str(value), label)]


class ChoiceField(ChoiceMixin, forms.ChoiceField):
    """Radios, or a select with `select=True`.

    `inline` puts two or three short radios in a row; `small` is for long lists on pages staff use every day.
    """

    def __init__(self, *, select=False, empty="Select an option", inline=False, small=False, **kwargs):
        self.inline, self.small = inline, small
        if select:
            self.first = (("", empty),)
        kwargs.setdefault("widget", Select if select else forms.RadioSelect)
        super().__init__(**kwargs)


class MultiChoiceField(ChoiceMixin, forms.MultipleChoiceField):
    """Checkboxes. `exclusive` is the value that excludes all others ("none of these")."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, exclusive="", small=False, **kwargs):
        self.exclusive, self.small = exclusive, small
        super().__init__(**kwargs)

    def clean(self, value):
        """Drop repeated values, as actions write a row for each."""
        return list(dict.fromkeys(super().clean(value)))

    def validate(self, value):
        super().validate(value)
        if self.exclusive and self.exclusive in value and len(set(value)) > 1:
            alone = next(c[1] for c in self.choices if str(c[0]) == self.exclusive)
            raise ValidationError(f"Select the answers that apply, or select “{alone}”", code="exclusive")


class YesNoField(ChoiceField):
    """Radios for True, False, or None if not answered."""

    def __init__(self, *, inline=True, **kwargs):
        super().__init__(choices=YES_NO, inline=inline, **kwargs)

    def prepare_value(self, value):
        return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value

    def clean(self, value):
        return {"yes": True, "no": False}.get(super().clean(value))


class YesNoNotKnownField(ChoiceField):
    """Radios for "yes", "no", "not_known", or "" if not answered."""

    def __init__(self, *, inline=True, **kwargs):
        super().__init__(choices=YES_NO_NOT_KNOWN, inline=inline, **kwargs)


class BooleanField(QuestionMixin, forms.BooleanField):
    """A single checkbox, such as a confirmation."""

    verb = "Select"
