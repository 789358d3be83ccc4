"""Each answer about the lawful basis comes out in its column, in the frozen record of the decision, and on the page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mash.govuk.moments import words
from mash.identity import acting_as
from referrals import codes
from referrals.decisions import actions as deciding
from referrals.models import LawfulBasis
from referrals.triage.forms import AuthoriseForm, LawfulBasisForm
from tests.builders import adult, browser, child
from tests.builders_requests import build_triaged
from tests.referrals.decisions.stories import child_decision

OF_THE_PAGE = {"seen"}
SOON = timezone.localdate() + timedelta(days=7)
# What is chosen, and how a person reads it: no two of these are alike.
BASIS = {
    "purpose": (codes.SharingPurpose.SECTION_47, codes.SharingPurpose.SECTION_47.label),
    "gateway": (codes.StatutoryGateway.SAFEGUARDING_DUTY, codes.StatutoryGateway.SAFEGUARDING_DUTY.label),
    "adult_purpose": (codes.SharingPurpose.EARLY_HELP, codes.SharingPurpose.EARLY_HELP.label),
    "adult_gateway": (codes.StatutoryGateway.ADULT_ENQUIRY, codes.StatutoryGateway.ADULT_ENQUIRY.label),
    "article6": (codes.Article6.PUBLIC_TASK, codes.Article6.PUBLIC_TASK.label),
    "article9": (codes.Article9.SAFEGUARDING, codes.Article9.SAFEGUARDING.label),
    "article10": (codes.Article10.UNLAWFUL_ACTS, codes.Article10.UNLAWFUL_ACTS.label),
    "without_consent": (codes.WithoutConsent.NOT_REASONABLE, codes.WithoutConsent.NOT_REASONABLE.label),
    "necessity": ("Quince: less would not tell us.", "Quince: less would not tell us."),
    "section_47_reason": ("Bullace: a pattern of bruises.", "Bullace: a pattern of bruises."),
    "no_agreement_reason": ("Mulberry: she is in hospital.", "Mulberry: she is in hospital."),
    "agreement": (codes.ServiceAgreement.NOT_SOUGHT, codes.ServiceAgreement.NOT_SOUGHT.label),
    "not_informed_reason": (codes.NotInformedReason.RISK_CHILD, codes.NotInformedReason.RISK_CHILD.label),
    "not_informed_detail": ("Medlar: he reads her post.", "Medlar: he reads her post."),
    "tell_by": (SOON, words(SOON)),
    "objection_detail": ("Damson: she asked us to wait.", "Damson: she asked us to wait."),
}
# Asked of each person, and what follows from their answers.
KNOWS = {"child": codes.Knows.MUST_NOT, "adult": codes.Knows.OBJECTS}
OF_THE_PEOPLE = {"who_knows", "family_informed"}
AUTHORISED = {"authorising_reason": "Sloe: it cannot wait."}


@pytest.fixture
def case(northvale):
    return build_triaged(northvale, level="amber", people=[child(), adult()])


def send(client, url, typed):
    seen = client.get(url).context["form"]["seen"].value()
    answer = client.post(url, {**typed, "seen": seen})
    assert answer.status_code == 302, answer.context["form"].errors


def test_every_field_of_the_form_and_of_the_row_is_answered_here():
    assert set(LawfulBasisForm.base_fields) - OF_THE_PAGE == set(BASIS)
    assert set(AuthoriseForm.base_fields) - OF_THE_PAGE == set(AUTHORISED)
    # `tellings` come of acts of their own.
    of_the_row = {"tellings", "id", "referral_id", "by_id", "at", "authorised_by_id", "authorised_at"}
    fields = {field.attname for field in LawfulBasis._meta.concrete_fields}
    assert fields - of_the_row == {*BASIS, *OF_THE_PEOPLE, *AUTHORISED}


def test_the_lawful_basis(northvale, case):
    worker, manager = browser(northvale.social_worker), browser(northvale.manager)
    url = reverse("referrals:lawful_basis", args=[case.reference])
    with acting_as(northvale.manager):
        names = {person.kind: person.display_name for person in case.people.all()}
        knows = {str(person.pk): str(KNOWS[person.kind]) for person in case.people.all()}
    chosen = {name: choice for name, (choice, _) in BASIS.items()}
    typed = {name: str(choice) for name, choice in chosen.items() if name != "tell_by"}
    typed |= {"tell_by_day": SOON.day, "tell_by_month": SOON.month, "tell_by_year": SOON.year}
    send(worker, url, typed | {f"knows_{number}": answer for number, answer in knows.items()})
    form = worker.get(url).context["form"]
    assert {name: form[name].value() for name in BASIS} == chosen
    assert {number: form[f"knows_{number}"].value() for number in knows} == knows
    send(manager, reverse("referrals:authorise", args=[case.reference]), AUTHORISED)
    with acting_as(northvale.manager):
        recorded, authorised = LawfulBasis.objects.all()
        for basis in (recorded, authorised):
            assert {name: getattr(basis, name) for name in BASIS} == chosen
            assert (basis.who_knows, basis.family_informed, basis.by) == (knows, "no", northvale.social_worker)
        assert (recorded.authorised_by, recorded.authorising_reason) == (None, "")
        assert authorised.authorised_by == northvale.manager
        assert {name: getattr(authorised, name) for name in AUTHORISED} == AUTHORISED
        case.refresh_from_db()
        children = list(case.people.filter(is_subject=True, kind="child"))
        [draft] = deciding.draft(case, subjects=children, facts=child_decision(), by=northvale.manager)
        [signed] = deciding.sign(case, decisions=[draft.pk], by=northvale.manager)
    frozen = signed.frozen["lawful_basis"]
    each = [f"{names[kind]}: {answer.label[:1].lower()}{answer.label[1:]}" for kind, answer in KNOWS.items()]
    assert sorted(frozen["who_knows"].split("\n")) == sorted(each)
    page = manager.get(reverse("referrals:decision", args=[case.reference])).text
    for shown in [*(shown for _, shown in BASIS.values()), *AUTHORISED.values(), *each, f"To be told by {words(SOON)}"]:
        assert shown in page
    assert {name: frozen[name] for name in BASIS} == {name: shown for name, (_, shown) in BASIS.items()}
    assert (frozen["authorised_by"], frozen["authorising_reason"]) == (northvale.manager.name, *AUTHORISED.values())
    assert frozen["family_informed"] == codes.FamilyInformed.NO.label
