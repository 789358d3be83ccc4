"""Form fields whose choices are rows, each with values that belong to somebody else.

Every such field stands here or in `OF_THE_PRODUCT`; test_child_objects.py reads the list of forms.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from agencies.models import Agency, Hub, Membership
from mash.identity import acting_as
from referrals import codes
from referrals.decisions import actions as deciding
from referrals.models import ClockPause, Decision, InformationRequest, Referral
from referrals.timing.targets import week_of
from referrals.triage.actions import triage
from referrals.triage.pausing import pause_clocks
from tests.database import as_role
from tests.need_to_know.walk.addresses import UNKNOWN_NUMBER, UNKNOWN_UUID
from tests.need_to_know.walk.children import case, north, nothing, request
from tests.need_to_know.walk.world import WalkWorld
from tests.referrals.strategy.stories import moment

Give = Callable[[WalkWorld], list]

OF_A_LIST = {  # what the hub offers of a list of codes
    "LawfulBasisForm": ("purpose", "gateway", "adult_purpose", "adult_gateway", "article6", "article9", "article10"),
    "AddConcernsForm": (*codes.CONCERN_GROUPS, "risk_types"),
    "DecisionForm": ("also", "outcome_reason"),
    "AddAgencyForm": ("kind",),
    "NotSharedForm": ("decline_reason",),
    "OutcomeForm": ("decline_reason",),
    "ReturnForm": ("reason",),
}
# (form, question): its choices are constants, or positions within the open record.
OF_THE_PRODUCT = {
    **{(form, name): "codes of a list" for form, names in OF_A_LIST.items() for name in names},
    ("LawfulBasisForm", "without_consent"): "codes of a list",
    ("LawfulBasisForm", "not_informed_reason"): "codes of a list",
    ("NotifyForm", "notification"): "what the law asks to be told, by the person's place in the case",
    ("GiveRoleForm", "role"): "roles",
    ("HubForm", "second_signature_outcomes"): "outcomes",
    ("FactorChoiceForm", "way"): "ways to sign in",
    ("DecisionForm", "outcome"): "outcomes",
    ("DecisionForm", "threshold"): "thresholds of children or of adults",
    ("FeedbackForm", "wording"): "wordings",
    ("FeedbackForm", "how"): "ways to tell somebody",
    ("DuplicateForm", "wording"): "wordings",
    ("DuplicateForm", "how"): "ways to tell somebody",
    ("OtherCaseForm", "other"): "the forms that it stands in ask it: LinkForm and DuplicateForm",
    ("NothingKnownForm", "systems"): "systems of a kind of agency",
    ("NothingKnownForm", "identifiers"): "what a request gives to search by",
    ("NothingKnownForSeveralForm", "systems"): "systems of a kind of agency",
    ("NothingKnownForSeveralForm", "identifiers"): "what all of the requests give to search by",
    ("PasteForm", "about"): "set on items, which ask the same by themselves",
    ("PasteForm", "question"): "set on items, which ask the same by themselves",
    ("ReportFilter", "quarter"): "quarters",
    ("EventFilter", "role"): "roles",
    ("PauseForm", "reason"): "reasons: the usual ones, and the hub's own",
    ("ForwardForm", "to_hub"): "every hub but one's own may take a case over, and none is a secret",
}


@dataclass(frozen=True)
class Choice:
    """A form field whose choices are rows.

    The page accepts the values of `own`. Each value of `foreign` belongs to somebody else and is
    answered like an unknown one; where several values may be sent, also beside those of `own`.
    """

    page: str
    name: str
    who: str
    parent: Callable[[WalkWorld], dict]
    own: Give
    foreign: Give
    unknown: object
    asks: tuple[str, str] = ("", "")  # (form, question), where the page names the field differently
    typed: Callable[[WalkWorld], dict] = lambda world: {}
    before: Callable[[WalkWorld], None] = lambda world: None
    query: str = ""
    method: str = "POST"
    several: bool = False

    def url(self, world: WalkWorld) -> str:
        return reverse(self.page, kwargs=self.parent(world)) + self.query


def person_of(key: str) -> Give:
    def keys(world: WalkWorld) -> list:
        with as_role("mash_owner"):
            return [world.cases[key].referral.people.all()[0].pk]

    return keys


def version_of(key: str) -> Callable[[WalkWorld], int]:
    def version(world: WalkWorld) -> int:
        with as_role("mash_owner"):
            return Referral.objects.values_list("version", flat=True).get(pk=world.cases[key].referral.pk)

    return version


def item_of(key: str) -> Give:
    return lambda world: [world.cases[key].items["policeteam"].pk]


def discussion_of(key: str) -> Give:
    return lambda world: [world.cases[key].discussion.pk]


def decision_of(key: str) -> Give:
    def keys_of_pauses(world: WalkWorld) -> list:
        with as_role("mash_owner"):
            return list(Decision.objects.filter(referral=world.cases[key].referral).values_list("pk", flat=True))[:1]

    return keys_of_pauses


def any_of(give: Callable[[str], Give], *keys: str) -> Give:
    return lambda world: [pk for key in keys for pk in give(key)(world)]


def outsiders(*names: str) -> Give:
    """Return users of the other hub, and users of the same hub who may not be chosen here."""
    return lambda world: [world.south.manager.pk, *north(*names)(world)]


def agency(kind: str, *, of: str = "north") -> Give:
    return lambda world: [getattr(world, of).agencies[kind].pk]


def team_of(of: str) -> Give:
    return lambda world: [getattr(world, of).hub.teams.get().pk]


def reference_of(*keys: str) -> Give:
    return lambda world: [world.cases[key].referral.reference for key in keys]


def position_of(*numbers: int) -> Give:
    return lambda world: [str(number) for number in numbers]


def _signed_once(world: WalkWorld) -> None:
    """Make both drafts wait for the second signature."""
    Hub.objects.filter(pk=world.north.hub.pk).update(second_signature_outcomes=codes.Outcome.values)
    fixture = world.cases["gathering"]
    with acting_as(world.north.manager):
        waiting = list(Decision.objects.filter(referral=fixture.referral).values_list("pk", flat=True))
        deciding.sign(fixture.referral, decisions=waiting, by=world.north.manager)


def _to_be_decided(world: WalkWorld) -> None:
    with acting_as(world.north.manager):
        facts = {"level": "amber", "reason": "A worry.", "way": "decide", "rationale": "At once."}
        triage(world.cases["received"].referral, **facts, by=world.north.manager)


def next_open_day(world: WalkWorld) -> date:
    return week_of(world.north.hub).open_days_after(timezone.localdate(), 1)


def _paused(world: WalkWorld) -> None:
    """Pause a case of the same team, and two that the others must not know of."""
    facts = {"what": ["final_decision"], "reason": "court", "why": "The hearing.", "review_on": next_open_day(world)}
    for key in ("gathering", "restricted", "south"):
        manager = world.cases[key].cast.manager
        with acting_as(manager):
            pause_clocks(world.cases[key].referral, **facts, by=manager)


def pause_of(*keys: str) -> Give:
    def keys_of_pauses(world: WalkWorld) -> list:
        with as_role("mash_owner"):
            cases = [world.cases[key].referral.pk for key in keys]
            return list(ClockPause.objects.filter(referral__in=cases, ended_at=None).values_list("pk", flat=True))

    return keys_of_pauses


def request_to(kind: str, *keys: str) -> Give:
    return lambda world: [world.cases[key].requests[kind].reference for key in keys]


def _review_on(world: WalkWorld) -> dict:
    day = next_open_day(world)
    parts = {"day": day.day, "month": day.month, "year": day.year}
    return {"reason": "court", **{f"review_on_{part}": number for part, number in parts.items()}}


def _decided(world: WalkWorld) -> dict:
    plain = {"threshold": "3", "final_rating": "amber", "outcome": codes.Outcome.ASSESSMENT.value, "also": []}
    # Days of what is not decided here
    return plain | {f"strategy_on_{part}": "" for part in ("day", "month", "year")}


def _not_previewed(world: WalkWorld) -> dict:
    """Return a form without its preview: only what was previewed is released."""
    return {"previewed": ""}


def _asked_from_afar(world: WalkWorld) -> None:
    Agency.objects.filter(kind="health").update(link="virtual")


def _request(world: WalkWorld) -> dict:
    health = world.north.agencies["health"].pk
    fields = {"people": person_of("gathering")(world), "reason": "A worry.", "questions": "Is each known to you?"}
    return {"agency": [health], **{f"agency{health}-{name}": value for name, value in fields.items()}}


def _written(*people: Give) -> Give:
    """Return the typed answers as the preview page carries them along."""

    def typed(world: WalkWorld) -> list:
        health, named = world.north.agencies["health"].pk, [pk for give in people for pk in give(world)]
        return [urlencode({**_request(world), f"agency{health}-people": named}, doseq=True)]

    return typed


ITEM = {"row": "1", "item1-handling": "hub_team", "item1-text": "Seen at the door.", "item1-kind": "event"}
ITEM |= {"item1-basis": "fact", "outcome": "supplied", "search_made": "Records"}
ITEM |= {"all-lines": "", "takes_back_view": [], "unanswered": "1 2"}


ITEM |= {f"item1-{date}_on_{part}": "" for date in ("occurred", "ended") for part in ("day", "month", "year")}


def _still_open(world: WalkWorld) -> None:
    with as_role("mash_owner"):
        InformationRequest.objects.filter(pk=world.cases["restricted"].requests["police"].pk).update(closed_at=None)


def _searched(world: WalkWorld) -> dict:
    return {"systems": "Call and incident logs", "identifiers": "Name"}


def _item(world: WalkWorld) -> dict:
    return ITEM


def _on(name: str, year: int) -> dict:
    return {f"{name}_day": 1, f"{name}_month": 2, f"{name}_year": year}


def role_of(side: str) -> Give:
    def keys_of_pauses(world: WalkWorld) -> list:
        return [Membership.objects.get(user=getattr(world, side).screener, role="screener").pk]

    return keys_of_pauses


def _roles_are_due(world: WalkWorld) -> None:
    with as_role("mash_owner"):
        Membership.objects.filter(role="screener").update(started_at=timezone.now() - timedelta(days=100))


def _never(field: str) -> dict:
    return {f"{field}_{part}": "" for part in ("day", "month", "year")}


def _to_do(world: WalkWorld) -> dict:
    due = moment("due_at", timezone.now() + timedelta(days=2))
    return {**due, "who": f"agency-{world.north.agencies['police'].pk}", "discussion": ""}


def _who(kind: str, give: Give) -> Give:
    return lambda world: [f"{kind}-{pk}" for pk in give(world)]


CHOICES: list[Choice] = [
    Choice("referrals:give_action", "who", "manager", case("gathering"), _who("agency", agency("police")),
           _who("agency", agency("police", of="south")), f"agency-{UNKNOWN_NUMBER}", typed=_to_do),
    Choice("referrals:give_action", "who", "manager", case("gathering"), _who("colleague", north("social_worker")),
           _who("colleague", outsiders("suspended", "police", "auditor")), f"colleague-{UNKNOWN_NUMBER}", typed=_to_do),
    Choice("referrals:give_action", "discussion", "manager", case("gathering"), discussion_of("gathering"),
           any_of(discussion_of, "decided", "restricted", "south"), UNKNOWN_UUID, typed=_to_do),
    Choice("referrals:allocate", "worker", "manager", case("gathering"), north("second_manager"),
           outsiders("suspended", "police", "auditor"), UNKNOWN_NUMBER),
    *(
        Choice(page, "look_again_by", "manager", case(key), north("second_manager"),
               outsiders("suspended", "police", "auditor"), UNKNOWN_NUMBER)
        for page, key in (("referrals:return_referral", "received"), ("referrals:forward", "received"))
    ),
    Choice("referrals:restrict", "people", "manager", case("gathering"), north("named"),
           outsiders("suspended", "police", "auditor"), UNKNOWN_NUMBER, several=True),
    Choice("referrals:share_case", "person", "manager", case("gathering"), north("named"),
           outsiders("suspended", "police", "auditor"), UNKNOWN_NUMBER,
           typed=lambda world: {"how_long": "today", "why": "Covers"}),
    Choice("referrals:suggest_bar", "person", "manager", case("received"), north("named"),
           outsiders(), UNKNOWN_NUMBER),
    Choice("referrals:pause_clock", "what", "manager", case("gathering"), request_to("education", "gathering"),
           request_to("police", "south", "restricted", "decided"), "REQ-2345-ZZZZ", typed=_review_on, several=True),
    Choice("referrals:resume_clock", "pauses", "manager", case("gathering"), pause_of("gathering"),
           pause_of("restricted", "south"), UNKNOWN_UUID, before=_paused, several=True),
    Choice("referrals:request_information", "core", "manager", case("gathering"), agency("health"),
           agency("health", of="south"), UNKNOWN_NUMBER, several=True),
    Choice("referrals:request_information", "virtual", "manager", case("gathering"), agency("health"),
           agency("health", of="south"), UNKNOWN_NUMBER, before=_asked_from_afar, several=True),
    Choice("referrals:write_requests", "agency", "manager", case("gathering"), agency("health"),
           agency("health", of="south"), UNKNOWN_NUMBER, typed=_request, several=True),
    *(
        Choice("referrals:preview_requests", "typed", "manager", case("gathering"), _written(person_of("gathering")),
               any_of(lambda key, beside=beside: _written(*beside, person_of(key)), "south", "restricted", "decided"),
               lambda world, beside=beside: _written(*beside, lambda _: [UNKNOWN_UUID])(world)[0],
               asks=("AskForm", "people"), typed=lambda world: {"seen": version_of("gathering")(world)})
        for beside in ([], [person_of("gathering")])
    ),
    Choice("referrals:decide", "subjects", "manager", case("received"), person_of("received"),
           any_of(person_of, "south", "restricted", "decided"), UNKNOWN_UUID, before=_to_be_decided, typed=_decided,
           several=True),
    Choice("referrals:amend", "cited", "manager", lambda world: {**case("gathering")(world), "position": 1},
           item_of("gathering"), any_of(item_of, "south", "restricted", "decided"), UNKNOWN_UUID, typed=_decided,
           several=True),
    Choice("referrals:sign", "decisions", "manager", case("gathering"), decision_of("gathering"),
           any_of(decision_of, "restricted", "decided"), UNKNOWN_UUID, several=True),
    Choice("referrals:second_sign", "decisions", "second_manager", case("gathering"), decision_of("gathering"),
           any_of(decision_of, "restricted", "decided"), UNKNOWN_UUID, before=_signed_once, several=True),
    Choice("referrals:send_back", "decisions", "second_manager", case("gathering"), decision_of("gathering"),
           any_of(decision_of, "restricted", "decided"), UNKNOWN_UUID, before=_signed_once, several=True),
    Choice("referrals:correct", "subjects", "manager", case("decided"), person_of("decided"),
           any_of(person_of, "south", "restricted", "gathering"), UNKNOWN_UUID, several=True),
    Choice("referrals:link_case", "reference", "social_worker", case("gathering"), reference_of("decided"),
           reference_of("south", "lapsed", "restricted"), "MASH-2345-ZZZZ", asks=("LinkForm", "other"),
           typed=lambda world: {"other": "another", "says": "siblings"}),
    Choice("referrals:end_as_duplicate", "reference", "manager", case("received"), reference_of("gathering"),
           reference_of("south", "lapsed"), "MASH-2345-ZZZZ", asks=("DuplicateForm", "other"),
           typed=lambda world: {"other": "another", "sending": "no", "confirmed": "on"}),
    Choice("referrals:release", "agencies", "manager", case("decided"), agency("health"),
           agency("health", of="south"), UNKNOWN_NUMBER, query="?audience=partners", typed=_not_previewed,
           several=True),
    Choice("referrals:release", "items", "manager", case("decided"), item_of("decided"),
           any_of(item_of, "south", "restricted", "gathering"), UNKNOWN_UUID, query="?audience=partners",
           typed=_not_previewed, several=True),
    Choice("referrals:collation", "agency", "manager", case("decided"), agency("police"),
           agency("police", of="south"), UNKNOWN_NUMBER, method="GET", asks=("ChronologyFilter", "agency")),
    Choice("referrals:queue", "allocated", "manager", nothing, north("social_worker"),
           lambda world: [world.south.social_worker.pk], UNKNOWN_NUMBER, method="GET"),
    Choice("referrals:queue", "team", "manager", nothing, team_of("north"), team_of("south"), UNKNOWN_NUMBER,
           method="GET"),
    Choice("referrals:give", "to", "police", request("restricted", "police"), north("police"),
           outsiders("suspended", "health", "manager"), UNKNOWN_NUMBER, typed=lambda _: {"seen": ""},
           before=_still_open),
    Choice("referrals:nothing_known_for_several", "chosen", "police", nothing, request_to("police", "restricted"),
           request_to("health", "decided"), "REQ-2345-ZZZZ", typed=_searched, several=True),
    Choice("referrals:answer", "item1-about", "police", request("decided", "police"), position_of(1),
           position_of(9), "8", asks=("ItemForm", "about"), typed=_item, several=True),
    Choice("referrals:answer", "item1-question", "police", request("decided", "police"), position_of(1),
           position_of(9), "8", asks=("ItemForm", "question"), typed=_item),
    Choice("referrals:answer", "item1-replaces", "police", request("decided", "police"), position_of(1),
           position_of(9), "8", asks=("ItemForm", "replaces"), typed=_item),
    Choice("referrals:answer", "withdraw", "police", request("decided", "police"), position_of(1),
           position_of(9), "8", asks=("OutcomeForm", "withdraw"), typed=_item, several=True),
    Choice("referrals:break_glass", "wanted", "social_worker", nothing, reference_of("restricted"),
           reference_of("south", "lapsed"), "MASH-2345-ZZZZ"),
    Choice("referrals:break_glass", "wanted", "barred", nothing, reference_of("received"),
           reference_of("restricted", "decided", "south"), "MASH-2345-ZZZZ"),
    Choice("referrals:add_bar", "reference", "governance", nothing, reference_of("received", "restricted"),
           reference_of("south", "handed"), "MASH-2345-ZZZZ",
           typed=lambda world: {"person": world.north.second_manager.pk}),
    Choice("referrals:add_bar", "person", "governance", nothing, north("second_manager"), outsiders(), UNKNOWN_NUMBER,
           typed=lambda world: {"reference": world.cases["received"].referral.reference}),
    Choice("referrals:access", "person", "governance", nothing, north("manager"), outsiders(), UNKNOWN_NUMBER),
    Choice("audit:events", "by", "auditor", nothing, north("manager"), outsiders(), UNKNOWN_NUMBER, method="GET"),
    Choice("audit:events", "reference", "auditor", nothing, reference_of("received"), reference_of("south"),
           "MASH-2345-ZZZZ", method="GET"),
    Choice("audit:events", "seen", "auditor", nothing, reference_of("received"), reference_of("south"),
           "MASH-2345-ZZZZ", method="GET"),
    Choice("agencies:people", "agency", "administrator", nothing, agency("police"), agency("police", of="south"),
           UNKNOWN_NUMBER, method="GET"),
    Choice("agencies:invite", "agency", "administrator", nothing, agency("police"), agency("police", of="south"),
           UNKNOWN_NUMBER,
           typed=lambda world: {"role": "representative", "email": "new@northvale.example", **_never("ends_on")}),
    Choice("agencies:review", "held", "manager", nothing, role_of("north"), role_of("south"), UNKNOWN_NUMBER,
           typed=lambda world: {"what": "keep"}, before=_roles_are_due, several=True),
    Choice("agencies:move", "agency", "administrator", lambda world: {"pk": world.north.police.pk},
           agency("health"), agency("police", of="south"), UNKNOWN_NUMBER),
    Choice("agencies:change_team", "team", "administrator", lambda world: {"pk": world.north.screener.pk},
           team_of("north"), team_of("south"), UNKNOWN_NUMBER),
    Choice("agencies:add_agreement", "agency", "administrator", nothing, agency("police"),
           agency("police", of="south"), UNKNOWN_NUMBER,
           typed=lambda world: {**_on("signed_on", 2026), **_on("review_on", 2027)}),
]  # fmt: skip
