"""Each answer about the lawful basis comes out in its column, in the frozen record of the decision, and on the page."""

import pytest
from django.urls import reverse

from mash.identity import acting_as
from referrals import codes
from referrals.decisions import actions as deciding
from referrals.models import LawfulBasis
from referrals.triage.forms import LawfulBasisForm
from tests.builders import adult, browser, child
from tests.builders_requests import build_triaged
from tests.referrals.decisions.stories import child_decision

OF_THE_PAGE = {"seen"}
# What is chosen, and how a person reads it: no two of these are alike.
BASIS = {
    "purpose": (codes.SharingPurpose.SECTION_47, codes.SharingPurpose.SECTION_47.label),
    "gateway": (codes.StatutoryGateway.SAFEGUARDING_DUTY, codes.StatutoryGateway.SAFEGUARDING_DUTY.label),
    "adult_purpose": (codes.SharingPurpose.SECTION_42, codes.SharingPurpose.SECTION_42.label),
    "adult_gateway": (codes.StatutoryGateway.ADULT_ENQUIRY, codes.StatutoryGateway.ADULT_ENQUIRY.label),
    "article6": (codes.Article6.PUBLIC_TASK, codes.Article6.PUBLIC_TASK.label),
    "article9": (codes.Article9.SAFEGUARDING, codes.Article9.SAFEGUARDING.label),
    "necessity": ("Quince: less would not tell us.", "Quince: less would not tell us."),
    "family_informed": (codes.FamilyInformed.NO, codes.FamilyInformed.NO.label),
    "agreement": (codes.ServiceAgreement.NOT_SOUGHT, codes.ServiceAgreement.NOT_SOUGHT.label),
    "not_informed_reason": (codes.NotInformedReason.RISK_CHILD, codes.NotInformedReason.RISK_CHILD.label),
    "not_informed_detail": ("Medlar: he reads her post.", "Medlar: he reads her post."),
}


@pytest.fixture
def case(northvale):
    return build_triaged(northvale, level="amber", people=[child(), adult()])


def test_every_field_of_the_form_and_of_the_row_is_answered_here():
    assert set(LawfulBasisForm.base_fields) - OF_THE_PAGE == {*BASIS, "authorise_not_telling"}
    of_the_row = {"id", "referral_id", "by_id", "at", "authorised_by_id", "authorised_at"}
    assert {field.attname for field in LawfulBasis._meta.concrete_fields} - of_the_row == set(BASIS)


def test_the_lawful_basis(northvale, case):
    client = browser(northvale.manager)
    url = reverse("referrals:lawful_basis", args=[case.reference])
    seen = client.get(url).context["form"]["seen"].value()
    chosen = {name: str(value) for name, (value, _) in BASIS.items()}
    answer = client.post(url, {**chosen, "authorise_not_telling": "on", "seen": seen})
    assert answer.status_code == 302, answer.context["form"].errors
    with acting_as(northvale.manager):
        basis = LawfulBasis.objects.get()
        assert {name: getattr(basis, name) for name in BASIS} == chosen
        assert (basis.by, basis.authorised_by) == (northvale.manager, northvale.manager)
        case.refresh_from_db()
        children = list(case.people.filter(is_subject=True, kind="child"))
        [draft] = deciding.draft(case, subjects=children, facts=child_decision(), by=northvale.manager)
        [signed] = deciding.sign(case, decisions=[draft.pk], by=northvale.manager)
    frozen = str(signed.frozen["lawful_basis"])
    assert [words for _, words in BASIS.values() if words not in frozen] == []
    assert northvale.manager.name in frozen
    form = client.get(url).context["form"]
    assert {name: form[name].value() for name in BASIS} == chosen
