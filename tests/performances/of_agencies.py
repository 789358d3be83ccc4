"""What is done to hubs, agencies and accounts."""

from datetime import date, time, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from agencies.approvals import actions as approvals
from agencies.models import AccountChange, Hub, Membership, QuestionSet, User
from agencies.opening import actions as opening
from agencies.organisations import actions as organisations
from agencies.people import actions as people
from agencies.people import particulars
from agencies.questions import actions as asking
from agencies.rules import actions as rules
from agencies.rules import code_lists
from audit.recording import SYSTEM
from mash.identity import acting_as, acting_as_system
from tests.database import as_role
from tests.performances import Deed, by, deed, performs

WHY = "As agreed with their line manager."
NOVA = {"name": "Nova Newcomer", "email": "nova@northvale.example", "reason": WHY}


def as_operator(action, **facts) -> Deed:
    """Return what somebody at the machine does, with the owner's login."""

    def do():
        with as_role("mash_owner"), transaction.atomic():
            return action(**facts)

    return do


def by_itself(action) -> Deed:
    """Return what background work does."""

    def do():
        with acting_as_system(), transaction.atomic():
            return action(by=SYSTEM, at_most=10)

    return do


def proposed(world) -> AccountChange:
    user = by(world.administrator, people.invite, hub=world.hub, role="manager", **NOVA)
    with acting_as(world.administrator):
        return AccountChange.objects.waiting().get(user=user)


def membership_of(world, person) -> Membership:
    with acting_as(world.administrator):
        return Membership.objects.get(user=person)


# A second person ------------------------------------------------------------------------------------------------------


@performs("agencies.approvals.actions.confirm", "account_change.confirmed", "person.link_sent", "role.given")
def _(world):
    return deed(world.manager, approvals.confirm, proposed(world))


@performs(
    "agencies.approvals.actions.confirm_as_operator", "account_change.confirmed", "person.link_sent", "role.given"
)
def _(world):
    change = proposed(world)
    for second in (world.manager, world.second_manager):
        by(world.administrator, people.suspend, user=second)
    return as_operator(approvals.confirm_as_operator, change=change, reason="Its first manager")


@performs("agencies.approvals.actions.refuse", "account_change.refused")
def _(world):
    return deed(world.manager, approvals.refuse, proposed(world), reason="Nobody knows them.")


@performs("agencies.approvals.actions.withdraw", "account_change.withdrawn")
def _(world):
    return deed(world.administrator, approvals.withdraw, proposed(world))


@performs("agencies.approvals.actions.lapse", "account_change.lapsed")
def _(world):
    change = proposed(world)
    with as_role("mash_owner"):
        AccountChange.objects.filter(pk=change.pk).update(lapses_at=timezone.now() - timedelta(minutes=1))
    return by_itself(approvals.lapse)


@performs("agencies.approvals.actions.change_domains", "account_change.proposed")
def _(world):
    domains = ["northvale.example", "council.example"]
    return deed(world.administrator, approvals.change_domains, hub=world.hub, domains=domains, reason=WHY)


@performs("agencies.approvals.actions.certify", "role.certified")
def _(world):
    roles = [membership_of(world, world.screener)]
    return deed(world.manager, approvals.certify, memberships=roles, reason="Still on duty.")


@performs("agencies.approvals.actions.end_reviewed", "role.ended", "role.ended")
def _(world):
    roles = [membership_of(world, person) for person in (world.screener, world.school)]
    return deed(world.manager, approvals.end_reviewed, memberships=roles, reason="Left.")


@performs("agencies.approvals.actions.end_expired_roles", "role.ran_out")
def _(world):
    with as_role("mash_owner"):
        ended = Membership.objects.filter(user=world.referrer)
        ended.update(ends_at=timezone.now() - timedelta(seconds=1))
    return by_itself(approvals.end_expired_roles)


# Hubs and agencies ----------------------------------------------------------------------------------------------------

HUB = {
    "name": "Eastvale",
    "short_name": "eastvale",
    "phone": "01632 960005",
    "out_of_hours_phone": "01632 960006",
    "duty_email": "duty@eastvale.example",
    "administrator_name": "Ada",
    "administrator_email": "ada@eastvale.example",
}


@performs(
    "agencies.opening.actions.open_with_administrator",
    *("hub.changed", "hours.changed", "target.changed", "question_set.changed"),
    *("person.invited", "role.given", "hub.opened"),
)
def _(world):
    return as_operator(opening.open_with_administrator, **HUB)


@performs("agencies.opening.actions.note_link", "person.link_sent")
def _(world):
    return as_operator(opening.note_link, user=world.administrator, shown=True)


@performs("agencies.opening.actions.open_hub", "hub.changed")
def _(world):
    return as_operator(opening.open_hub, name="Eastvale", slug="eastvale", duty_email="duty@eastvale.example")


AGREEMENT = {"title": "Information sharing", "signed_on": date(2026, 1, 5), "review_on": date(2028, 1, 5)}
AGREEMENT |= {"location": "Shelf 4"}


def agreed(world):
    facts = {"hub": world.hub, "agency": world.agencies["police"], **AGREEMENT}
    return by(world.administrator, organisations.add_agreement, **facts)


@performs("agencies.organisations.actions.add_agency", "agency.added")
def _(world):
    facts = {"name": "Probation", "kind": "probation", "link": "core", "notice_email": "in@probation.example"}
    return deed(world.administrator, organisations.add_agency, hub=world.hub, **facts)


