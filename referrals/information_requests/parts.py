"""Several forms sent as one, with one summary of their errors."""

from collections.abc import Iterable

from crispy_forms.layout import Layout
from crispy_forms_gds.helper import FormHelper
from django.utils.functional import cached_property

from mash.govuk.errors import error_links
from mash.govuk.forms import Form


class Part(Form):
    """A form that renders only its own fields, within the form tag of the page."""

    @cached_property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag, helper.disable_csrf = False, True
        helper.layout = Layout(*self._pieces())
        return helper


def all_error_links(forms: Iterable[Form]) -> list[tuple[str, str]]:
    """Return the error links of all these forms, in order."""
    return [link for form in forms if form.is_bound for link in error_links(form)]
