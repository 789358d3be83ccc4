"""Layout objects for a form's `layout`, besides field names."""

from crispy_forms.layout import LayoutObject
from crispy_forms.utils import TEMPLATE_PACK, render_field
from django.template.loader import render_to_string
from django.utils.safestring import SafeString


class Section(LayoutObject):
    """Fields under a heading, grouped for screen readers: Section("The child", "name", "born")."""

    template = "govuk/section.html"

    def __init__(self, heading: str, *fields, hint: str = ""):
        self.heading, self.hint, self.fields = heading, hint, list(fields)

    def fields_asked(self, form) -> list:
        """Return the fields this form has, as a subclass may have removed some of the layout."""
        return [piece for piece in self.fields if not isinstance(piece, str) or piece in form.fields]

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        fields = self.fields_asked(form)
        inside = SafeString(
            "".join(render_field(piece, form, context, template_pack=template_pack) for piece in fields)
        )
        return render_to_string(self.template, {**self.context(form), "inside": inside})

    def context(self, form) -> dict:
        return {"heading": form.says(self.heading), "hint": form.says(self.hint)}


class Folded(Section):
    """An optional section, closed unless something in it is answered or has an error."""

    template = "govuk/folded.html"

    def context(self, form) -> dict:
        boxes = [form[name] for name in self.fields_asked(form)]
        opened = form.unfolded or any(box.errors or _is_answered(box.value()) for box in boxes)
        return {**super().context(form), "opened": opened}


def _is_answered(value) -> bool:
    return any(map(_is_answered, value)) if isinstance(value, (list, tuple)) else value not in (None, "", False)


class Revealing(LayoutObject):
    """Radios or checkboxes with further questions below some answers."""

    def __init__(self, field: str, revealed: dict[str, list]):
        self.field, self.revealed = field, revealed
        self.fields = [field]

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        opened = {
            value: SafeString("".join(self._inside(piece, form, context, template_pack) for piece in pieces))
            for value, pieces in self.revealed.items()
        }
        return render_field(self.field, form, context, template_pack=template_pack, extra_context={"opened": opened})

    def _inside(self, piece, form, context, template_pack):
        return render_field(piece, form, context, template_pack=template_pack, extra_context={"beneath": True})


class Buttons(LayoutObject):
    """The submit button, with an optional second button or link."""

    template = "govuk/buttons.html"

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        return render_to_string(self.template, {"form": form})
