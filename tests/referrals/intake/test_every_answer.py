"""Whatever a form of a referral asks is stored as it was typed: every field, in each of the three ways in.

The questions are read from the forms as they are shown, the columns from the models: a question that nothing stores
fails here, and so does a column that nobody asks for, until it is named below with its reason.
"""

from datetime import date, timedelta
from html import unescape
from types import SimpleNamespace

import pytest
from django import forms
from django.urls import reverse
from django.utils import timezone

from mash.govuk.ages import AgeField
from mash.govuk.choices import BooleanField, ChoiceField, MultiChoiceField
from mash.govuk.dates import DateField, DateTimeField
from mash.govuk.fields import CleanTextField, EmailField, NHSNumberField, PhoneField, PostcodeField, UPNField
from referrals.models import InvolvedProfessional, Person, Referral, Referrer
from tests.database import as_role
from tests.writing import Writer

WAYS = {"public": "/refer/in/northvale/", "account": "/refer/account/", "staff": "/key-in/"}
ENTRIES = {"people": ("child", "adult", "unborn"), "household": ("person",), "agencies": ("service",)}
BORN = {"child": date(2018, 3, 4), "adult": date(1971, 5, 6), "person": date(1980, 7, 8)}
NOT_KNOWN = "not_known"
# Answered so, because another answer would leave pages out or contradict the rest.
CHOSEN = {
    "immediate_danger": "no",
    "capacity": "public",
    "family_informed": "no",
    "has_social_worker": "yes",
    "kind": "adult",
    "channel": "police_notification",
    "source_code": "2A",
}
# The answers to these questions are stored together, in one column.
TOGETHER = dict.fromkeys(("common", "abuse", "child", "home", "health", "outside", "other"), "concerns")
# Boxes that may not be filled beside another: an address copied, a time until birth.
LEFT_BLANK = {"same_address", "expected_in"}
NOT_STORED = {
    "capacity": "who is telling us decides which pages are shown: Referrer.is_professional",
    "has_social_worker": "a professional is stored, below",
    "social_worker_name": "the name of that professional",
    "social_worker_organisation": "the organisation of that professional",
}
# Columns that no question of the three ways asks for, beside keys, times and what the case becomes later.
NOT_ASKED = {
    Referral: {
        *("id", "hub", "reference", "created_by", "draft_hash", "received_at", "status", "version"),
        *("changed_at", "changed_by", "changed_what", "rating", "allocated_to", "restricted", "restricted_reason"),
        *("look_again_on", "look_again_by", "forwarded_to", "forwarded_hub", "tell_by", "authorise_by"),
        *("hub_concerns", "notify_by", "reported_risk", "unauthorised_since"),
        *("due_measure", "next_due_at", "recommended_exit", "allocated_at", "about_children"),
    },
    # gender_identity and the referrer's address are shown where they are there, and no form asks them yet.
    # Few who refer know the number of a property: the hub records it (referrals/facts/forms.py).
    Person: {"id", "referral", "position", "is_subject", "gender_identity", "uprn"},
    Referrer: {"id", "referral", "user", "is_professional", "address"},
    InvolvedProfessional: {"id", "referral", "added_at"},  # when the hub added them
}


# What to type into a box whose words must have a form of their own; it is stored as it is typed.
FORMATTED = {
    EmailField: "somebody@answers.example",
    PhoneField: "01632 960 111",
    PostcodeField: "ZZ99 3WZ",
    NHSNumberField: "9990000018",
    UPNField: "F820000150007",
}


def answer_for(name: str, field: forms.Field, kind: str) -> tuple[dict[str, object], object]:
    """Return what to type into a field, and what must be stored (None: nothing that can be compared)."""
    today = timezone.localdate()
    if isinstance(field, DateTimeField):
        return _date(name, today) | {f"{name}_time": "0:00"}, None
    if isinstance(field, DateField):
        day = BORN[kind] if name == "date_of_birth" else today + timedelta(weeks=20)
        return _date(name, day), day
    if isinstance(field, BooleanField):
        return {name: "on"}, True
    if isinstance(field, ChoiceField | MultiChoiceField):
        return _choice(name, field)
    if isinstance(field, AgeField):
        years = (today - BORN[kind]).days * 4 // 1461
        return {name: str(years)}, years
    assert isinstance(field, CleanTextField), f"{name}: say how a {type(field).__name__} is answered"
    formatted = [words for kind_of_field, words in FORMATTED.items() if isinstance(field, kind_of_field)]
    words = formatted[0] if formatted else f"{kind}: {name} in words"[: field.max_length]
    return {name: words}, words


def _choice(name: str, field: forms.Field) -> tuple[dict[str, object], object]:
    codes = [code for code in (str(choice[0]) for choice in field.choices) if code not in ("", NOT_KNOWN)]
    if isinstance(field, MultiChoiceField):
        chosen = [code for code in codes if code != field.exclusive][:2]
        return {name: chosen}, chosen
    code = CHOSEN[name] if CHOSEN.get(name) in codes else codes[-1]
    return {name: code}, code


