"""A red referral from which much is missing: nobody sends it back, and it goes on at once with what is known."""

from mash.identity import acting_as
from referrals.codes import Status
from referrals.models import InformationRequest, Referral
from tests.builders import build_referral, child
from tests.builders_requests import as_typed, send
from tests.referrals.decisions.browsing import fresh, text, url
from tests.referrals.decisions.browsing import send as fill_in
from tests.referrals.decisions.stories import answered, fact

UNNAMED = child(first_name="A boy", last_name="", date_of_birth=None, estimated_age=4, sex="", address="")
REASON = "A boy of about four, alone and crying behind a locked door. We do not know his name."
BACK = {"reason": "identity_unclear", "words": "Tell us his name."}


def test_a_red_referral_with_missing_details_goes_on_with_what_is_known(northvale, as_person):
    referral = build_referral(northvale, people=[UNNAMED], immediate_danger="yes", what_happened="He screams at night.")
    manager = as_person(northvale.manager)

    # Nobody may be without cover while it is away: triage offers no return, and both ways to it are shut
    page = text(manager.get(url("triage", referral)))
    assert "Immediate danger reported." in page
    assert "Return it to the referrer" not in page
    page = text(manager.get(url("return_referral", referral), follow=True))
    assert "Phone the referrer for what is missing, and go on with what you know" in page
    page = manager.post(url("return_referral", referral), BACK)
    assert page.status_code == 200
    assert fresh(northvale, referral).status == Status.RECEIVED

    # Rated red without his name, and the partners are asked at once under a basis that is recorded the same minute
    triaged = {"level": "red", "reason": REASON, "way": "partners", "rationale": ""}
    assert fill_in(manager, url("triage", referral), **triaged).status_code == 302
    assert "Return it to the referrer" not in text(manager.get(url("case", referral)))
    basis = {"purpose": "immediate_safety", "gateway": "CA89-47", "necessity": "To learn who he is and to see him."}
    page = fill_in(manager, url("lawful_basis", referral), **as_typed(northvale, referral, **basis))
    assert page.status_code == 302, text(page)
    [request] = send(northvale, referral, "police", people=people_of(northvale, referral))
    asked = text(as_person(northvale.police).get(url("request", request)))
    assert "A boy" in asked

    # What the police know is enough to decide, and the name is still not there
    answered(request, by=northvale.police, items=[fact("Seen today, taken to hospital.")], now=None)
    with acting_as(northvale.manager):
        assert InformationRequest.objects.get().outcome == "supplied"
    manager = as_person(northvale.manager)
    decided = {"outcome": "emergency_protection", "threshold": "4", "final_rating": "red", "also": []}
    decided |= {"rationale": "He is hurt and alone. His name is not known.", "next_steps": "A nurse stays with him."}
    assert fill_in(manager, url("decide", referral), **decided).status_code == 302
    assert fill_in(manager, url("sign", referral), declared="on").status_code == 302
    page = text(manager.get(url("decision", referral)))
    assert "Immediate protection: police protection or a court order" in page
    assert fresh(northvale, referral).status == Status.DECIDED


def people_of(world, referral):
    with acting_as(world.manager):
        return list(Referral.objects.get(pk=referral.pk).people.all())
