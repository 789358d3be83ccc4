"""The rule of need to know, written again in plain Python. It imports no production code.

A user who is barred from a record sees nothing of it. Otherwise a hub's own team sees the hub's
unrestricted records, and a holder of a live grant sees its record. An agency sees the requests
sent to it and the products released to it. A suspended user sees nothing. Words are shown as
their owner marked them.
"""

from copy import deepcopy

from tests.need_to_know.facts import Action, Draft, Grant, Item, Product, Record, Request, Tie, Viewer, World

TEAM = {"screener", "social_worker", "manager", "adults_manager", "out_of_hours"}
DECIDES = {"manager", "adults_manager"}
OF_AGENCY = {"representative"}
WORKING = {"allocation", "named"}


def acts(viewer: Viewer) -> bool:
    return viewer.person is not None and viewer.person.active


def on_team_of(viewer: Viewer, hub: int) -> bool:
    return acts(viewer) and viewer.person.hub == hub and bool(viewer.person.roles & TEAM)


def decides_for(viewer: Viewer, hub: int) -> bool:
    return acts(viewer) and viewer.person.hub == hub and bool(viewer.person.roles & DECIDES)


def speaks_for(viewer: Viewer, agency: int) -> bool:
    return acts(viewer) and viewer.person.agency == agency and bool(viewer.person.roles & OF_AGENCY)


def governs(viewer: Viewer, hub: int) -> bool:
    return acts(viewer) and viewer.person.hub == hub and "governance" in viewer.person.roles


def barred(viewer: Viewer, record: Record) -> bool:
    return viewer.key in record.waits_for or record.bars.get(viewer.key, (0, False))[1]


def holds(viewer: Viewer, holder) -> bool:
    if not isinstance(holder, tuple):
        return acts(viewer) and viewer.key == holder
    kind, key = holder
    return on_team_of(viewer, key) if kind == "team" else speaks_for(viewer, key)


def sees_record(viewer: Viewer, record: Record) -> bool:
    if barred(viewer, record):
        return False
    by_team = on_team_of(viewer, record.hub) and not record.restricted
    return by_team or any(grant.live and holds(viewer, grant.holder) for grant in record.grants)


def answers(viewer: Viewer, record: Record, request: Request) -> bool:
    return request.live and speaks_for(viewer, request.agency) and not barred(viewer, record)


def sees_request(viewer: Viewer, record: Record, request: Request) -> bool:
    return viewer.system or answers(viewer, record, request) or sees_record(viewer, record)


def sees_what_is_in_a_request(viewer: Viewer, record: Record, request: Request) -> bool:
    return not viewer.system and sees_request(viewer, record, request)


def reads_words(viewer: Viewer, record: Record, request: Request) -> bool:
    item = request.item
    if item.handling == "existence_only":
        return False  # there are none
    if answers(viewer, record, request):
        return True
    if not sees_record(viewer, record):
        return False
    return item.handling == "hub_team" or decides_for(viewer, record.hub)


def is_to_do(viewer: Viewer, record: Record, action: Action) -> bool:
    """Return whether the viewer speaks for the agency that is to do this."""
    return action.agency is not None and speaks_for(viewer, action.agency) and not barred(viewer, record)


def is_released_to(viewer: Viewer, record: Record, product: Product) -> bool:
    return not barred(viewer, record) and any(live and speaks_for(viewer, agency) for agency, live in product.grants)


def sees_product(viewer: Viewer, record: Record, product: Product) -> bool:
    return is_released_to(viewer, record, product) or sees_record(viewer, record)


def watches(viewer: Viewer, record: Record, who: int) -> bool:
    """Return whether the viewer reads a governance row, which is about `who`, on this record."""
    return sees_record(viewer, record) or governs(viewer, record.hub) or (acts(viewer) and viewer.key == who)


