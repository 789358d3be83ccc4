"""Save an unfinished decision page and open it again as it was left.

The saved page knows which version of the case it showed, so changes since are pointed out before it
is sent.
"""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from mash.govuk.forms import CaseForm, unchecked
from referrals.drafts.case_drafts import draft_of, forget, keep
from referrals.drafts.form_data import as_data
from referrals.models import Referral

DECIDING = CHILDREN, ADULTS = "decide-children", "decide-adults"
LEFT = "What you have written is kept for you alone: it is no draft that others see. Open the page again to go on."


def amending(position: int) -> str:
    return f"amend-{position}"


class SavedPage:
    """A decision page that can be left. `kept_at` is when the shown answers were saved, or None."""

    def __init__(self, request: HttpRequest, referral: Referral, page: str, data: QueryDict | None):
        self.request, self.referral, self.page, self.data = request, referral, page, data
        # A POST shows what was just sent, and "afresh" an empty form; neither loads the saved page.
        self.draft = (
            None if data is not None or "afresh" in request.GET else draft_of(referral, page=page, by=request.user)
        )
        self.kept_at = self.draft and self.draft.changed_at

    def form(self, form_class: type[CaseForm], **more) -> CaseForm:
        if self.draft is None:
            return form_class(self.data, referral=self.referral, **more)
        # An unfinished page opens without errors for what is still missing.
        return unchecked(form_class(as_data(self.draft.typed), referral=self.referral, **more))

    def sent(self, form: CaseForm, send: Callable[[], HttpResponse | None]) -> HttpResponse | None:
        """Send the form and delete the saved page, or save what was typed."""
        if self.request.method != "POST":
            return None
        is_left = form.secondary_name in self.request.POST
        done = None if is_left else send()
        if done:
            # Only after success: until then the saved page is the only copy.
            forget(self.referral, page=self.page, by=self.request.user)
            return done
        button, by = form.secondary_name, self.request.user
        keep(self.referral, page=self.page, data=self.request.POST, by=by, buttons=[button])
        if not is_left:
            return None
        messages.success(self.request, LEFT)
        return redirect("referrals:decision", self.referral.reference)
