"""Wall one alone: what Python finds for whom, with every policy of the database taken away."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.utils import timezone

from mash.identity import acting_as
from referrals.access.visible import only_read, products_released_to, requests_put_to, visible_referrals
from referrals.models import (
    Bar,
    InformationRequest,
    Product,
    ProductGroupGrant,
    Referral,
    ReferralGroupGrant,
    ReferralUserGrant,
    RequestGroupGrant,
)
from tests.builders_requests import build_ready, send
from tests.database import as_role
from tests.need_to_know.walls import take_down_wall_two

pytestmark = pytest.mark.django_db
RIGHTS = ("view_referral", "answer_request", "read_product")
LIVE, ENDED = timedelta(days=1), timedelta(seconds=-1)


@pytest.fixture
def case(northvale, southmere) -> Referral:
    """A case about which the police are asked, with a product. No grant opens either, and no policy hides them."""
    referral = build_ready(northvale)
    [request] = send(northvale, referral, "police", now=None)
    with as_role("mash_owner"):
        Product.objects.create(
            referral=referral, reference="PRD-2222-2222", number=1, audience="partners", hub=northvale.hub,
            by=northvale.manager, at=timezone.now(), summary="What is known.",
        )  # fmt: skip
        RequestGroupGrant.objects.all().delete()
        take_down_wall_two()
    return referral


def give(model, row, *, to, permission, lasts=LIVE, kind="named") -> None:
    whom = {"group": to} if isinstance(to, Group) else {"user": to}
    now = timezone.now()
    with as_role("mash_owner"):
        asked = Q(codename=permission) if permission in RIGHTS else ~Q(codename__in=RIGHTS)
        right = Permission.objects.filter(asked).first()
        grant = model(content_object=row, permission=right, kind=kind, given_at=now, expires_at=now + lasts, **whom)
        model.objects.bulk_create([grant])  # guardian refuses a right that belongs to another model


def bar(referral, user) -> None:
    with as_role("mash_owner"):
        Bar.objects.create(
            referral=referral, hub=referral.hub, reference=referral.reference, user=user, because="related",
            reason="A cousin", given_at=timezone.now(),
        )  # fmt: skip


def restrict(referral) -> None:
    with as_role("mash_owner"):
        Referral.objects.update(restricted=True, restricted_reason="high_risk")


def sees(user, find=visible_referrals) -> bool:
    with acting_as(user):
        return find(user).exists()


def copy_of(row, **changes):
    """Return another row like this one, which no grant opens."""
    with as_role("mash_owner"):
        copy = type(row).objects.get(pk=row.pk)
        fresh = {"pk": type(row)._meta.pk.get_default(), "reference": "XXX-4444-4444", "number": 2}
        for name, value in {**fresh, **changes}.items():
            setattr(copy, name, value)
        copy.save(force_insert=True)
    return copy


def group_of(user) -> Group:
    return user.groups.get()


# Cases ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["manager", "second_manager", "social_worker", "screener"])
def test_the_team_sees_what_is_not_restricted(northvale, southmere, case, part):
    assert sees(getattr(northvale, part))
    assert not sees(getattr(southmere, part))
    restrict(case)
    assert not sees(getattr(northvale, part))


@pytest.mark.parametrize("part", ["police", "health", "referrer", "auditor", "governance", "administrator"])
def test_nobody_else_of_the_hub_does(northvale, case, part):
    assert not sees(getattr(northvale, part))


@pytest.mark.parametrize(
    ("to", "permission", "lasts", "opens"),
    [
        ("social_worker", "view_referral", LIVE, True),
        ("social_worker", "view_referral", ENDED, False),
        ("social_worker", "another", LIVE, False),
        ("screener", "view_referral", LIVE, False),
    ],
)
def test_a_grant_opens_a_restricted_case_to_whom_it_names_until_it_ends(northvale, case, to, permission, lasts, opens):
    restrict(case)
    give(ReferralUserGrant, case, to=getattr(northvale, to), permission=permission, lasts=lasts)
    assert sees(northvale.social_worker) == opens


@pytest.mark.parametrize(
    ("to", "permission", "lasts", "opens"),
    [
        ("police", "view_referral", LIVE, True),
        ("police", "view_referral", ENDED, False),
        ("police", "another", LIVE, False),
        ("health", "view_referral", LIVE, False),
    ],
)
def test_a_grant_to_a_group_opens_it_to_its_members(northvale, case, to, permission, lasts, opens):
    give(ReferralGroupGrant, case, to=group_of(getattr(northvale, to)), permission=permission, lasts=lasts)
    assert sees(northvale.police) == opens


def test_a_bar_is_above_team_and_grant(northvale, case):
    give(ReferralUserGrant, case, to=northvale.social_worker, permission="view_referral")
    bar(case, northvale.social_worker)
    assert not sees(northvale.social_worker)
    assert sees(northvale.manager)


@pytest.mark.parametrize("find", [visible_referrals, requests_put_to, products_released_to])
def test_a_suspended_person_sees_nothing(northvale, case, find):
    person = northvale.manager if find is visible_referrals else northvale.police
    give(
        RequestGroupGrant, InformationRequest.objects.get(), to=group_of(northvale.police), permission="answer_request"
    )
    give(ProductGroupGrant, Product.objects.get(), to=group_of(northvale.police), permission="read_product")
    assert sees(person, find)
    person.is_active = False
    assert not sees(person, find)


# Who may only read ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "to", "permission", "lasts", "reads"),
    [
        ("named", "social_worker", "view_referral", LIVE, False),
        ("allocation", "social_worker", "view_referral", LIVE, False),
        ("visit", "social_worker", "view_referral", LIVE, True),
        ("break_glass", "social_worker", "view_referral", LIVE, True),
        ("named", "social_worker", "view_referral", ENDED, True),
        ("named", "social_worker", "another", LIVE, True),
        ("named", "screener", "view_referral", LIVE, True),
    ],
)
def test_of_restricted_cases_only_some_grants_let_work(northvale, case, kind, to, permission, lasts, reads):
    restrict(case)
    give(ReferralUserGrant, case, to=getattr(northvale, to), permission=permission, lasts=lasts, kind=kind)
    with acting_as(northvale.social_worker):
        assert only_read(northvale.social_worker, Referral.objects.all()) == ({case.pk} if reads else set())


def test_a_grant_to_work_on_one_restricted_case_leaves_the_other_to_be_read(northvale, case):
    other = build_ready(northvale)
    restrict(case)
    give(ReferralUserGrant, case, to=northvale.social_worker, permission="view_referral")
    with acting_as(northvale.social_worker):
        both = Referral.objects.all()
        assert only_read(northvale.social_worker, both) == {other.pk}
        assert only_read(northvale.social_worker, both.filter(pk=case.pk)) == set()


def test_of_open_cases_there_is_nothing_to_ask(northvale, case, django_assert_num_queries):
    with acting_as(northvale.manager):
        cases = list(Referral.objects.all())
        with django_assert_num_queries(0):
            assert only_read(northvale.manager, cases) == set()


# What an agency sees --------------------------------------------------------------------------------------------------

OF_AGENCIES = [
    (RequestGroupGrant, InformationRequest, requests_put_to, "answer_request"),
    (ProductGroupGrant, Product, products_released_to, "read_product"),
]


@pytest.mark.parametrize(("grants", "model", "find", "permission"), OF_AGENCIES)
@pytest.mark.parametrize(
    ("to", "right", "lasts", "opens"),
    [
        ("police", True, LIVE, True),
        ("police", True, ENDED, False),
        ("police", False, LIVE, False),
        ("health", True, LIVE, False),
    ],
)
def test_an_agency_sees_what_is_granted_to_it(
    northvale, case, grants, model, find, permission, to, right, lasts, opens
):
    to = group_of(getattr(northvale, to))
    give(grants, model.objects.get(), to=to, permission=permission if right else "another", lasts=lasts)
    assert sees(northvale.police, find) == opens
    assert not sees(northvale.manager, find)


@pytest.mark.parametrize(("grants", "model", "find", "permission"), OF_AGENCIES)
def test_a_second_grant_changes_nothing_and_a_bar_hides_it(northvale, case, grants, model, find, permission):
    for _ in range(2):
        give(grants, model.objects.get(), to=group_of(northvale.police), permission=permission)
    with acting_as(northvale.police):
        assert find(northvale.police).count() == 1
    bar(case, northvale.police)
    assert not sees(northvale.police, find)


def test_a_grant_does_not_open_what_was_asked_of_another_agency(northvale, case):
    give(
        RequestGroupGrant, InformationRequest.objects.get(), to=group_of(northvale.health), permission="answer_request"
    )
    assert not sees(northvale.health, requests_put_to)


@pytest.mark.parametrize(("grants", "model", "find", "permission"), OF_AGENCIES)
def test_a_grant_of_one_row_opens_no_other(northvale, case, grants, model, find, permission):
    first = model.objects.get()
    give(grants, first, to=group_of(northvale.police), permission=permission)
    copy_of(first)
    with acting_as(northvale.police):
        assert list(find(northvale.police)) == [first]


@pytest.mark.parametrize("model", [InformationRequest, Product])
def test_a_bar_from_one_record_hides_nothing_of_another(northvale, case, model):
    grants, _, find, permission = next(row for row in OF_AGENCIES if row[1] is model)
    other = build_ready(northvale)
    first = model.objects.get()
    second = copy_of(first, referral=other)
    for row in (first, second):
        give(grants, row, to=group_of(northvale.police), permission=permission)
    bar(case, northvale.police)
    with acting_as(northvale.police):
        assert list(find(northvale.police)) == [second]


def test_a_bar_from_one_case_hides_no_other(northvale, case):
    other = build_ready(northvale)
    bar(case, northvale.manager)
    with acting_as(northvale.manager):
        assert list(visible_referrals(northvale.manager)) == [other]
