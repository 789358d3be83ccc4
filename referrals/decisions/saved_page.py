"""A decision page left before its questions are answered, and found again as it was left.

What is kept says which version of the case was shown: what changed meanwhile is told before anything is saved.
"""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from mash.govuk.forms import CaseForm, unchecked
from referrals.drafts.case_drafts import forget, keep, kept
from referrals.drafts.form_data import as_data
from referrals.models import Referral

DECIDING = CHILDREN, ADULTS = "decide-children", "decide-adults"
LEFT = "What you have written is kept for you alone: it is no draft that others see. Open the page again to go on."


def amending(position: int) -> str:
    return f"amend-{position}"


class SavedPage:
    """`kept_at`: when what the page now shows was left; None where it shows what was just sent, or begins afresh."""

    def __init__(self, request: HttpRequest, referral: Referral, page: str, data: QueryDict | None):
        self.request, self.referral, self.page, self.data = request, referral, page, data
        self.draft = None if data or "afresh" in request.GET else kept(referral, page=page, by=request.user)
        self.kept_at = self.draft and self.draft.changed_at

    def form(self, form_class: type[CaseForm], **more) -> CaseForm:
        if self.draft is None:
            return form_class(self.data, referral=self.referral, **more)
        return unchecked(form_class(as_data(self.draft.typed), referral=self.referral, **more))

    def sent(self, form: CaseForm, send: Callable[[], HttpResponse | None]) -> HttpResponse | None:
        """What `send` answers, after which nothing is kept; else what was typed is, and left where it was asked to."""
        if self.request.method != "POST":
            return None
        is_left = form.secondary_name in self.request.POST
        done = None if is_left else send()
        if done:
            forget(self.referral, page=self.page, by=self.request.user)
            return done
        button, by = form.secondary_name, self.request.user
        keep(self.referral, page=self.page, data=self.request.POST, by=by, buttons=[button])
        if not is_left:
            return None
        messages.success(self.request, LEFT)
        return redirect("referrals:decision", self.referral.reference)
