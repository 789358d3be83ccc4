"""Random small worlds, drawn as facts and written as rows by the owner role."""

from datetime import timedelta
from itertools import combinations, count

from django.contrib.auth.models import Permission
from django.utils import timezone
from hypothesis import strategies as st
from uuid_utils.compat import uuid7

from agencies.models import Agency, Hub, User
from mash.identity import draft_key
from referrals import codes, models
from referrals.models.grants import UNTIL_WITHDRAWN
from tests.need_to_know.facts import Action, Draft, Grant, Item, Person, Product, Record, Request, Tie, World

SECRET = "a-secret-in-a-browser"
KINDS = ["allocation", "named", "visit", "break_glass"]
HANDLINGS = [str(value) for value in codes.ItemHandling.values]
AUDIENCES = ["partners", "family", "court"]
SELDOM = st.sampled_from([False, False, True])
VERDICTS = ["", "", "same", "unsure", "different"]
HANGS = ["move", "ratinggiven", "clock", "lawfulbasis", "note", "referrer", "person", "involvedprofessional"]
HANGS += ["decision", "feedback", "notificationmade", "flag", "strategydiscussion"]


def people_of(*worlds) -> dict[int, Person]:
    """Return the users of each hub as facts. Roles are read once; suspension is drawn later."""
    people = {}
    for user in User.objects.filter(hub__in=[world.hub for world in worlds]).order_by("pk"):
        roles = frozenset(user.role_codes)
        people[user.pk] = Person(user.pk, user.name, user.hub_id, user.agency_id, roles, True)
    return people


@st.composite
def worlds(draw, people: dict[int, Person], hubs: list[Hub], agencies: dict[int, list[Agency]]):
    someone = st.sampled_from(sorted(people))
    suspended = draw(st.sets(someone, max_size=3))
    cast = {pk: Person(p.pk, p.name, p.hub, p.agency, p.roles, pk not in suspended) for pk, p in people.items()}
    firsts = draw(st.lists(st.integers(10_000, 90_000), min_size=1, max_size=3, unique=True))
    records = [_record(draw, cast, hubs, agencies, someone, count(first * 1000)) for first in firsts]
    drafts = [
        Draft(uuid7(), draw(someone), "", draw(st.booleans())),
        Draft(uuid7(), None, SECRET, draw(st.booleans())),
        Draft(uuid7(), None, "another-secret", False),
    ]
    _some_wait(draw, records)
    ties, elsewhere = _ties(draw, records)
    return World(cast, records, drafts, [uuid7()], ties, elsewhere)


def _some_wait(draw, records: list[Record]) -> None:
    """Draw which records nobody has compared yet: whoever holds a bar in their hub waits, but who sent it."""
    for place, record in enumerate(records):
        record.place, record.restricted_since_it_came = place, draw(SELDOM)
        if draw(st.booleans()):
            holders = {pk for other in records if other.hub == record.hub for pk, (_, on) in other.bars.items() if on}
            record.waits_for = frozenset(holders - {record.sender})


def _ties(draw, records: list[Record]) -> tuple[list[Tie], list[Tie]]:
    """Draw whose people may be one human being: ties within a hub, and those across two."""
    drawn = [
        Tie(uuid7(), first.pk, other.pk, draw(st.booleans()), draw(st.sampled_from(VERDICTS)), draw(SELDOM))
        for first, other in combinations(records, 2)
        if not draw(SELDOM)
    ]
    hubs = {record.pk: record.hub for record in records}
    within = [tie for tie in drawn if hubs[tie.first] == hubs[tie.second]]
    return within, [tie for tie in drawn if tie not in within]