def _date(name: str, day: date) -> dict[str, object]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


class Filler(Writer):
    """Fill every box of every page, in the order in which the service leads through them, and remember what."""

    def __init__(self, client):
        super().__init__(client)
        self.typed: dict[tuple[str, str], dict[str, object]] = {}

    def fill_all(self) -> "Filler":
        where = self.client.get(self.base + "check/").context["journey"].first_url
        while not where.endswith("/check/"):
            slug = where.removeprefix(self.base).strip("/")
            for kind in ENTRIES.get(slug, ()):
                self._fill(f"{slug}/add/{kind}", (slug, kind))
            where = self._quickly(slug, {}).url if slug in ENTRIES else self._fill(slug, (slug, ""))
        return self

    def _fill(self, page: str, place: tuple[str, str]) -> str:
        form = self.client.get(self.url(page)).context["form"]
        boxes: dict[str, object] = {}
        self.typed[place] = {}
        for name, field in form.fields.items():
            if name not in LEFT_BLANK:
                typed, self.typed[place][name] = answer_for(name, field, place[1] or place[0])
                boxes |= typed
        sent = self._quickly(page, boxes)
        assert sent.status_code == 302, f"{page}: {sent.context['form'].errors}"
        return sent.url


@pytest.fixture
def send_all(northvale, as_person, client):
    """Return a function that sends a referral with every question answered, and gives what was typed and stored."""

    def send(way: str) -> SimpleNamespace:
        person = {"account": northvale.referrer, "staff": northvale.screener}.get(way)
        filler = Filler(as_person(person) if person else client)
        filler.start(WAYS[way]).fill_all().send()
        with as_role("mash_owner"):
            referral = Referral.objects.order_by("pk").last()
            people = list(referral.people.order_by("position"))
            professionals = list(referral.professionals.order_by("pk"))
            rows = {("people", kind): person for kind, person in zip(ENTRIES["people"], people, strict=False)}
            rows |= {("household", "person"): people[-1], ("agencies", "service"): professionals[-1]}
            rows |= {("you", ""): referral.referrer}
        return SimpleNamespace(typed=filler.typed, referral=referral, rows=rows, social_worker=professionals[0])

    return send


def stored_in(row, name: str) -> object:
    """Return what a row has in the column of a question, or among the rarer details of a person."""
    if hasattr(row, name):
        return getattr(row, name)
    return row.more.get(name) if isinstance(row, Person) else None


# Boxes whose words are on the page of the case in another form, or on a page of their own.
READ_ELSEWHERE = {
    *("nhs_number", "postcode", "email", "phone"),  # in groups, or not printed
    "keep_confidential",  # folded, and never printed
}


@pytest.mark.parametrize("way", ["account", "staff"])
def test_what_was_typed_in_words_is_read_on_the_case(send_all, way, as_person, northvale):
    sent = send_all(way)
    manager = as_person(northvale.manager)
    typed = {
        words
        for answers in sent.typed.values()
        for name, words in answers.items()
        if isinstance(words, str) and " in words" in words and name not in READ_ELSEWHERE
    }
    assert len(typed) > 40
    for page in ("case", "referral_as_received"):
        shown = unescape(manager.get(reverse(f"referrals:{page}", args=[sent.referral.reference])).text)
        missing = {words for words in typed if words not in shown}
        assert not missing, f"{page} leaves out {sorted(missing)}"


@pytest.mark.parametrize("way", WAYS)
def test_what_was_typed_is_what_is_stored(send_all, way):
    sent = send_all(way)
    lost = []
    for place, answers in sent.typed.items():
        for name, value in answers.items():
            row = sent.rows.get(place, sent.referral)
            if name in NOT_STORED or value is None:
                continue
            if name in TOGETHER and set(value) <= set(sent.referral.concerns):
                continue
            stored = stored_in(row, name) or stored_in(sent.referral, name)
            if stored != value and not (name == "concerns" and set(value) <= set(stored)):
                lost.append(f"{place} {name}: typed {value!r}, stored {stored!r}")
    assert not lost, "\n".join(lost)
    start = sent.typed["before-you-start", ""]
    worker = sent.social_worker
    assert (worker.name, worker.role) == (start["social_worker_name"], "Social worker")
    assert worker.organisation == start["social_worker_organisation"]


def test_every_column_is_filled_by_some_question(send_all):
    asked = {model: set() for model in NOT_ASKED}
    for way in WAYS:
        sent = send_all(way)
        for row in (sent.referral, *sent.rows.values()):
            fields = row._meta.concrete_fields
            asked[type(row)] |= {field.name for field in fields if getattr(row, field.attname) != field.get_default()}
    for model, named in NOT_ASKED.items():
        never = {field.name for field in model._meta.concrete_fields} - asked[model]
        assert never <= named, f"{model.__name__}: nobody is asked for {sorted(never - named)}"
