"""What is said of accounts, agencies, questions and a hub's rules."""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.test import override_settings
from django.utils import timezone

from agencies.letters import CHANGED, CHOOSE, ELSEWHERE, WAITS
from agencies.models import (
    AccountChange,
    Agency,
    CodeSwitch,
    Letter,
    Membership,
    OpeningHours,
    Question,
    QuestionSet,
    SharingAgreement,
    SignIn,
    StaffParticulars,
    Target,
    Team,
    User,
)
from agencies.people import actions as people
from agencies.questions.actions import fill_question_sets
from agencies.rules.code_lists import switchable
from agencies.signing_in.second_factor.codes import replace_app
from tests.agencies.pages import REASON, initial_data, save
from tests.builders import browser
from tests.database import as_role
from tests.performances import by
from tests.performances.of_agencies import agreed, membership_of, proposed
from tests.what_pages_say import exists, only, reread, shows

NOVA = {"name": "Nova Newcomer", "email": "nova@northvale.example", "reason": REASON}
PROVIDER = {"id": "provider", "name": "Provider", "verified_domains": ["northvale.example"]}
INVITED = "A link to choose a password is on its way to them by email."
INVITED_WAITS = (
    "Their account is made. Their role waits for a second person; their invitation goes once it is confirmed."
)
WAITING = "This waits for a second person."
HEARD = "Those who can confirm it are told by email."
UNHEARD = "Nobody else in your hub can confirm it, so nobody is told: ask whoever runs this system to."
NOTHING_YET = "Nothing has changed yet."
UNCHANGED = "Nothing was changed on the page, so nothing was saved."


def administrator(world):
    return browser(world.administrator)


def invite(world, role):
    response = administrator(world).post("/people/invite/", {**NOVA, "role": role})
    return response, only(User, email=NOVA["email"])


def alone(world) -> None:
    """Leave the administrator without anybody who could confirm what they ask for."""
    for second in (world.manager, world.second_manager):
        by(world.administrator, people.suspend, user=second)


def waits(user, kind, *, heard: bool) -> bool:
    """Whether a change of this kind waits, and whether those who can confirm it get an email."""
    return exists(AccountChange, user=user, kind=kind, decision="") and exists(Letter, template=WAITS) == heard


# Invitations and roles ------------------------------------------------------------------------------------------------


@shows(INVITED)
def _(world):
    response, nova = invite(world, "referrer")
    return response, lambda: exists(Letter, to=nova, template=CHOOSE) and reread(nova).role_codes == ["referrer"]


@shows(INVITED)
def _(world):
    response = save(administrator(world), f"/people/{world.screener.pk}/link/")
    return response, lambda: exists(Letter, to=world.screener, template=CHOOSE)


@shows("An email that says how they sign in is on its way to them.")
def _(world):
    with override_settings(SINGLE_SIGN_ON=[PROVIDER]):
        response, nova = invite(world, "referrer")
    return response, lambda: exists(Letter, to=nova, template=ELSEWHERE) and not exists(Letter, template=CHOOSE)


@shows(f"{INVITED_WAITS} {HEARD}")
def _(world):
    response, nova = invite(world, "screener")
    return (
        response,
        lambda: waits(nova, "role", heard=True) and not exists(Letter, to=nova) and reread(nova).role_codes == [],
    )


@shows(f"{INVITED_WAITS} {UNHEARD}")
def _(world):
    alone(world)
    response, nova = invite(world, "screener")
    return response, lambda: waits(nova, "role", heard=False) and not exists(Letter, to=nova)


@shows("Role given: ….")
def _(world):
    response = save(administrator(world), f"/people/{world.screener.pk}/roles/", {"role": "referrer"})
    return response, lambda: "referrer" in reread(world.screener).role_codes


@shows(f"{WAITING} {HEARD} {NOTHING_YET}")
def _(world):
    response = save(administrator(world), f"/people/{world.screener.pk}/roles/", {"role": "social_worker"})
    return (
        response,
        lambda: waits(world.screener, "role", heard=True) and reread(world.screener).role_codes == ["screener"],
    )


