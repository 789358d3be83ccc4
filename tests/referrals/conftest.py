"""Whatever a page about a case says after an action is compared with the database."""

import pytest

from mash import form_submission
from referrals.models import Referral
from tests.referrals.said_of_cases import TRUE_WHEN, pattern_of

PAGES = (
    *("referrals.casefile.", "referrals.triage.", "referrals.decisions.", "referrals.same_people."),
    "referrals.other_hubs.",
)


@pytest.fixture(autouse=True)
def _what_pages_say_is_true(monkeypatch):
    say = form_submission.messages.success

    def compare(request, words, *args, **kwargs):
        say(request, words, *args, **kwargs)
        reference = request.resolver_match.kwargs.get("reference")
        if reference and request.resolver_match.func.__module__.startswith(PAGES):
            pattern = pattern_of(words)
            assert pattern, f"Add to tests/referrals/said_of_cases.py when it is true that: {words}"
            referral = Referral.objects.filter(reference=reference).first()
            assert TRUE_WHEN[pattern](referral, request.user), f"The database does not bear out: {words}"

    monkeypatch.setattr(form_submission.messages, "success", compare)
