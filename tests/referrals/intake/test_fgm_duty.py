"""A professional who is worried about FGM of a girl learns of their own duty to report it to the police."""

import pytest
from django.urls import reverse

from tests.referrals.decisions.browsing import text
from tests.writing import CHILD, Writer

OWN = "you must report FGM to the police yourself"
THEIRS = "Tell the referrer: a teacher or a registered health professional must report FGM to the police themselves"


def pages(browser, start: str, *, person=CHILD, concerns=("fgm",), before=()) -> str:
    writer = Writer(browser).start(start)
    for page, answers in before:
        writer.post(page, answers)
    writer.post("people/add/child", person)
    writer.post("concerns", {"abuse": list(concerns)})
    return "".join(text(browser.get(writer.url(page))) for page in ("what-happened", "check"))


def test_a_professional_with_an_account_reads_it_after_the_concerns_and_before_sending(northvale, as_person):
    shown = pages(as_person(northvale.referrer), reverse("referrals:start_account"))
    assert shown.count(OWN) == 2
    assert "by the close of the next working day" in shown
    assert "one month at most" in shown


def test_a_professional_without_an_account_reads_it(northvale, client):
    before = [("who", {"capacity": "professional"})]
    assert OWN in pages(client, "/refer/in/northvale/", before=before)


def test_staff_who_key_it_in_tell_the_referrer(northvale, as_person):
    assert THEIRS in pages(
        as_person(northvale.screener), reverse("referrals:key_referral"), before=[("received", {"source_code": "2A"})]
    )


@pytest.mark.parametrize("change", [{"concerns": ("neglect",)}, {"person": {**CHILD, "sex": "M"}}])
def test_nobody_reads_it_of_another_worry_or_of_a_boy(northvale, as_person, change):
    shown = pages(as_person(northvale.referrer), reverse("referrals:start_account"), **change)
    assert "report FGM to the police" not in shown


def test_the_public_have_no_such_duty(northvale, client):
    assert OWN not in pages(client, "/refer/in/northvale/", before=[("who", {"capacity": "public"})])
