"""The work queue, from the referrals of a morning to a case allocated to a worker."""

from datetime import timedelta

from django.utils import timezone

from audit.models import Event
from mash.identity import acting_as
from referrals.models import Referral
from tests.builders import adult, build_referral, child
from tests.database import as_role


def references(page) -> list[str]:
    return [row.referral.reference for row in page.context["queue"].rows]


def test_a_screener_finds_takes_and_gives_back_what_has_arrived(northvale, southmere, as_person):
    now = timezone.now()
    old = build_referral(northvale, now=now - timedelta(days=8), people=[child(last_name="Pearson")])
    new = build_referral(northvale, now=now, people=[adult(last_name="Okoro")], channel="letter")
    build_referral(southmere, people=[child(last_name="Pearson")])

    # The case with the least time left comes first, with that time in words.
    desk = as_person(northvale.screener)
    page = desk.get("/queue/")
    assert references(page) == [old.reference, new.reference]
    assert "overdue by" in page.content.decode()

    # Filter, sort and search; the name searched for never appears in the address.
    assert references(desk.get("/queue/?about=adults&channel=letter")) == [new.reference]
    assert references(desk.get("/queue/?sort=-received")) == [new.reference, old.reference]
    answer = desk.post("/queue/", {"words": "pearson"}, follow=True)
    assert references(answer) == [old.reference]
    assert "pearson" not in answer.request["QUERY_STRING"].lower()

    # Of two colleagues who claim a case, the second learns who was first.
    desk.post(f"/cases/{old.reference}/claim/")
    assert references(desk.get("/queue/?allocated=me")) == [old.reference]
    other = as_person(northvale.social_worker)
    other.post(f"/cases/{old.reference}/claim/")
    assert "Skyler Screener took this case on" in other.get("/queue/").content.decode()

    # A manager allocates it to another worker, who hands it back to the team.
    manager = as_person(northvale.manager)
    seen = manager.get(f"/cases/{old.reference}/allocate/").context["form"]["seen"].value()
    manager.post(f"/cases/{old.reference}/allocate/", {"worker": northvale.social_worker.pk, "seen": seen})
    worker = as_person(northvale.social_worker)
    assert references(worker.get("/queue/?allocated=me")) == [old.reference]
    seen = worker.get(f"/cases/{old.reference}/hand-back/").context["form"]["seen"].value()
    worker.post(f"/cases/{old.reference}/hand-back/", {"reason": "I know the family.", "seen": seen})
    with acting_as(northvale.manager):
        assert Referral.objects.get(pk=old.pk).allocated_to is None

    # The access log records all of it without the name of anybody in a case.
    with as_role("mash_owner"):
        lines = Event.objects.filter(reference=old.reference)
        assert set(lines.values_list("code", flat=True)) >= {
            "referral.claimed",
            "referral.allocated",
            "referral.handed_back",
            "grant.given",
            "grant.withdrawn",
        }
        listed = Event.objects.filter(code="queue.listed")
        assert listed.filter(detail__references__contains=[old.reference]).exists()
        assert "earson" not in str(list(Event.objects.values_list("detail", "reference", "purpose")))