def reads_copy(viewer: Viewer, record: Record, product: Product, item: Item) -> bool:
    if item.withdrawn or item.handling == "existence_only" or product.audience not in item.release:
        return False
    if not sees_product(viewer, record, product):
        return False
    return not sees_record(viewer, record) or item.handling == "hub_team" or decides_for(viewer, record.hub)


def owns_draft(viewer: Viewer, draft: Draft) -> bool:
    by_account = draft.author is not None and acts(viewer) and viewer.key == draft.author
    return by_account or (draft.secret != "" and viewer.secret == draft.secret)


# What follows people --------------------------------------------------------------------------------------------------


def is_sure(tie: Tie) -> bool:
    return not tie.guarded and (tie.verdict == "same" or (tie.verdict == "" and tie.sure))


def once_compared(world: World) -> World:
    """Return the world once the matcher has run: bars and restrictions have followed the people."""
    after = deepcopy(world)
    for record in after.records:
        record.waits_for = frozenset()
    before = {record.pk: record for record in world.records}
    records = {record.pk: record for record in after.records}
    ties = [pair for tie in after.ties if is_sure(tie) for pair in ((tie.first, tie.second), (tie.second, tie.first))]
    for source, target in ties:
        for person, (_, standing) in before[source].bars.items():
            if standing and person not in before[target].bars:
                records[target].bars[person] = (0, True)
    carries = [source for source in records.values() if source.restricted and not source.restricted_since_it_came]
    for source in sorted(carries, key=lambda record: record.place):
        for target in sorted({target for origin, target in ties if origin == source.pk}):
            if not records[target].restricted:
                _restrict_as(source, records[target], after)
    return after


def _restrict_as(source: Record, target: Record, world: World) -> None:
    """Name for a record whoever works on another that is restricted, or the managers of the hub if none does."""
    team = [
        viewer
        for viewer in map(Viewer, world.people.values())
        if on_team_of(viewer, target.hub) and not barred(viewer, source) and not barred(viewer, target)
    ]
    named = {viewer.key for viewer in team if any(_works_by(grant, viewer) for grant in source.grants)}
    managers = {viewer.key for viewer in team if "manager" in viewer.person.roles}
    named |= set() if named & managers else managers
    target.restricted = True
    for grant in target.grants:
        if not isinstance(grant.holder, tuple) and grant.holder not in named and grant.kind in {*WORKING, "visit"}:
            grant.live = False
    target.grants += [Grant(key, True, "named") for key in named]


def _works_by(grant: Grant, viewer: Viewer) -> bool:
    return grant.live and grant.holder == viewer.key and grant.kind in WORKING


def sees_pair(viewer: Viewer, tie: Tie, records: dict) -> bool:
    first, second = records[tie.first], records[tie.second]
    on_team = on_team_of(viewer, first.hub)
    return on_team and not tie.guarded and sees_record(viewer, first) and sees_record(viewer, second)


def cards(viewer: Viewer, record: Record, world: World) -> int:
    """Return of how many records somebody learns, on this one, that they exist."""
    if not on_team_of(viewer, record.hub) or not sees_record(viewer, record):
        return 0
    ties = [tie for tie in world.ties if record.pk in (tie.first, tie.second)]
    others = {
        tie.second if tie.first == record.pk else tie.first
        for tie in ties
        if tie.verdict != "different" and not tie.guarded
    }
    hidden = [other for other in world.records if other.pk in others and other.restricted]
    return sum(not barred(viewer, other) and not sees_record(viewer, other) for other in hidden)


def hubs_carded(viewer: Viewer, record: Record, world: World) -> set[int]:
    """Return the other hubs that somebody learns may know a person of this record."""
    if not on_team_of(viewer, record.hub) or not sees_record(viewer, record):
        return set()
    others = {
        tie.second if tie.first == record.pk else tie.first
        for tie in world.elsewhere
        if record.pk in (tie.first, tie.second)
    }
    return {other.hub for other in world.records if other.pk in others}


