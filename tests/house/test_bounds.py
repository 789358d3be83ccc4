"""All input has an upper bound: lengths of fields, numbers of forms, sizes of drafts."""

from importlib import import_module

import pytest
from django import forms

from tests.house.source import modules

STARTS_SOMETHING = ("management", "mash.local.serve", "mash.wsgi", "mash.web_server")
TYPED, CARRIED = 10_000, 2**20  # characters: of a box, and of what a page carries unseen
PASTED = {("PasteForm", "lines"): 200_000}  # what other systems print; each line becomes an item of its own bound


def every_form() -> list[type[forms.BaseForm]]:
    for name in modules():
        if not any(part in name for part in STARTS_SOMETHING):
            import_module(name)
    classes, waiting = set(), [forms.BaseForm]
    while waiting:
        waiting += (below := waiting.pop().__subclasses__())
        classes |= set(below)
    own = [
        form_class
        for form_class in classes
        if form_class.__module__.split(".")[0] in {"mash", "audit", "agencies", "referrals"}
    ]
    return sorted(own, key=lambda form_class: (form_class.__module__, form_class.__qualname__))


@pytest.mark.parametrize("form", every_form(), ids=lambda form: f"{form.__module__}.{form.__qualname__}")
def test_every_free_text_of_a_form_has_a_bound(form):
    free = {name: field for name, field in form.base_fields.items() if isinstance(field, forms.CharField)}
    most = {name: CARRIED if field.widget.is_hidden else TYPED for name, field in free.items()}
    most |= {name: PASTED[form.__name__, name] for name in free if (form.__name__, name) in PASTED}
    unbounded = [name for name, field in free.items() if not field.max_length or field.max_length > most[name]]
    assert not unbounded, f"give these a max_length: {unbounded}"


def every_formset() -> list[type[forms.BaseFormSet]]:
    every_form()
    waiting, classes = [forms.BaseFormSet], []
    while waiting:
        waiting += (below := waiting.pop().__subclasses__())
        classes += [
            formset_class
            for formset_class in below
            if formset_class.__module__.split(".")[0] in {"mash", "audit", "agencies", "referrals"}
        ]
    return classes


def test_every_set_of_forms_has_a_bound():
    assert all(formset_class.absolute_max <= 200 for formset_class in every_formset())