def _record(draw, cast, hubs, agencies, someone, numbers) -> Record:
    hub = draw(st.sampled_from(hubs)).pk
    flag = st.booleans()
    record = Record(uuid7(), hub, draw(flag), draw(st.none() | someone), draw(flag))
    groups = [("team", place.pk) for place in hubs]
    groups += [("agency", agency.pk) for of_hub in agencies.values() for agency in of_hub]
    for holder in draw(st.lists(someone | st.sampled_from(groups), max_size=4)):
        record.grants.append(Grant(holder, draw(flag), draw(st.sampled_from(KINDS))))
    for agency in draw(st.lists(st.sampled_from(agencies[hub]), max_size=2)):
        item = Item(
            uuid7(), draw(st.sampled_from(HANDLINGS)), tuple(draw(st.sets(st.sampled_from(AUDIENCES)))), draw(flag)
        )
        record.requests.append(Request(uuid7(), agency.pk, draw(flag), item))
    if record.requests and draw(flag):
        recipients = [(agency.pk, draw(flag)) for agency in draw(st.sets(st.sampled_from(agencies[hub]), max_size=2))]
        copies = {uuid7(): request.item for request in record.requests}
        record.products.append(Product(uuid7(), draw(st.sampled_from(AUDIENCES)), recipients, copies))
    owing = [None, *(agency.pk for agency in agencies[hub])]
    record.actions = [Action(uuid7(), agency) for agency in draw(st.lists(st.sampled_from(owing), max_size=2))]
    # Somebody barred whom nothing would let in anyway shows nothing, so most are drawn among those who would come in.
    concerned = sorted(_let_in(record, cast)) or sorted(cast)
    for person in draw(st.sets(someone | st.sampled_from(concerned), max_size=3)):
        record.bars[person] = (next(numbers), draw(flag))
    record.hangs = {table: uuid7() for table in HANGS}
    record.restriction = uuid7() if record.restricted else None
    record.glass = (uuid7(), draw(someone)) if draw(flag) else None
    record.ask = (uuid7(), draw(someone)) if draw(flag) else None
    return record


def _let_in(record: Record, cast) -> set[int]:
    """Return who is named in a grant, or belongs to an agency that is asked or gets a product; and the sender."""
    holders = {grant.holder for grant in record.grants if isinstance(grant.holder, int)}
    agencies = {request.agency for request in record.requests}
    agencies |= {agency for product in record.products for agency, _ in product.grants}
    agencies |= {action.agency for action in record.actions if action.agency}
    of_agencies = {pk for pk, person in cast.items() if person.agency in agencies}
    return holders | of_agencies | ({record.sender} if record.sender else set())


# Facts become rows ----------------------------------------------------------------------------------------------------


def write(world: World) -> None:
    """Write every row of the world. Run as the owner, with upkeep."""
    now = timezone.now()
    User.objects.filter(pk__in=[p.pk for p in world.people.values() if not p.active]).update(is_active=False)
    for record in world.records:
        _write_record(record, world, now)
    _write_ties(world, now)
    for draft in world.drafts:
        models.Draft.objects.create(
            id=draft.pk,
            hub_id=next(iter(world.people.values())).hub,
            created_by_id=draft.author,
            secret_hash=draft_key(draft.secret),
            channel="web_public",
            sent_as="MASH-SENT" if draft.sent else "",
        )
    for key in world.messages:
        hub = next(iter(world.people.values())).hub
        models.OutboxMessage.objects.create(
            id=key, hub_id=hub, template="returned", to="a@b.example", key=str(key), created_at=now
        )


def _write_ties(world: World, now) -> None:
    records = {record.pk: record for record in world.records}
    compared = [record.hangs["person"] for record in world.records if not record.waits_for]
    models.PersonToMatch.objects.filter(person__in=compared).delete()
    for tie in world.ties:
        first, second = sorted((records[tie.first], records[tie.second]), key=lambda record: record.hangs["person"])
        models.PersonPair.objects.create(
            id=tie.pk, hub_id=first.hub, first_id=first.hangs["person"], second_id=second.hangs["person"],
            first_referral_id=first.pk, second_referral_id=second.pk, band=2 if tie.sure else 1, bits=9, reasons=[],
            weights="1", at=now, verdict=tie.verdict, guarded=tie.guarded,
        )  # fmt: skip
    for tie in world.elsewhere:
        for mine, theirs in ((tie.first, tie.second), (tie.second, tie.first)):
            here, there = records[mine], records[theirs]
            models.PersonElsewhere.objects.create(
                person_id=here.hangs["person"], referral_id=here.pk, other_id=there.hangs["person"],
                other_referral_id=there.pk, other_hub_id=there.hub, sure=tie.sure, at=now,
            )  # fmt: skip