def may_add_to(viewer: Viewer, record: Record) -> bool:
    """For one minute a sender may add what came with the referral, but never reads it back."""
    return record.just_sent and record.sender is not None and acts(viewer) and viewer.key == record.sender


COMES_WITH_IT = {"move", "clock", "referrer", "person", "involvedprofessional"}
FOR_THE_HUB_TO_SAY = {"ratinggiven", "lawfulbasis", "note", "decision", "feedback", "notificationmade", "flag"}
FOR_THE_HUB_TO_SAY |= {"strategydiscussion"}


def works_on(viewer: Viewer, record: Record) -> bool:
    """Return whether the viewer may act on the record, and not only read it.

    A viewer outside its hub's team only reads (a record handed over to them, for instance), and so
    does a viewer who sees a restricted record only by a visit or an emergency opening.
    """
    if not sees_record(viewer, record) or not on_team_of(viewer, record.hub):
        return False
    return not record.restricted or any(
        grant.live and grant.kind in WORKING and grant.holder == viewer.key for grant in record.grants
    )


def may_hang(viewer: Viewer, record: Record, table: str) -> bool:
    """Return whether this viewer may add a row of this table to this record."""
    if sees_record(viewer, record):
        return works_on(viewer, record)
    return table in COMES_WITH_IT and may_add_to(viewer, record)


def only_read(viewer: Viewer, world: World) -> set[str]:
    """Return the keys of all rows of records that this viewer sees but does not work on."""
    keys: set[str] = set()
    for record in world.records:
        if sees_record(viewer, record) and not works_on(viewer, record):
            rows = [record.pk, record.restriction, *record.hangs.values(), *(q.pk for q in record.requests)]
            rows += [a.pk for a in record.actions]
            rows += [p.pk for p in record.products] + [record.ask[0] if record.ask else None]
            keys |= {str(key) for key in rows if key}
    return keys


def visible(viewer: Viewer, world: World) -> dict[str, set]:
    """Return the keys of rows this viewer may read, by table (without its `referrals_`)."""
    keys_by_table: dict[str, set] = {}
    for table, key, may in _judged(viewer, world):
        keys = keys_by_table.setdefault(table, set())
        if may:
            keys.add(str(key))
    return keys_by_table


def _judged(viewer: Viewer, world: World):
    for record in world.records:
        yield "referral", record.pk, sees_record(viewer, record)
        for table, key in record.hangs.items():
            yield table, key, sees_record(viewer, record)
        yield from _judged_by_governance(viewer, record)
        yield from _judged_requests(viewer, record)
        yield from _judged_products(viewer, record)
        for action in record.actions:
            yield "caseaction", action.pk, is_to_do(viewer, record, action) or sees_record(viewer, record)
    for draft in world.drafts:
        yield "draft", draft.pk, owns_draft(viewer, draft)
    for key in world.messages:
        yield "outboxmessage", key, viewer.system


def _judged_by_governance(viewer: Viewer, record: Record):
    sees_restriction = sees_record(viewer, record) or governs(viewer, record.hub)
    for person, (key, _) in record.bars.items():
        yield "bar", key, viewer.key not in (None, person) and governs(viewer, record.hub)
    if record.restriction:
        yield "restriction", record.restriction, sees_restriction
    if record.glass:
        yield "breakglass", record.glass[0], watches(viewer, record, record.glass[1])
    if record.ask:
        yield "ask", record.ask[0], watches(viewer, record, record.ask[1])


def _judged_requests(viewer: Viewer, record: Record):
    for request in record.requests:
        yield "informationrequest", request.pk, sees_request(viewer, record, request)
        yield "item", request.item.pk, sees_what_is_in_a_request(viewer, record, request)
        yield "itembody", request.item.pk, reads_words(viewer, record, request)


def _judged_products(viewer: Viewer, record: Record):
    for product in record.products:
        yield "product", product.pk, sees_product(viewer, record, product)
        for key, item in product.copies.items():
            yield "productitem", key, reads_copy(viewer, record, product, item)