@shows(f"{WAITING} {UNHEARD} {NOTHING_YET}")
def _(world):
    alone(world)
    response = save(administrator(world), f"/people/{world.screener.pk}/roles/", {"role": "social_worker"})
    return (
        response,
        lambda: waits(world.screener, "role", heard=False) and reread(world.screener).role_codes == ["screener"],
    )


@shows("The role has ended.")
def _(world):
    response = save(administrator(world), f"/people/{world.screener.pk}/roles/screener/end/")
    return response, lambda: reread(world.screener).role_codes == []


# Suspending, moving, details ------------------------------------------------------------------------------------------


@shows("They are suspended and signed out.")
def _(world):
    browser(world.screener)
    response = save(administrator(world), f"/people/{world.screener.pk}/suspend/")
    return response, lambda: not reread(world.screener).is_active and not exists(SignIn, user=world.screener)


@shows("They are no longer suspended, and may sign in again.")
def _(world):
    by(world.administrator, people.suspend, user=world.referrer)
    response = save(administrator(world), f"/people/{world.referrer.pk}/restore/")
    return response, lambda: reread(world.referrer).is_active and reread(world.referrer).has_usable_password()


@shows("They are no longer suspended, but have no password yet. Send them the invitation again.")
def _(world):
    nova = by(world.administrator, people.invite_by_mail, hub=world.hub, role="referrer", **NOVA)
    by(world.administrator, people.suspend, user=nova)
    response = save(administrator(world), f"/people/{nova.pk}/restore/")
    return response, lambda: reread(nova).is_active and not reread(nova).has_usable_password()


@shows("They have moved, and are signed out.")
def _(world):
    browser(world.referrer)
    police = world.agencies["police"]
    response = save(administrator(world), f"/people/{world.referrer.pk}/move/", {"agency": police.pk})
    return response, lambda: reread(world.referrer).agency_id == police.pk and not exists(SignIn, user=world.referrer)


@shows("It is saved. They are told by email.")
def _(world):
    facts = {"name": world.screener.name, "email": world.screener.email, "job_title": "Night officer"}
    response = save(administrator(world), f"/people/{world.screener.pk}/details/", facts)
    return (
        response,
        lambda: (
            reread(world.screener).job_title == "Night officer"
            and exists(Letter, to=world.screener, template=CHANGED, about="details")
        ),
    )


@shows("Their team is saved.")
def _(world):
    with as_role("mash_owner"):
        team = Team.objects.create(hub=world.hub, name="North")
    response = save(administrator(world), f"/people/{world.screener.pk}/team/", {"team": team.pk})
    return response, lambda: reread(world.screener).team_id == team.pk


@shows("The particulars are saved.")
def _(world):
    response = save(administrator(world), f"/people/{world.screener.pk}/particulars/", {"last_names": "Screener"})
    return response, lambda: exists(StaffParticulars, user=world.screener, last_names=["Screener"])


@shows(UNCHANGED)
def _(world):
    response = save(browser(world.screener), "/account/particulars/")
    return response, lambda: not exists(StaffParticulars, user=world.screener, last_names__len__gt=0)


# A second person ------------------------------------------------------------------------------------------------------


@shows("The change is confirmed and counts from now on.")
def _(world):
    change = proposed(world)
    response = browser(world.manager).post(f"/people/changes/{change.pk}/")
    return response, lambda: reread(change.user).role_codes == ["manager"]


@shows("The change is confirmed. Their account is suspended, so it counts once they are let back in.")
def _(world):
    change = proposed(world)
    by(world.administrator, people.suspend, user=change.user)
    response = browser(world.manager).post(f"/people/changes/{change.pk}/")
    return response, lambda: reread(change.user).role_codes == ["manager"] and not reread(change.user).is_active


@shows("The change is refused.")
def _(world):
    change = proposed(world)
    response = browser(world.manager).post(f"/people/changes/{change.pk}/refuse/", {"reason": REASON})
    return response, lambda: reread(change).decision == "refused" and reread(change.user).role_codes == []