def _write_record(record: Record, world: World, now) -> None:
    somebody = next(iter(world.people))
    referral = models.Referral.objects.create(
        id=record.pk,
        hub_id=record.hub,
        reference=f"T-{str(record.pk)[-12:]}",
        channel="phone",
        source_code="1B",
        concerns=["neglect"],
        received_at=now,
        created_by_id=record.sender,
        restricted=record.restricted,
        restricted_reason="other" if record.restricted else "",
    )
    if not record.just_sent:
        models.Referral.objects.filter(pk=record.pk).update(created_at=now - timedelta(hours=1))
    hung = {table: row_of(table, key, referral, record.hangs, somebody, now) for table, key in record.hangs.items()}
    for table in ["person", *(name for name in HANGS if name != "person")]:
        hung[table].save(force_insert=True)
    _write_grants(record, referral, now)
    for person, (key, standing) in record.bars.items():
        ended = None if standing else now
        models.Bar.objects.create(
            pk=key,
            referral=referral,
            hub_id=record.hub,
            reference=referral.reference,
            user_id=person,
            given_at=now,
            ended_at=ended,
        )
    _write_what_governance_watches(record, referral, somebody, now)
    for request in record.requests:
        _write_request(request, record, referral, hung["lawfulbasis"], somebody, now)
    for action in record.actions:
        owner = None if action.agency else somebody
        models.CaseAction.objects.create(
            id=action.pk, referral=referral, hub_id=record.hub, reference=f"A-{str(action.pk)[-12:]}", what="Words.",
            agency_id=action.agency, owner_id=owner, due_at=now, by_id=somebody, at=now,
        )  # fmt: skip
    for number, product in enumerate(record.products, start=1):
        _write_product(product, number, record, referral, somebody, now)


def _write_what_governance_watches(record: Record, referral, somebody: int, now) -> None:
    watched = {"referral": referral, "hub_id": record.hub, "reference": referral.reference, "at": now}
    if record.restriction:
        restriction = {"reason": "other", "by_id": somebody, "review_on": now.date()}
        began = now + timedelta(hours=1) if record.restricted_since_it_came else now - timedelta(hours=3 - record.place)
        models.Restriction.objects.create(id=record.restriction, **restriction, **{**watched, "at": began})
    if record.glass:
        key, who = record.glass
        models.BreakGlass.objects.create(id=key, user_id=who, reason="Now.", until=now, **watched)
    if record.ask:
        key, who = record.ask
        models.Ask.objects.create(id=key, asked_by_id=who, seen_from=referral, why="We ask.", **watched)


def row_of(table: str, key, referral, hangs: dict, by: int, now):
    """Return an unsaved row of this table for this record, on which rows with these keys hang."""
    person = hangs["person"]
    common = {"id": key, "referral_id": referral.pk}
    noted = {**common, "by_id": by, "at": now}
    return {
        "move": lambda: models.Move(**noted, name="receive", to_status="received"),
        "ratinggiven": lambda: models.RatingGiven(**noted, stage="triage", level="red", reason="Grave."),
        "clock": lambda: models.Clock(**common, measure="feedback", mode="continuous", started_at=now, stopped_at=now),
        "lawfulbasis": lambda: models.LawfulBasis(
            **noted,
            purpose="p",
            gateway="g",
            article6="6e",
            article9="9g",
            necessity="n",
            family_informed="yes",
            agreement="a",
        ),
        "note": lambda: models.Note(**noted, text="Words."),
        "flag": lambda: models.Flag(**noted, kind="colleague", reason="Words."),
        "strategydiscussion": lambda: models.StrategyDiscussion(
            **noted, held_at=now, how="phone", attended=[], outcome="section_17", words="Words."
        ),
        "referrer": lambda: models.Referrer(**common, is_professional=True),
        "person": lambda: models.Person(**common, position=1, kind="child"),
        "involvedprofessional": lambda: models.InvolvedProfessional(**common, organisation="School"),
        "decision": lambda: models.Decision(
            **noted, subject_id=person, stage="full", outcome="assessment", final_rating="red", rationale="r"
        ),
        "feedback": lambda: models.Feedback(**noted, wording="w", text="t"),
        "notificationmade": lambda: models.NotificationMade(
            **noted,
            decision_id=hangs["decision"],
            subject_id=person,
            code="fgm_police",
            due_on=now.date(),
            made_on=now.date(),
            detail="The police.",
        ),
    }[table]()


