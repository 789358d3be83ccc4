"""What is typed is read in one way everywhere, and no browser offers it to the next person."""

import ast

import pytest
from django import forms

from mash.govuk import fields
from mash.govuk.dates import PartsWidget
from tests.house.source import modules, relative, tree
from tests.house.test_bounds import every_form

TEXT_WIDGETS = (forms.TextInput, forms.Textarea, forms.PasswordInput)
# Whoever types these types them about themselves, so their browser may fill them in.
OWN = {
    ("SignInForm", "email"): "username",
    ("SignInForm", "password"): "current-password",
    ("ForgottenPasswordForm", "email"): "username",
    ("ChoosePasswordForm", "password"): "new-password",
    ("ChoosePasswordForm", "again"): "new-password",
    ("ChangePasswordForm", "password"): "new-password",
    ("ChangePasswordForm", "again"): "new-password",
    ("ChangePasswordForm", "current"): "current-password",
    ("ConfirmForm", "password"): "current-password",
    ("ConfirmForm", "code"): "one-time-code",
    ("CodeForm", "code"): "one-time-code",
    ("AppForm", "code"): "one-time-code",
    ("ProfessionalForm", "name"): "name",
    ("ProfessionalForm", "role"): "organization-title",
    ("ProfessionalForm", "organisation"): "organization",
    ("ProfessionalForm", "email"): "email",
    ("ProfessionalForm", "phone"): "tel",
    ("PublicForm", "name"): "name",
    ("PublicForm", "email"): "email",
    ("PublicForm", "phone"): "tel",
    ("OwnDetailsForm", "email"): "email",
    ("OwnDetailsForm", "phone"): "tel",
}
# Every field by what it holds. A name here is that of the field, or its ending.
KINDS = {
    "first_name": fields.NameField,
    "last_name": fields.NameField,
    "other_names": fields.NameField,
    "last_names": fields.NamesField,
    "administrator_name": fields.NameField,
    "social_worker_name": fields.NameField,
    "nhs_number": fields.NHSNumberField,
    "upn": fields.UPNField,
    "postcode": (fields.PostcodeField, fields.PartPostcodeField),
    "phone": fields.PhoneField,
    "email": fields.EmailField,
    "reference": fields.IdentifierField,
    "contact": fields.IdentifierField,
    "wanted": fields.IdentifierField,
    "code": fields.IdentifierField,
}
SAFE_TO_CONTACT = ("ContactFactForm", "HouseholdForm", "KeyedReferrerForm", "OwnDetailsForm", "PublicForm")
OTHER = {(form, "safe_to_contact") for form in SAFE_TO_CONTACT}  # sentences
OF_PEOPLE = {
    "InviteForm",
    "DetailsForm",
    "ProfessionalForm",
    "PublicForm",
    "KeyedReferrerForm",
    "ProfessionalInvolvedForm",
}
every_field = [
    pytest.param(form, name, field, id=f"{form.__module__}.{form.__qualname__}.{name}")
    for form in every_form()
    for name, field in form.base_fields.items()
]


def boxes(field) -> list[forms.Widget]:
    """Return the text boxes a field is typed into."""
    widgets = field.widget.widgets if isinstance(field.widget, PartsWidget) else [field.widget]
    return [widget for widget in widgets if isinstance(widget, TEXT_WIDGETS) and not widget.is_hidden]


@pytest.mark.parametrize(("form", "name", "field"), every_field)
def test_no_browser_offers_what_was_typed_about_somebody_else(form, name, field):
    wanted = OWN.get((form.__name__, name), "off")
    assert all(widget.attrs.get("autocomplete") == wanted for widget in boxes(field))


def test_every_exception_is_one():
    forms_by_name = {form.__name__: form for form in every_form()}
    assert all(name in forms_by_name[form].base_fields for form, name in OWN)


@pytest.mark.parametrize(("form", "name", "field"), every_field)
def test_every_field_reads_what_it_holds_as_it_is_meant(form, name, field):
    wanted = next((kind for ending, kind in KINDS.items() if name == ending or name.endswith(f"_{ending}")), None)
    if form.__name__ in OF_PEOPLE and name == "name":
        wanted = fields.NameField
    if wanted and (form.__name__, name) not in OTHER and boxes(field):
        assert isinstance(field, wanted), f"a field that holds this is a {wanted}"


@pytest.mark.parametrize("name", [name for name in modules() if not name.startswith("mash.govuk")])
def test_text_is_read_by_the_shared_fields_alone(name):
    """A box of Django's own would keep what cannot be seen, and let browsers offer it to the next person."""
    own_boxes = [
        f"{relative(modules()[name])}:{call.lineno}"
        for call in ast.walk(tree(modules()[name]))
        if isinstance(call, ast.Call) and _is_a_bare_box(call)
    ]
    assert not own_boxes


def _is_a_bare_box(call: ast.Call) -> bool:
    function = call.func
    bare = isinstance(function, ast.Attribute) and getattr(function.value, "id", "") == "forms"
    if not bare or function.attr not in {"CharField", "EmailField", "TextInput", "Textarea", "URLField", "SlugField"}:
        return False
    words = ast.unparse(call)
    return "HiddenInput" not in words and "'autocomplete': 'off'" not in words