@shows("The change is withdrawn.")
def _(world):
    change = proposed(world)
    response = administrator(world).post(f"/people/changes/{change.pk}/withdraw/", {"reason": REASON})
    return response, lambda: reread(change).decision == "withdrawn" and reread(change.user).role_codes == []


def reviewed(world, what):
    with as_role("mash_owner"):
        Membership.objects.update(started_at=timezone.now() - timedelta(days=400))
    role = membership_of(world, world.screener)
    answers = {"held": [role.pk], "what": what, "reason": REASON}
    return browser(world.manager).post("/people/review/", answers), role


@shows("Roles kept: ….")
def _(world):
    response, role = reviewed(world, "keep")
    return response, lambda: reread(role).certified_by_id == world.manager.pk and reread(role).ended_at is None


@shows("Roles ended: ….")
def _(world):
    response, role = reviewed(world, "end")
    return response, lambda: reread(role).ended_at is not None


@shows(f"{WAITING} {HEARD} {NOTHING_YET}")
def _(world):
    answers = {"domains": "northvale.example\ncouncil.example", "reason": REASON}
    response = administrator(world).post("/people/domains/hub/", answers)
    return (
        response,
        lambda: waits(None, "domains", heard=True) and "council.example" not in reread(world.hub).mail_domains,
    )


@shows(f"{WAITING} {HEARD} {NOTHING_YET}")
def _(world):
    replace_app(world.screener, generate_totp_secret(), 1)
    response = administrator(world).post(f"/people/{world.screener.pk}/second-factor/", {"reason": REASON})
    return (
        response,
        lambda: waits(world.screener, "reset", heard=True) and exists(Authenticator, user=world.screener, type="totp"),
    )


@shows("It is reset, and they are signed out. They are told by email.")
def _(world):
    browser(world.referrer)
    replace_app(world.referrer, generate_totp_secret(), 1)
    response = administrator(world).post(f"/people/{world.referrer.pk}/second-factor/", {"reason": REASON})
    return (
        response,
        lambda: (
            not exists(Authenticator, user=world.referrer)
            and not exists(SignIn, user=world.referrer)
            and exists(Letter, to=world.referrer, template=CHANGED, about="reset")
        ),
    )


# Agencies and agreements ----------------------------------------------------------------------------------------------

PROBATION = {"name": "Probation", "kind": "probation", "link": "core", "notice_email": "in@probation.example"}


@shows("… has been added. Now invite its people.")
def _(world):
    response = administrator(world).post("/agencies/add/", PROBATION)
    return response, lambda: exists(Agency, name="Probation", people=None)


def change_agency(world, **changes):
    client, url = administrator(world), f"/agencies/{world.agencies['police'].pk}/"
    return save(client, url, {**initial_data(client, url), **changes})


@shows("The agency has been saved.")
def _(world):
    response = change_agency(world, name="Constabulary")
    return response, lambda: reread(world.agencies["police"]).name == "Constabulary"


@shows(UNCHANGED)
def _(world):
    response = change_agency(world)
    return response, lambda: reread(world.agencies["police"]).name == world.agencies["police"].name


def date_parts(field, day):
    return {f"{field}_day": day.day, f"{field}_month": day.month, f"{field}_year": day.year}


def agreement(agency, **changes) -> dict:
    today = timezone.localdate()
    dates = date_parts("signed_on", today) | date_parts("review_on", today + timedelta(days=365))
    return {"agency": agency.pk, "title": "Tier 2", "location": "Shelf 3", **dates, **changes}


@shows("The agreement has been added.")
def _(world):
    response = administrator(world).post("/agreements/add/", agreement(world.agencies["health"]))
    return response, lambda: exists(SharingAgreement, agency=world.agencies["health"], ended_on=None)


@shows("The agreement has been saved.")
def _(world):
    standing = agreed(world)
    changes = agreement(world.agencies["police"], title="Tier 3")
    response = save(administrator(world), f"/agreements/{standing.pk}/", changes)
    return response, lambda: reread(standing).title == "Tier 3"


