"""The oracle for planted words: who may be shown each word, and which records they may know of."""

from tests.need_to_know import oracle
from tests.need_to_know.facts import Viewer
from tests.need_to_know.walk.people import SECRET, Walker
from tests.need_to_know.walk.records import CaseFixture
from tests.need_to_know.walk.words import Planted
from tests.need_to_know.walk.world import KEPT_IN_A_BROWSER, WalkWorld

KINDS = ("police", "health", "education", "housing")
# An agency gets only what it needs to search for a person. The adult's address is withheld.
COPIED = {f"{who}{what}" for who in ("child", "adult") for what in ("firstname", "lastname", "othernames")}
COPIED |= {"childaddress", "whysection"}
# A product names whom it is about.
NAMED_IN_PRODUCTS = {f"{who}{what}" for who in ("child", "adult") for what in ("firstname", "lastname")}
OF_A_REQUEST = ("reason", "question", "askwhom", "searchmade", "ratingreason", "moretime", "heldback")
OF_A_REQUEST += ("messagefromhub", "message", "change")
OF_FACTS = ("weighedname", "weighedwhy", "learnedfirst", "learnedlast")
OF_AN_ITEM = ("team", "decider", "kept")
OF_AN_ACTION = ("policeaction", "policedone", "policedoneword")


def viewer_of(walker: Walker) -> Viewer:
    return Viewer(walker.facts, secret=KEPT_IN_A_BROWSER if walker.key == SECRET else "")


def may_read(walker: Walker, world: WalkWorld, word: Planted) -> bool:
    viewer = viewer_of(walker)
    if word.record in world.drafts:
        return oracle.owns_draft(viewer, world.drafts[word.record][1])
    if word.record in ("northhub", "southhub"):
        cast = world.north if word.record == "northhub" else world.south
        return oracle.acts(viewer) and viewer.person.hub == cast.hub.pk
    fixture = world.cases[word.record]
    if word.piece in ("hubwhy", "hubanswer"):
        # the team of the hub that asked; of the other, managers who see the record that is meant
        asking, meant = fixture.facts, world.cases["south"].facts
        is_asked = oracle.decides_for(viewer, meant.hub) and oracle.sees_record(viewer, meant)
        return is_asked or (oracle.on_team_of(viewer, asking.hub) and oracle.sees_record(viewer, asking))
    if word.piece == "protectwhy":
        return oracle.sees_record(viewer, fixture.facts) or oracle.governs(viewer, fixture.facts.hub)
    if word.piece in OF_AN_ACTION and is_to_do(viewer, fixture):
        return True
    reads = reads_fact if word.piece in OF_FACTS else may_read_of
    return reads(viewer, fixture, word.piece)


def may_read_of(viewer: Viewer, fixture: CaseFixture, piece: str) -> bool:
    record = fixture.facts
    kind = next((kind for kind in KINDS if piece.startswith(kind)), "")
    if piece == "unsent":
        return puts_to(viewer, fixture, "education")
    if piece == "unfinished":  # restored to its writer only
        return viewer.person is not None and viewer.person.pk == fixture.cast.second_manager.pk
    if piece == "barwhy":
        return oracle.governs(viewer, fixture.cast.hub.pk) and not oracle.barred(viewer, record)
    gets_a_product = any(oracle.sees_product(viewer, record, product) for product in record.products)
    if piece == "summary":
        return gets_a_product
    if piece in ("askwhy", "glasswhy"):
        return oracle.watches(viewer, record, record.ask[1] if piece == "askwhy" else record.glass[1])
    if kind and piece.removeprefix(kind) in OF_A_REQUEST:
        return oracle.sees_record(viewer, record) or puts_to(viewer, fixture, kind)
    if kind and piece.removeprefix(kind) in OF_AN_ITEM:
        return reads_item(viewer, fixture, piece)
    may_read_copy = piece in COPIED and any(puts_to(viewer, fixture, kind) for kind in fixture.requests)
    return may_read_copy or (piece in NAMED_IN_PRODUCTS and gets_a_product) or oracle.sees_record(viewer, record)


def reads_fact(viewer: Viewer, fixture: CaseFixture, piece: str) -> bool:
    """Return whether this viewer reads a fact: of an item that only deciders read, or one that an agency was told."""
    sees = oracle.sees_record(viewer, fixture.facts)
    if piece.startswith("weighed"):
        return sees and reads_item(viewer, fixture, "policedecider")
    return sees or any(puts_to(viewer, fixture, agency) for agency in fixture.told_more)


def puts_to(viewer: Viewer, fixture: CaseFixture, kind: str) -> bool:
    """Return whether this viewer is with the agency of this kind that got a request about it."""
    agency = fixture.requests[kind].agency_id
    return oracle.speaks_for(viewer, agency) and not oracle.barred(viewer, fixture.facts)


def is_to_do(viewer: Viewer, fixture: CaseFixture) -> bool:
    """Return whether this viewer is with the police, who are to do something about it."""
    police = fixture.cast.agencies["police"].pk
    return fixture.action is not None and oracle.speaks_for(viewer, police) and not oracle.barred(viewer, fixture.facts)


def reads_item(viewer: Viewer, fixture: CaseFixture, piece: str) -> bool:
    item = fixture.items[piece]
    owned = next(request for request in fixture.facts.requests if request.item.pk == item.pk)
    copied = any(
        oracle.reads_copy(viewer, fixture.facts, product, product.copies[item.pk])
        for product in fixture.facts.products
        if item.pk in product.copies
    )
    return copied or oracle.reads_words(viewer, fixture.facts, owned)


def knows_of(walker: Walker, fixture: CaseFixture) -> bool:
    return oracle.sees_record(viewer_of(walker), fixture.facts)


def may_be_named(walker: Walker, world: WalkWorld, word: Planted) -> bool:
    """Return whether governance may open this name, which it never may of a restricted record."""
    fixture = world.cases.get(word.record)
    is_name = word.piece.endswith(("firstname", "lastname"))
    return fixture is not None and is_name and not fixture.facts.restricted and governs(walker, fixture)


def governs(walker: Walker, fixture: CaseFixture) -> bool:
    """Return whether the viewer governs the record's hub and is not barred from the record."""
    viewer = viewer_of(walker)
    return oracle.governs(viewer, fixture.cast.hub.pk) and not oracle.barred(viewer, fixture.facts)
