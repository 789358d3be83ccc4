"""A manager asks three agencies: each gets its own questions, and none without a lawful basis."""

from html import unescape

from django.test import Client

from mash.identity import acting_as
from referrals.models import InformationRequest
from tests.builders import PASSWORD, adult, child
from tests.builders_requests import as_typed, build_triaged


def browser(user) -> Client:
    client = Client()
    assert client.post("/sign-in/", {"email": user.email, "password": PASSWORD}).status_code == 302
    return client


def text(page) -> str:
    return " ".join(unescape(page.content.decode()).split())


def as_drawn(form) -> dict:
    """Return what a browser sends for a form that nobody has changed."""
    sent = {}
    for field in form:
        value = field.value()
        if hasattr(value, "day"):
            value = {"day": value.day, "month": value.month, "year": value.year}
            sent |= {f"{field.html_name}_{part}": number for part, number in value.items()}
        elif value is not None:
            sent[field.html_name] = value
    return sent


def test_three_agencies_are_asked_and_each_sees_only_its_own(northvale):
    people = [child(nhs_number="9990000018", address_withheld=True), adult(is_subject=False, last_name="Stepparent")]
    referral = build_triaged(northvale, people=people, concerns=["domestic_abuse_parent"])
    case, manager = f"/cases/{referral.reference}/", browser(northvale.manager)

    shut = manager.get(f"{case}ask/")
    assert "Record the lawful basis" in text(shut)
    basis = as_typed(northvale, referral, seen=shut.context["referral"].version)
    assert manager.post(f"{case}lawful-basis/", basis).status_code == 302

    kinds = ["police", "health", "housing"]
    chosen = [str(northvale.agencies[kind].pk) for kind in kinds]
    assert manager.post(f"{case}ask/", {"core": chosen}).status_code == 302
    forms = manager.get(f"{case}ask/questions/").context["form"].forms
    typed = {"agency": chosen}
    for form in forms:
        typed |= as_drawn(form)
    police = f"agency{northvale.agencies['police'].pk}"
    assert "domestic abuse incident" in typed[f"{police}-questions"]
    typed[f"{police}-people"] = [choice[0] for choice in forms[0].fields["people"].choices]
    typed[f"{police}-questions"] += "\nHas the dog been seen?"
    assert manager.post(f"{case}ask/questions/", typed).url == f"{case}ask/preview/"

    preview = manager.get(f"{case}ask/preview/")
    for expected in ["Has the dog been seen?", "999 000 0018", "Children Act 1989, section 17"]:
        assert expected in text(preview)
    assert "1 Example Street" not in text(preview)
    sent = manager.post(f"{case}ask/preview/", as_drawn(preview.context["form"]), follow=True)
    assert "3 requests have been sent" in text(sent)

    with acting_as(northvale.manager):
        references = {
            request.agency.kind: request.reference for request in InformationRequest.objects.select_related("agency")
        }
    seen = {
        kind: text(browser(person).get(f"/requests/{references[kind]}/"))
        for kind, person in {"police": northvale.police, "health": northvale.health}.items()
    }
    assert "Has the dog been seen?" in seen["police"]
    assert "Stepparent" in seen["police"]
    assert "999 000 0018" not in seen["police"]
    assert "999 000 0018" in seen["health"]
    assert "Stepparent" not in seen["health"]
    for page in seen.values():
        assert referral.reference not in page
        assert "Arrived hungry" not in page
        assert "Northvale housing" not in page
    assert browser(northvale.health).get(f"/requests/{references['police']}/").status_code == 404