@performs("agencies.organisations.actions.change_agency", "agency.changed")
def _(world):
    facts = {"agency": world.agencies["police"], "name": "Constabulary"}
    return deed(world.administrator, organisations.change_agency, **facts)


@performs("agencies.organisations.actions.add_agreement", "agreement.added")
def _(world):
    facts = {"hub": world.hub, "agency": world.agencies["police"], **AGREEMENT}
    return deed(world.administrator, organisations.add_agreement, **facts)


@performs("agencies.organisations.actions.change_agreement", "agreement.changed")
def _(world):
    return deed(world.administrator, organisations.change_agreement, agreement=agreed(world), location="Shelf 5")


@performs("agencies.organisations.actions.end_agreement", "agreement.changed")
def _(world):
    return deed(world.administrator, organisations.end_agreement, agreement=agreed(world))


# People ---------------------------------------------------------------------------------------------------------------


@performs("agencies.people.actions.invite", "person.invited", "account_change.proposed")
def _(world):
    return deed(world.administrator, people.invite, hub=world.hub, role="manager", **NOVA)


@performs("agencies.people.actions.invite_by_mail", "person.invited", "role.given", "person.link_sent")
def _(world):
    return deed(world.administrator, people.invite_by_mail, hub=world.hub, role="referrer", **NOVA)


@performs("agencies.people.actions.give_role", "account_change.proposed")
def _(world):
    return deed(world.administrator, people.give_role, user=world.screener, role="manager", reason=WHY)


@performs("agencies.people.actions.end_role", "role.ended")
def _(world):
    return deed(world.administrator, people.end_role, user=world.screener, role="screener", reason=WHY)


@performs("agencies.people.actions.suspend", "person.suspended")
def _(world):
    return deed(world.administrator, people.suspend, user=world.screener, reason=WHY)


@performs("agencies.people.actions.restore", "account_change.proposed")
def _(world):
    by(world.administrator, people.suspend, user=world.screener, reason=WHY)
    with acting_as(world.administrator):
        suspended = User.objects.get(pk=world.screener.pk)
    return deed(world.administrator, people.restore, user=suspended, reason=WHY)


@performs("agencies.people.actions.move", "account_change.proposed")
def _(world):
    facts = {"user": world.police, "agency": world.agencies["health"], "reason": WHY}
    return deed(world.administrator, people.move, **facts)


@performs("agencies.people.actions.change_details", "person.details_changed")
def _(world):
    return deed(world.administrator, people.change_details, user=world.screener, name="Skyler Smith", reason=WHY)


@performs("agencies.people.actions.set_team", "person.team_changed")
def _(world):
    by(world.administrator, rules.change_hub, hub=world.hub, teams=["East"])
    with acting_as(world.administrator):
        team = Hub.objects.get(pk=world.hub.pk).teams.get()
    return deed(world.administrator, people.set_team, user=world.screener, team=team)


@performs("agencies.people.actions.send_link", "person.link_sent")
def _(world):
    return deed(world.administrator, people.send_link, user=world.screener, reason=WHY)


@performs("agencies.people.particulars.set_particulars", "person.particulars_changed")
def _(world):
    facts = {"last_names": ["Quill"], "postcode": "NV1 1AA"}
    return deed(world.administrator, particulars.set_particulars, user=world.screener, **facts)


# Rules of the hub -----------------------------------------------------------------------------------------------------


@performs("agencies.questions.actions.set_questions", "question_set.changed")
def _(world):
    facts = {
        "kind": "police",
        "concern": "",
        "questions": [asking.QuestionInput("Who lives there?")],
        "is_active": True,
    }
    return deed(world.administrator, asking.set_questions, hub=world.hub, **facts)


@performs("agencies.questions.actions.fill_question_sets", "question_set.changed")
def _(world):
    with as_role("mash_owner"):
        assert not QuestionSet.objects.filter(hub=world.hub).exists()
    return deed(world.administrator, asking.fill_question_sets, hub=world.hub)


@performs("agencies.rules.actions.set_targets", "target.changed")
def _(world):
    targets = {("feedback", ""): (Decimal(16), "working")}
    return deed(world.administrator, rules.set_targets, hub=world.hub, targets=targets)


@performs("agencies.rules.actions.set_hours", "hours.changed")
def _(world):
    facts = {"hours": {0: (time(8), time(18))}, "closed_on": [date(2026, 12, 24)]}
    return deed(world.administrator, rules.set_hours, hub=world.hub, **facts)


@performs("agencies.rules.actions.change_hub", "hub.changed")
def _(world):
    return deed(world.administrator, rules.change_hub, hub=world.hub, phone="01632 960009", teams=["East", "West"])


@performs("agencies.rules.actions.set_pause_rules", "pause_rules.changed")
def _(world):
    facts = {"pause_reasons": ["Awaiting the interpreter"], "pause_review_days": 5}
    return deed(world.administrator, rules.set_pause_rules, hub=world.hub, **facts)


@performs("agencies.rules.code_lists.set_code_list", "code_list.changed")
def _(world):
    code = code_lists.switchable("gateway")[0].code
    return deed(
        world.administrator,
        code_lists.set_code_list,
        hub=world.hub,
        key="gateway",
        switches={code: code_lists.Switch(is_offered=False)},
    )
