"""Objects below a hidden record, and others' objects below one's own, answer as if missing.

Nothing of them is read or written, whether a key is sent alone or among one's own.
"""

import re
import time

import pytest
from django import forms
from django.db import transaction
from django.utils.html import strip_tags

from mash.browser_sessions import SessionStore
from mash.govuk.forms import Form
from mash.guards import CONFIRMED
from tests.need_to_know.walk.addresses import addresses, patterns
from tests.need_to_know.walk.children import BELOW, SAYS_NOTHING, Child, with_a_second_argument
from tests.need_to_know.walk.choices import CHOICES, OF_THE_PRODUCT, Choice
from tests.need_to_know.walk.forms import filled
from tests.need_to_know.walk.visiting import Answer, Browser
from tests.need_to_know.walk.walking import ALL, Walk, differing, undone
from tests.need_to_know.walk.world import WalkWorld, suspend_whoever_is

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quietly")]
READ_AND_SENT = ("GET", "POST")


@pytest.fixture(scope="module")
def browsers(world: WalkWorld) -> dict[str, Browser]:
    browsers_by_key = {key: Browser(walker) for key, walker in world.walkers.items()}
    for key in ("screener", "social_worker", "barred", "manager"):  # recently confirmed, as some pages require
        session = SessionStore(browsers_by_key[key].cookies_kept["sessionid"])
        session[CONFIRMED] = time.time() + 1000
        session.save()
    suspend_whoever_is(world)
    return browsers_by_key


def named(case) -> str:
    return "-".join([case.page, getattr(case, "name", getattr(case, "takes", "")), case.who])


# Addresses ------------------------------------------------------------------------------------------------------------


def test_every_address_with_a_second_argument_is_tried_or_says_nothing():
    pages = set(with_a_second_argument())
    assert pages <= {child.page for child in BELOW} | set(SAYS_NOTHING)
    assert set(SAYS_NOTHING) <= pages, "these pages no longer exist"


def test_what_is_below_a_record_is_hidden_with_it(world, browsers):
    """Each user whose role opens the page tries each record they may not know of.

    A short walk alternates the methods.
    """
    tried = {child.page for child in BELOW}
    below = [address for address in addresses(world) if address.page in tried]
    marks = {page: entry.callback.access_rule for page, entry in patterns()}
    walk = Walk(world, browsers, below)
    for place, address in enumerate(below):
        permission = marks[address.page].permission
        for number, walker in enumerate(world.walkers.values(), start=place):
            may = not permission or (walker.user and permission in walker.user.role_permissions)
            if address.knows and not address.knows(walker) and may:
                for method in READ_AND_SENT if ALL else READ_AND_SENT[number % 2 :][:1]:
                    walk.go(walker, method, address)
    walked = walk.walked
    assert walked.triples.total() > (300 if ALL else 150)
    assert [walked.leaks, walked.told_apart, walked.changed, walked.broken] == [[], [], [], []]


@pytest.mark.parametrize("child", BELOW, ids=named)
def test_a_strangers_child_under_ones_own_record_is_like_none_at_all(world, browsers, child: Child):
    browser = browsers[child.who]
    for method in ("GET", "POST"):
        missing = ask(browser, method, child.url(world, child.unknown))
        assert not missing.wrote
        for foreign in child.foreign(world):
            answer = ask(browser, method, child.url(world, foreign))
            assert not told_apart(answer, foreign, missing, child.unknown)
            assert not answer.wrote
    if child.own:
        own = child.own(world)
        answer = ask(browser, "POST", child.url(world, own))
        assert answer.wrote or told_apart(answer, own, missing, child.unknown), "the own object is not found either"


# Forms ----------------------------------------------------------------------------------------------------------------


def test_every_question_answered_by_a_key_is_tried_or_is_of_the_product():
    questions = {(form.__name__, name) for form in every_form() for name in given_row_by_row(form)}
    tried = {choice.asks for choice in CHOICES} | {(form, name) for form, name in questions if name in names_tried()}
    assert questions - tried - set(OF_THE_PRODUCT) == set()


def names_tried() -> set[str]:
    return {choice.name for choice in CHOICES}


def every_form(form=Form):
    for subclass in form.__subclasses__():
        yield subclass
        yield from every_form(subclass)


def given_row_by_row(form) -> list[str]:
    """Return the fields that have no choices until a page sets them."""
    choosing = [(name, field) for name, field in form.base_fields.items() if isinstance(field, forms.ChoiceField)]
    return [name for name, field in choosing if not [key for key, *_ in field.choices if key]]


@pytest.mark.parametrize("choice", CHOICES, ids=named)
def test_a_strangers_key_is_answered_like_nobodys(world, browsers, choice: Choice):
    with transaction.atomic():
        choice.before(world)
        typed = typed_into(world, browsers, choice)
        own = choice.own(world)
        assert not mistakes(send(world, browsers, choice, typed, own))
        among = [[], own] if choice.several else [[]]
        for beside in among:
            unknown = choice.unknown(world) if callable(choice.unknown) else choice.unknown
            missing = send(world, browsers, choice, typed, [*beside, unknown])
            for foreign in choice.foreign(world):
                answer = send(world, browsers, choice, typed, [*beside, foreign])
                assert not told_apart(answer, key_as_written(choice, foreign), missing, key_as_written(choice, unknown))
                assert answer.wrote == missing.wrote
                assert str(foreign) not in answer.written
                assert beside or not tables(answer)
        transaction.set_rollback(True)


def typed_into(world: WalkWorld, browsers, choice: Choice) -> dict:
    """Return the form data of the page as it opens, filled in."""
    shown = browsers[choice.who].ask("GET", choice.url(world))
    return {**(filled(shown.text) if shown.status == 200 else {"seen": "0"}), **choice.typed(world)}


def send(world: WalkWorld, browsers, choice: Choice, typed: dict, keys: list) -> Answer:
    browser, url = browsers[choice.who], choice.url(world)
    if choice.method == "GET":
        return ask(browser, "GET", f"{url}?{choice.name}={keys[-1]}")
    return ask(browser, "POST", url, {**typed, choice.name: [str(key) for key in keys]})


def mistakes(answer: Answer) -> list[str]:
    """Return the errors the page shows, or nothing if it redirected."""
    summaries = (
        re.findall(r'govuk-error-summary__list">(.*?)</ul>', answer.text, re.DOTALL) if answer.status != 302 else []
    )
    return [" ".join(strip_tags(summary).split()) for summary in summaries]


UNSENT_INPUT = {"referrals_answerdraft", "referrals_casedraft"}  # unsent input, stored for its writer


def tables(answer: Answer) -> set[str]:
    """Return the tables written to, without UNSENT_INPUT and without functions that refused."""
    return {name for name in answer.wrote - UNSENT_INPUT if not name.startswith("mash_")}


def key_as_written(choice: Choice, key) -> str:
    """Return how a page may echo the key: a bare number could be anything."""
    return f"{choice.name}={key}" if str(key).isdigit() else str(key)


def told_apart(answer: Answer, key, missing: Answer, unknown_key) -> list[str]:
    seen, nothing = answer.seen_as(str(key)), missing.seen_as(str(unknown_key))
    return differing(seen, nothing) if seen != nothing else []


def ask(browser: Browser, method: str, url: str, data: dict | None = None) -> Answer:
    with undone(method):
        answer = browser.ask(method, url, data)
    assert answer.status < 500
    return answer