@shows("The agreement has ended.")
def _(world):
    standing = agreed(world)
    response = save(administrator(world), f"/agreements/{standing.pk}/end/")
    return response, lambda: reread(standing).ended_on == timezone.localdate()


# Questions and rules --------------------------------------------------------------------------------------------------


@shows("The default questions are now your hub’s own.")
def _(world):
    response = administrator(world).post("/questions/copy/")
    return response, lambda: exists(QuestionSet, hub=world.hub)


@shows("Your hub has questions of its own already.")
def _(world):
    made = by(world.administrator, fill_question_sets, hub=world.hub)
    response = administrator(world).post("/questions/copy/")
    with as_role("mash_owner"):
        return response, lambda: made == QuestionSet.objects.filter(hub=world.hub).count()


POLICE = "/questions/police/always/"
ASKED = {"rows": "1", "text_1": "Known?", "about_1": "both", "is_active": "yes"}


@shows("The questions have been saved.")
def _(world):
    client = administrator(world)
    response = client.post(POLICE, {**initial_data(client, POLICE), "is_active": "no"})
    return response, lambda: exists(QuestionSet, hub=world.hub, agency_kind="police", is_active=False)


@shows(UNCHANGED)
def _(world):
    by(world.administrator, fill_question_sets, hub=world.hub)
    client = administrator(world)
    before = only_texts(world)
    response = client.post(POLICE, initial_data(client, POLICE))
    return response, lambda: only_texts(world) == before


def only_texts(world) -> list[str]:
    with as_role("mash_owner"):
        asked = Question.objects.filter(question_set__agency_kind="police", question_set__concern="")
        return list(asked.order_by("position").values_list("text", flat=True))


RUNNING = "Clocks that run already keep the target and the hours they began with."


@shows(f"The targets have been saved. {RUNNING}")
def _(world):
    client = administrator(world)
    answers = {**initial_data(client, "/targets/"), "hours_agency_response_red": "1.5"}
    response = client.post("/targets/", answers)
    return response, lambda: only(Target, hub=world.hub, measure="agency_response", rating="red").hours == 1.5


@shows(f"The opening hours have been saved. {RUNNING}")
def _(world):
    client = administrator(world)
    response = client.post("/hours/", {**initial_data(client, "/hours/"), "opens_0": "8:30am"})
    return response, lambda: str(only(OpeningHours, hub=world.hub, weekday=0).opens_at) == "08:30:00"


@shows("The rules of pauses have been saved.")
def _(world):
    client = administrator(world)
    response = client.post("/pauses/", {**initial_data(client, "/pauses/"), "pause_review_days": "6"})
    return response, lambda: reread(world.hub).pause_review_days == 6


GATEWAYS = "/lists/gateway/"


@shows("The list has been saved.")
def _(world):
    client, code = administrator(world), switchable("gateway")[0].code
    response = client.post(GATEWAYS, {**initial_data(client, GATEWAYS), f"offered_{code}": "no"})
    return response, lambda: not only(CodeSwitch, hub=world.hub, list="gateway", code=code).is_offered


@shows(UNCHANGED)
def _(world):
    client = administrator(world)
    response = client.post(GATEWAYS, initial_data(client, GATEWAYS))
    return response, lambda: not exists(CodeSwitch, hub=world.hub)


@shows("The hub’s settings have been saved.")
def _(world):
    client = administrator(world)
    response = client.post("/hub/", {**initial_data(client, "/hub/"), "duty_email": "red@northvale.example"})
    return response, lambda: reread(world.hub).duty_email == "red@northvale.example"


@shows(UNCHANGED)
def _(world):
    client = administrator(world)
    response = client.post("/hub/", initial_data(client, "/hub/"))
    return response, lambda: reread(world.hub).duty_email == world.hub.duty_email


@shows(UNCHANGED)
def _(world):
    client = administrator(world)
    response = client.post("/hours/", initial_data(client, "/hours/"))
    return response, lambda: str(only(OpeningHours, hub=world.hub, weekday=0).opens_at) == "09:00:00"
