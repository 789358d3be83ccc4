"""Write a referral through the pages, as a browser does."""

import re
from datetime import timedelta
from types import SimpleNamespace

from django.contrib.auth import get_user
from django.test import Client
from django.utils import timezone

from mash.guards import SUBMISSION, new_submission

TOKEN = re.compile(r'name="submission" value="([^"]+)"')
SHOWN = re.compile(r'name="entry_shown" value="(\w+)"')
DUE = timezone.localdate() + timedelta(weeks=20)

CHILD = {
    "first_name": "Alex",
    "last_name": "Sample",
    "date_of_birth_day": "3",
    "date_of_birth_month": "4",
    "date_of_birth_year": str(timezone.localdate().year - 8),
    "sex": "F",
    "address": "1 Example Street",
    "postcode": "zz99 3wz",
    "address_withheld": "on",
    "disabilities": ["LD", "AUT"],
    "nhs_number": "999 000 0018",
    "school": "Example Primary School",
}
UNBORN = {
    "expected_on_day": str(DUE.day),
    "expected_on_month": str(DUE.month),
    "expected_on_year": str(DUE.year),
    "last_name": "Sample",
}
ADULT = {"first_name": "Jo", "last_name": "Sample", "estimated_age": "34", "primary_support_reason": "mental_health"}
HOUSEHOLD = {
    "kind": "adult",
    "first_name": "Kit",
    "relationship": "partner",
    "parental_responsibility": "not_known",
    "in_household": "yes",
    "alleged_source": "on",
    "safe_to_contact": "Never by phone",
}

_COMMON = {
    "before-you-start": {
        "immediate_danger": "no",
        "has_social_worker": "yes",
        "social_worker_name": "",
        "social_worker_organisation": "Northvale Council",
    },
    "people": [("child", CHILD), ("unborn", UNBORN), ("adult", ADULT)],
    "household": [("person", HOUSEHOLD)],
    "agencies": [("service", {"organisation": "Example Primary School", "role": "Head teacher"})],
    "agreement": {"service_agreement": "not_sought"},
    "concerns": {"abuse": ["neglect"], "home": ["domestic_abuse_parent"]},
    "risks": {"risk_types": ["domestic_abuse"], "risk_location": "own_home", "concerns": []},
    "what-happened": {"what_happened": "Arrived hungry three days running.", "basis_of_concern": "fact"},
    "worries": {"worries": "No food at home.", "working_well": "A grandmother visits.", "needs_to_happen": ""},
    "adult-views": {"adult_aware": "not_known"},
    "actions": {"actions_so_far": "Spoke to the school.", "police_reference": "LOG 17"},
}
PUBLIC = {
    **_COMMON,
    "who": {"capacity": "public"},
    "you": {
        "source_code": "1B",
        "name": "Nora Neighbour",
        "role": "Neighbour",
        "email": "neighbour@home.example",
        "safe_to_email": "yes",
        "wants_anonymity": "on",
    },
    "family-told": {"keep_confidential": "That it was me."},
    "concerns": {"common": ["neglect", "domestic_abuse_parent"]},
    "outcome": {"desired_outcome": "Somebody visits."},
}
PROFESSIONAL = {
    **_COMMON,
    "you": {
        "source_code": "2A",
        "name": "Robin Referrer",
        "role": "Class teacher",
        "organisation": "Example Primary School",
        "email": "robin@school.example",
        "safe_to_email": "yes",  # asked on the open form only
        "phone": "01632 960 111",
    },
    "family-told": {"family_informed": "yes", "family_views": "They agree."},
    "outcome": {"desired_outcome": "An assessment.", "threshold_thought": "3"},
}
STAFF = {
    **_COMMON,
    "received": {
        "channel": "police_notification",
        "source_code": "6",
        "received_at_day": str(timezone.localdate().day),
        "received_at_month": str(timezone.localdate().month),
        "received_at_year": str(timezone.localdate().year),
        "received_at_time": "0:00",
        "police_reference": "PPN 42",
    },
    "you": {"name": "Sam Sergeant", "organisation": "Police", "email": "sam@police.example"},
    "family-told": {"family_informed": "not_known"},
    "actions": {"actions_so_far": "Visited the home."},
    "outcome": {"desired_outcome": ""},
}


class Writer:
    """Go through the pages with a test client.

    The page under test is sent with the hidden fields it showed; the pages before it are sent with
    fields such as they would show.
    """

    def __init__(self, client: Client):
        self.client, self.base = client, ""

    def start(self, url: str) -> "Writer":
        first = self.client.post(url, self._hidden(self.client.get(url)))
        assert first.status_code == 302, first.content
        self.base = re.match(r"(.+/drafts/[0-9a-f-]{36}/)", first.url)[1]
        return self

    def url(self, page: str) -> str:
        return f"{self.base}{page}/"

    def answer(self, **pages) -> "Writer":
        """Answer each page in the order the service itself leads through them."""
        where = self.client.get(self.base + "check/").context["journey"].first_url
        while not where.endswith("/check/"):
            slug = where.removeprefix(self.base).strip("/")
            answers = pages.get(slug, {})
            answer = self._answer_list(slug, answers) if isinstance(answers, list) else self._quickly(slug, answers)
            assert answer.status_code == 302, f"{slug}: {answer.context['form'].errors}"
            where = answer.url
        return self

    def _answer_list(self, slug: str, entries: list):
        for kind, answers in entries:
            answer = self._quickly(f"{slug}/add/{kind}", answers)
            assert answer.status_code == 302, f"{slug}: {answer.context['form'].errors}"
        return self._quickly(slug, {})

    def _quickly(self, page: str, answers: dict):
        submission = new_submission(SimpleNamespace(user=get_user(self.client)))
        return self.client.post(self.url(page), {SUBMISSION: submission, **answers})

    def post(self, page: str, answers: dict, *, seen=None):
        hidden = self._hidden(seen or self.client.get(self.url(page)))
        return self.client.post(self.url(page), {**hidden, **answers})

    def send(self, page=None):
        seen = page or self.client.get(self.url("check"))
        return self.client.post(self.url("check"), {**self._hidden(seen), "true": "on"}, follow=True)

    def _hidden(self, response) -> dict:
        page = response.content.decode()
        token = TOKEN.search(page)
        assert token, f"no hidden submission on the page: {response.status_code}"
        shown = SHOWN.search(page)
        return {"submission": token[1], **({"entry_shown": shown[1]} if shown else {})}
