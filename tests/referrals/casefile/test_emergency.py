"""Emergency access: what it opens, what must answer alike, who is notified and when it ends."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from agencies.roles import BREAK_GLASS, roles_with
from audit.recording import EMERGENCY, codes_marked
from mash.guards import CONFIRMED
from mash.identity import acting_as
from referrals.access.bars import bar
from referrals.access.break_glass import existence_cards
from referrals.models import BreakGlass, ReferralUserGrant
from tests import two_hands
from tests.builders import build_referral, send_away
from tests.database import as_role
from tests.referrals.casefile.hidden import build_hidden, posted
from tests.referrals.casefile.test_views import without_token
from tests.referrals.decisions.browsing import lines, send, text, url

PAGE = "/break-glass/"
WHY = "The child is with him tonight and may be hurt."


def test_it_opens_the_record_tells_those_who_must_know_and_stands_on_every_page(northvale, as_person):
    hidden, _ = build_hidden(northvale)
    client = as_person(northvale.social_worker)
    assert "60 minutes" in text(client.get(PAGE))
    opened = send(client, PAGE, wanted=f" {hidden.reference.lower()} ", why=WHY)
    assert opened.url == url("case", hidden)
    for page in ["case", "who_can_see", "note", "case_print"]:
        assert "Opened in an emergency until" in text(client.get(url(page, hidden))), page
    assert [message.to for message in posted("break_glass_opened")] == [northvale.manager.email]
    assert [message.to for message in posted("break_glass_to_review")] == [northvale.governance.email]
    assert set(posted("break_glass_to_review")[0].context) == {"reference", "until", "emergency"}
    assert set(posted("break_glass_opened")[0].context) == {"reference", "until"}
    (line,) = lines("break_glass.opened")
    assert (line.reference, WHY in str(line.detail)) == (hidden.reference, False)
    with acting_as(northvale.governance):
        assert BreakGlass.objects.get().reason == WHY
    assert "Opened in an emergency" not in text(as_person(northvale.manager).get(url("case", hidden)))
    used = lines("break_glass.page_read")
    assert {line.by_id for line in used} == {northvale.social_worker.pk}
    assert sorted(line.detail["page"] for line in used) == ["case", "case_print", "note", "who_can_see"]
    assert "break_glass.page_read" in codes_marked(EMERGENCY)


@pytest.mark.parametrize("role", roles_with(BREAK_GLASS))
def test_each_role_that_may_opens_it(northvale, as_person, role):
    hidden, _ = build_hidden(northvale)
    person = two_hands.invite(
        hub=northvale.hub, email="night@northvale.example", name="Night Person", role=role, by=northvale.administrator
    )
    client = as_person(person)
    assert send(client, PAGE, wanted=hidden.reference, why=WHY).url == url("case", hidden)
    assert client.get(url("case", hidden)).status_code == 200


def test_from_a_card_it_opens_the_record_behind_it(northvale, as_person):
    hidden, seen = build_hidden(northvale)
    with acting_as(northvale.social_worker):
        (card,) = existence_cards(seen)
    client = as_person(northvale.social_worker)
    assert hidden.reference not in client.get(url("break_glass_card", seen, card.card)).content.decode()
    assert send(client, url("break_glass_card", seen, card.card), why=WHY).url == url("case", hidden)


def test_when_it_ends_the_record_is_unknown_again(northvale, as_person):
    hidden, _ = build_hidden(northvale)
    client = as_person(northvale.social_worker)
    send(client, PAGE, wanted=hidden.reference, why=WHY)
    with as_role("mash_owner"):
        ReferralUserGrant.objects.filter(kind="break_glass").update(expires_at=timezone.now() - timedelta(seconds=1))
    ended, unknown = client.get(url("case", hidden)), client.get("/cases/MASH-2222-2222/")
    assert ended.status_code == unknown.status_code == 404
    assert without_token(ended) == without_token(unknown)


def test_what_cannot_be_opened_answers_alike(northvale, southmere, as_person):
    hidden, _ = build_hidden(northvale)
    foreign, _ = build_hidden(southmere)
    with acting_as(northvale.manager):
        bar(hidden.pk, person=northvale.social_worker, because="related", why="Aunt.")
    client = as_person(northvale.social_worker)
    answers = set()
    for reference in [hidden.reference, foreign.reference, "MASH-2222-2222"]:
        page = send(client, PAGE, wanted=reference, why=WHY)
        answers.add((page.status_code, text(page)))
        assert "No record can be opened" in text(page)
        assert WHY in text(page)
    assert len(answers) == 1
    noted = {line.reference for line in lines("break_glass.held")}
    assert noted == {hidden.reference, foreign.reference, "MASH-2222-2222"}
    assert not posted("break_glass_opened")


def test_a_case_they_see_anyway_is_just_opened(northvale, referral, as_person):
    page = send(as_person(northvale.social_worker), PAGE, wanted=referral.reference, why=WHY)
    assert page.url == url("case", referral)
    assert not lines("break_glass.opened")


@pytest.mark.parametrize(("why", "words"), [("", "Enter why"), ("Now!", "20 characters"), (" " * 40, "Enter why")])
def test_a_reason_is_a_sentence(northvale, as_person, why, words):
    hidden, _ = build_hidden(northvale)
    page = send(as_person(northvale.social_worker), PAGE, wanted=hidden.reference, why=why)
    assert page.status_code == 200
    assert words in text(page)
    assert not lines("break_glass.opened")


def test_an_invalid_reference_is_not_recorded(northvale, as_person):
    for words in ["Jane Example", "MASH-2345", "MASH-2345-678I"]:
        send(as_person(northvale.manager), PAGE, wanted=words, why=WHY)
    assert [line.reference for line in lines("break_glass.held")] == ["", "", ""]


@pytest.mark.parametrize("typed", ["", "\x00", "🙂", "x" * 3000, "' OR 1=1"])
def test_a_reference_that_makes_no_sense_opens_nothing(northvale, as_person, typed):
    page = send(as_person(northvale.manager), PAGE, wanted=typed, why=WHY)
    assert page.status_code == 200
    assert WHY in text(page)


@pytest.mark.parametrize("part", ["screener", "police", "auditor", "governance", "administrator", "referrer"])
def test_only_those_who_do_social_work_are_offered_it(northvale, as_person, part):
    client = as_person(getattr(northvale, part))
    assert client.get(PAGE).status_code == 403
    assert PAGE not in client.get("/cases/MASH-2222-2222/").content.decode()


def test_every_unknown_case_offers_it_to_those_who_may(northvale, as_person):
    hidden, _ = build_hidden(northvale)
    client = as_person(northvale.social_worker)
    there, nowhere = client.get(url("case", hidden)), client.get("/cases/MASH-2222-2222/")
    assert PAGE in there.content.decode()
    assert without_token(there) == without_token(nowhere)


def test_who_they_are_must_have_been_shown_lately(northvale, as_person):
    hidden, _ = build_hidden(northvale)
    client = as_person(northvale.social_worker)
    session = client.session
    session[CONFIRMED] = 0
    session.save()
    page = client.post(PAGE, {"wanted": hidden.reference, "why": WHY})
    assert page.status_code == 302
    assert "break-glass" in page.url
    assert not lines("break_glass.opened")


def test_who_could_see_it_stays_to_be_read(northvale, as_person):
    hidden, _ = build_hidden(northvale)
    send(as_person(northvale.social_worker), PAGE, wanted=hidden.reference, why=WHY)
    now = text(as_person(northvale.manager).get(url("who_can_see", hidden)))
    assert "Broke the glass" in now
    assert "left" in now
    with as_role("mash_owner"):
        ReferralUserGrant.objects.filter(kind="break_glass").update(expires_at=timezone.now() - timedelta(seconds=1))
    assert "by itself" in text(as_person(northvale.manager).get(url("who_can_see", hidden)))


def test_a_hub_that_was_handed_a_case_reads_and_does_not_write(northvale, southmere, referral, as_person):
    with acting_as(northvale.manager):
        send_away(referral, to_hub=southmere.hub, by=northvale.manager)
    client = as_person(southmere.manager)
    assert client.get(url("case", referral)).status_code == 200
    assert send(client, url("note", referral), text="Ours now.").status_code == 403
    assert as_person(southmere.police).get(url("case", referral)).status_code in (403, 404)
    elsewhere = build_referral(northvale)
    with acting_as(northvale.manager):
        send_away(elsewhere, by=northvale.manager)
    assert as_person(southmere.manager).get(url("case", elsewhere)).status_code == 404


def test_it_cannot_be_turned_into_work_that_lasts(northvale, as_person):
    """Emergency access allows no claim of the case, no grant of access and no lifted restriction."""
    hidden, _ = build_hidden(northvale)
    client = as_person(northvale.second_manager)
    send(client, PAGE, wanted=hidden.reference, why=WHY)
    person = {"person": northvale.screener.pk, "how_long": "withdrawn", "why": "Mine."}
    tries = [("claim", {}), ("share_case", person), ("unrestrict", {"why": "No need."}), ("note", {"text": "Seen."})]
    for page, typed in tries:
        answer = client.post(url(page, hidden), typed)
        assert answer.status_code == 403, page
        assert "You opened this case in an emergency, so you can read it but not change it." in text(answer)
    with as_role("mash_owner"):
        grants = list(ReferralUserGrant.objects.filter(user=northvale.second_manager))
        assert [grant.kind for grant in grants] == ["break_glass"]
        assert not ReferralUserGrant.objects.filter(user=northvale.screener).exists()
    assert len(lines("access.denied")) == len(tries)


def test_its_page_says_until_when_and_why_only_reading(northvale, as_person):
    hidden, _ = build_hidden(northvale)
    client = as_person(northvale.second_manager)
    send(client, PAGE, wanted=hidden.reference, why=WHY)
    page = client.get(url("case", hidden))
    assert "You can read this case but not change it." in text(page)
    for gone in ["Claim", "Triage", "Add a note", "Allocate", "Give or withdraw access"]:
        assert f">{gone}<" not in page.content.decode(), gone
    assert ">Triage<" in as_person(northvale.manager).get(url("case", hidden)).content.decode()


def test_a_user_granted_access_afterwards_works_on_the_case(northvale, as_person):
    hidden, _ = build_hidden(northvale)
    send(as_person(northvale.social_worker), PAGE, wanted=hidden.reference, why=WHY)
    access = {"person": northvale.social_worker.pk, "how_long": "withdrawn", "why": "Takes over."}
    assert send(as_person(northvale.manager), url("share_case", hidden), **access).status_code == 302
    assert send(as_person(northvale.social_worker), url("note", hidden), text="Mine.").status_code == 302


def test_a_governance_officer_ends_it_now(northvale, as_person):
    hidden, _ = build_hidden(northvale)
    send(as_person(northvale.social_worker), PAGE, wanted=hidden.reference, why=WHY)
    with acting_as(northvale.governance):
        glass = BreakGlass.objects.get()
    officer = as_person(northvale.governance)
    page = f"/governance/emergencies/{glass.pk}/"
    assert "It is still running" in text(officer.get(page))
    assert officer.get(f"{page}end/").url == page
    assert "to keep them out, keep them from it" in text(officer.post(f"{page}end/", follow=True))
    assert as_person(northvale.social_worker).get(url("case", hidden)).status_code == 404
    assert [message.to for message in posted("break_glass_ended")] == [northvale.social_worker.email]
    assert len(lines("emergency.ended")) == 1
    officer = as_person(northvale.governance)
    assert "over already" in text(officer.post(f"{page}end/", follow=True))
    assert "ended it" in text(officer.get(page))
    assert send(officer, page, finding="justified", note="Rightly so.").status_code == 302


def test_a_user_whose_emergency_governance_ended_cannot_reopen_it_at_once(northvale, as_person):
    hidden, _ = build_hidden(northvale)
    send(as_person(northvale.social_worker), PAGE, wanted=hidden.reference, why=WHY)
    with acting_as(northvale.governance):
        glass = BreakGlass.objects.get()
    as_person(northvale.governance).post(f"/governance/emergencies/{glass.pk}/end/")
    send(as_person(northvale.social_worker), PAGE, wanted=hidden.reference, why=WHY)
    assert as_person(northvale.social_worker).get(url("case", hidden)).status_code == 404
    with as_role("mash_owner"):
        BreakGlass.objects.update(ended_at=timezone.now() - timedelta(hours=25))
    send(as_person(northvale.social_worker), PAGE, wanted=hidden.reference, why=WHY)
    assert as_person(northvale.social_worker).get(url("case", hidden)).status_code == 200


def test_nobody_else_ends_it(northvale, southmere, as_person):
    hidden, _ = build_hidden(northvale)
    send(as_person(northvale.social_worker), PAGE, wanted=hidden.reference, why=WHY)
    with acting_as(northvale.governance):
        page = f"/governance/emergencies/{BreakGlass.objects.get().pk}/end/"
    for person, status in [(northvale.manager, 403), (northvale.social_worker, 403), (southmere.governance, 404)]:
        assert as_person(person).post(page).status_code == status
    assert as_person(northvale.social_worker).get(url("case", hidden)).status_code == 200


def test_ended_by_itself_it_is_reviewed_and_can_be_opened_anew(northvale, as_person):
    hidden, _ = build_hidden(northvale)
    client = as_person(northvale.social_worker)
    send(client, PAGE, wanted=hidden.reference, why=WHY)
    past = timezone.now() - timedelta(seconds=1)
    with as_role("mash_owner"):
        ReferralUserGrant.objects.filter(kind="break_glass").update(expires_at=past)
        BreakGlass.objects.update(until=past)
    send(client, PAGE, wanted=hidden.reference, why=WHY)
    with acting_as(northvale.governance):
        newest, oldest = BreakGlass.objects.order_by("-at")
        assert oldest.ended_at == oldest.until
        assert newest.ended_at is None
        address = f"/governance/emergencies/{oldest.pk}/"
    assert send(as_person(northvale.governance), address, finding="justified", note="As told.").status_code == 302


def test_the_database_records_no_finding_while_it_runs(northvale, as_person):
    hidden, _ = build_hidden(northvale)
    send(as_person(northvale.social_worker), PAGE, wanted=hidden.reference, why=WHY)
    review = {"finding": "justified", "review_note": "x", "reviewed_by": northvale.governance}
    with acting_as(northvale.governance), pytest.raises(IntegrityError), transaction.atomic():
        BreakGlass.objects.update(reviewed_at=timezone.now(), **review)