def _write_grants(record: Record, referral, now) -> None:
    view = _permission("view_referral")
    for grant in record.grants:
        fields = {"content_object": referral, "permission": view, "given_at": now, **_until(grant.live, now)}
        if isinstance(grant.holder, tuple):
            models.ReferralGroupGrant.objects.bulk_create(
                [models.ReferralGroupGrant(group_id=_group(grant.holder), **fields)]
            )
        else:
            own = models.ReferralUserGrant(user_id=grant.holder, kind=grant.kind, **fields)
            models.ReferralUserGrant.objects.bulk_create([own])


def _write_request(request: Request, record: Record, referral, basis, somebody: int, now) -> None:
    row = models.InformationRequest.objects.create(
        id=request.pk,
        referral=referral,
        hub_id=record.hub,
        agency_id=request.agency,
        reference=f"R-{str(request.pk)[-12:]}",
        lawful_basis=basis,
        subjects=[],
        sent_by_id=somebody,
        sent_at=now,
    )
    grant = models.RequestGroupGrant(
        content_object=row,
        group_id=_group(("agency", request.agency)),
        permission=_permission("answer_request"),
        given_at=now,
        **_until(request.live, now),
    )
    models.RequestGroupGrant.objects.bulk_create([grant])
    response = models.Response.objects.create(request=row, number=1, outcome="supplied", by_id=somebody, at=now)
    item = models.Item.objects.create(
        id=request.item.pk,
        response=response,
        request=row,
        position=1,
        **({} if request.item.handling == "existence_only" else {"kind": "event", "basis": "fact"}),
        handling=request.item.handling,
        release=list(request.item.release),
        withdrawn_at=now if request.item.withdrawn else None,
    )
    if request.item.handling != "existence_only":
        models.ItemBody.objects.create(item=item, text="Words.")


def _write_product(product: Product, number: int, record: Record, referral, somebody: int, now) -> None:
    row = models.Product.objects.create(
        id=product.pk,
        referral=referral,
        reference=f"P-{str(product.pk)[-12:]}",
        number=number,
        audience=product.audience,
        summary="s",
        hub_id=record.hub,
        by_id=somebody,
        at=now,
    )
    read = _permission("read_product")
    for agency, live in product.grants:
        group = _group(("agency", agency))
        grant = models.ProductGroupGrant(
            content_object=row, group_id=group, permission=read, given_at=now, **_until(live, now)
        )
        models.ProductGroupGrant.objects.bulk_create([grant])
    for position, (key, item) in enumerate(product.copies.items(), start=1):
        models.ProductItem.objects.create(
            id=key, product=row, item_id=item.pk, position=position, agency_name="x", basis="fact", text="Words."
        )


def _until(live: bool, now) -> dict:
    return {"expires_at": UNTIL_WITHDRAWN if live else now - timedelta(minutes=1), "reason": "drawn"}


def _permission(codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label="referrals", codename=codename)


def _group(holder: tuple[str, int]) -> int:
    kind, key = holder
    return Hub.objects.get(pk=key).team_group_id if kind == "team" else Agency.objects.get(pk=key).group_id
