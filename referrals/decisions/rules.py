"""The rules a decision must meet to be saved or signed. Each refusal says how to correct it."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.utils import timezone

from agencies import roles
from mash.refusals import RuleViolation
from referrals import codes
from referrals.access.items import readable_items
from referrals.codes import lists
from referrals.codes.offering import refuse_not_offered
from referrals.decisions import further
from referrals.decisions.contradictions import contradictions, leaving_contradictions, telling_contradictions
from referrals.models import Decision, Dissent, Item, Person, Referral
from referrals.people.ages import is_under_one
from referrals.people.other_referrals import months_in_words, other_referrals, times
from referrals.people.repeats import is_repeat
from referrals.workflow import why_not

TEXTS = (
    *("threshold", "outcome", "outcome_reason", "final_rating", "contradiction_reason"),
    *("rationale", "next_steps", "voice"),
)
ADULT_TEXTS = ("capacity", "capacity_decision", "capacity_detail", "wishes_asked", "wishes")
ADULT_DATES = ("capacity_on",)
DOUBTED_CAPACITY = {codes.Capacity.LACKS, codes.Capacity.LACKS_SUPPORTED, codes.Capacity.DOUBTED}
# If all three parts of the section 42 test are met, enquiring is a duty; these outcomes would omit it.
TOO_LITTLE_FOR_S42 = {codes.Outcome.NO_FURTHER_ACTION, codes.Outcome.ADVICE, codes.Outcome.OTHER_ENQUIRY}


def check_may_sign(decision: Decision, by) -> None:
    """Raise RuleViolation if whoever signs may do so for adults only, and this is about a child."""
    if decision.subject.kind != codes.PersonKind.ADULT and roles.only_for_adults(by.role_codes, roles.SIGN_DECISION):
        raise RuleViolation(
            "A safeguarding adults manager signs decisions about adults. Ask a MASH manager to sign for the children.",
            field="decisions",
        )


def outcomes_for(kinds: Iterable[str]) -> list[codes.Outcome]:
    """Return the outcomes open to all these kinds of subject."""
    required = set(kinds)
    return [outcome for outcome in codes.Outcome if required <= codes.OUTCOME_FACTS[outcome].kinds]


def thresholds_for(kind: str) -> type[codes.ThresholdLevel] | type[codes.AdultThreshold]:
    return codes.AdultThreshold if kind == codes.PersonKind.ADULT else codes.ThresholdLevel


def check_subjects(referral: Referral, subjects: list[Person]) -> None:
    """Raise RuleViolation unless these are subjects of the referral, and all adults or all
    children.
    """
    if not subjects:
        raise RuleViolation("Select who this decision is about.", field="subjects")
    if any(person.referral_id != referral.pk or not person.is_subject for person in subjects):
        raise RuleViolation("Select people this referral is about.", field="subjects")
    if len({person.kind == codes.PersonKind.ADULT for person in subjects}) > 1:
        raise RuleViolation(
            "Decide on children and adults separately: the law and the outcomes differ. Select one or the other.",
            field="subjects",
        )


def check_undecided(subjects: list[Person]) -> None:
    """Raise RuleViolation if one of these people already has a decision or draft."""
    decided = set(Decision.objects.filter(subject__in=subjects).values_list("subject_id", flat=True))
    if decided:
        raise RuleViolation(
            "Somebody has already drafted a decision about a person you selected. Change that draft instead.",
            field="subjects",
        )


def checked(referral: Referral, subjects: list[Person], facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts as they are saved. Raises RuleViolation with the field to correct."""
    fields = {name: facts.get(name) or "" for name in TEXTS} | {"also": list(facts.get("also") or [])}
    _check_outcome(subjects, fields)
    _check_offered(referral, subjects, fields)
    for name, words in [
        ("final_rating", "Select the final rating."),
        ("rationale", "Enter the rationale for this decision."),
    ]:
        if not fields[name].strip():
            raise RuleViolation(words, field=name)
    if fields["threshold"] not in thresholds_for(subjects[0].kind).values:
        raise RuleViolation("Select the threshold.", field="threshold")
    if subjects[0].kind == codes.PersonKind.ADULT:
        fields |= _checked_adult(fields, facts)
        _check_adult_offered(referral, fields)
    _check_contradictions(fields, referral, subjects)
    return fields | further.checked_further(referral, subjects, fields, facts)


def must_not_tell(referral: Referral, subjects: Iterable[Person]) -> bool:
    """Whether this is decided on children of whose family somebody must not be told. An adult agrees for themselves."""
    return any(person.kind != codes.PersonKind.ADULT for person in subjects) and referral.asks_for_silence


def contradictions_in(facts: Any, referral: Referral, subjects: Iterable[Person]) -> list[str]:
    """Return the contradictions in answers about `subjects`, or in a saved decision."""
    get = facts.get if isinstance(facts, dict) else lambda name: getattr(facts, name)
    outcome = get("outcome") or ""
    clashes = contradictions(outcome=outcome, **{name: get(name) or "" for name in ("threshold", "final_rating")})
    clashes += leaving_contradictions(outcome=outcome, suspected=[harm.suspected for harm in referral.do_not_tell])
    if must_not_tell(referral, subjects):
        clashes += telling_contradictions(outcome=outcome, also=get("also") or [])
    return clashes


def _check_contradictions(fields: dict[str, Any], referral: Referral, subjects: Iterable[Person]) -> None:
    """Raise RuleViolation if contradictory answers have no reason; drop a reason no longer needed."""
    clashes = contradictions_in(fields, referral, subjects)
    if not clashes:
        # A reason left over from earlier answers would explain nothing.
        fields["contradiction_reason"] = ""
    elif not fields["contradiction_reason"].strip():
        raise RuleViolation(
            f"Check your answers: {', and '.join(clashes)}. Change them, or enter why they belong together.",
            field="contradiction_reason",
        )


def check_hangs_together(decision: Decision) -> None:
    """Raise RuleViolation if a draft from before these rules does not meet them when it is signed."""
    if decision.threshold not in thresholds_for(decision.subject.kind).values:
        raise RuleViolation(
            "Change the draft before you sign it: its threshold does not fit this person.", field="decisions"
        )
    clashes = contradictions_in(decision, decision.referral, [decision.subject])
    if clashes and not decision.contradiction_reason:
        raise RuleViolation(f"Change the draft before you sign it: {', and '.join(clashes)}.", field="decisions")
    names = (*TEXTS, *further.TEXTS, *further.DATES, "also", "route_details", "limbs")
    fields = {name: getattr(decision, name) for name in names}
    check = partial(further.check_further, subjects=[decision.subject], fields=fields)
    if missing := why_not(check, decision.referral):
        raise RuleViolation(f"Change the draft before you sign it. {missing.words}", field="decisions")


def _check_outcome(subjects: list[Person], fields: dict[str, Any]) -> None:
    """Raise RuleViolation unless the outcome is open to all subjects and has its reason."""
    if fields["outcome"] not in outcomes_for(person.kind for person in subjects):
        raise RuleViolation("Select an outcome that is open to everyone you selected.", field="outcome")
    if fields["outcome"] != codes.Outcome.NO_FURTHER_ACTION:
        fields["outcome_reason"] = ""
    elif not fields["outcome_reason"]:
        raise RuleViolation("Select why no further action is taken.", field="outcome_reason")


def _check_offered(referral: Referral, subjects: list[Person], fields: dict[str, Any]) -> None:
    """Raise RuleViolation for a code that the hub does not offer, or that is for nobody selected."""
    hub, kinds = referral.hub, {person.kind for person in subjects}
    refuse_not_offered(
        lists.OUTCOME,
        fields["outcome"],
        hub,
        kinds=kinds,
        field="outcome",
        message="Select an outcome that your hub offers.",
    )
    refuse_not_offered(
        lists.OUTCOME_REASON,
        fields["outcome_reason"],
        hub,
        kinds=kinds,
        field="outcome_reason",
        message="Select a reason that your hub offers.",
    )
    for route in fields["also"]:
        refuse_not_offered(
            lists.ONWARD_ROUTE,
            route,
            hub,
            kinds=kinds,
            field="also",
            message="Select places that your hub offers for the people you selected.",
        )


def _check_adult_offered(referral: Referral, fields: dict[str, Any]) -> None:
    """Raise RuleViolation for a code about an adult that the hub does not offer."""
    for code_list, name, words in [
        (lists.ADULT_THRESHOLD, "threshold", "Select a threshold that your hub offers."),
        (lists.CAPACITY, "capacity", "Select what is known of the person’s capacity for this decision."),
    ]:
        refuse_not_offered(code_list, fields[name], referral.hub, field=name, message=words)
    for limb, limb_answer in fields["limbs"].items():
        words = f"Select whether the part about {codes.S42_LIMB_ABOUT[limb]} is met."
        refuse_not_offered(lists.LIMB_ANSWER, limb_answer["answer"], referral.hub, field=limb, message=words)


def _checked_adult(answers: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    """Return the answers for an adult. Raises RuleViolation."""
    fields: dict[str, Any] = {name: facts.get(name) or "" for name in ADULT_TEXTS}
    fields |= {name: facts.get(name) or None for name in ADULT_DATES}
    fields["limbs"] = _checked_limbs(facts.get("limbs") or {})
    _check_s42(answers, [limb["answer"] for limb in fields["limbs"].values()])
    if not fields["capacity"]:
        raise RuleViolation("Select what is known of the person’s capacity for this decision.", field="capacity")
    _check_capacity(fields)
    if not fields["wishes_asked"]:
        raise RuleViolation("Select whether the person was asked what they want.", field="wishes_asked")
    if fields["wishes_asked"] == codes.MspAsked.EXPRESSED and not fields["wishes"].strip():
        raise RuleViolation("Enter what the person wants to happen.", field="wishes")
    return fields


def _check_capacity(fields: dict[str, Any]) -> None:
    """Raise RuleViolation unless capacity is said of one decision at one time (Mental Capacity Act 2005)."""
    if fields["capacity"] != codes.Capacity.NOT_KNOWN:
        if not fields["capacity_decision"].strip():
            raise RuleViolation("Enter which decision the person’s capacity is about.", field="capacity_decision")
        if fields["capacity_on"] is None:
            raise RuleViolation("Enter the day for which this is said of their capacity.", field="capacity_on")
        further.check_past(fields["capacity_on"], "The day for which capacity is said", field="capacity_on")
    if fields["capacity"] in DOUBTED_CAPACITY and not fields["capacity_detail"].strip():
        raise RuleViolation("Enter who assessed capacity, when, and what support was given.", field="capacity_detail")
    if fields["capacity"] == codes.Capacity.COERCED and not fields["capacity_detail"].strip():
        raise RuleViolation("Enter who may coerce the person, and how.", field="capacity_detail")


def _checked_limbs(limbs: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """Return the three parts of the section 42 test. Raises RuleViolation."""
    checked_limbs = {}
    for limb in codes.S42Limb:
        limb_answer, about = limbs.get(limb, {}), codes.S42_LIMB_ABOUT[limb]
        if limb_answer.get("answer") not in codes.LimbAnswer.values:
            raise RuleViolation(f"Select whether the part about {about} is met.", field=limb)
        if not (limb_answer.get("reason") or "").strip():
            raise RuleViolation(f"Enter the reason for your answer about {about}.", field=f"{limb}_reason")
        checked_limbs[limb.value] = {"answer": str(limb_answer["answer"]), "reason": limb_answer["reason"]}
    return checked_limbs


def _check_s42(fields: dict[str, Any], answers: list[str]) -> None:
    """Raise RuleViolation unless outcome and threshold follow from the section 42 test (Care Act
    2014).
    """
    outcome, all_met = fields["outcome"], all(answer == codes.LimbAnswer.MET for answer in answers)
    if outcome == codes.Outcome.S42_ENQUIRY and not all_met:
        raise RuleViolation(
            "A section 42 enquiry needs all three parts of the test met. Change the answers or the outcome.",
            field="outcome",
        )
    if all_met and outcome in TOO_LITTLE_FOR_S42:
        raise RuleViolation(
            "All three parts of the section 42 test are met, so the council must make enquiries. Select an outcome "
            "that does, or change the answers.",
            field="outcome",
        )
    if all_met != (fields["threshold"] == codes.AdultThreshold.S42_MET):
        raise RuleViolation(
            "The threshold must follow from the three parts of the section 42 test: the duty is met when all three "
            "are. Change the threshold or the answers.",
            field="threshold",
        )


def checked_views(referral: Referral, views: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a view for each agency that was asked: agrees, disagrees with a reason, or not asked."""
    by_agency = {int(view["agency"]): view for view in views}
    rows = []
    for agency_id, name in _asked_agencies(referral):
        view = by_agency.get(agency_id, {})
        agrees, reason = view.get("agrees") or Dissent.View.NOT_ASKED, (view.get("reason") or "").strip()
        if agrees == Dissent.View.DISAGREES and not reason:
            raise RuleViolation(f"Enter why {name} disagrees.", field=f"view_{agency_id}_reason")
        # An agency that was not asked has given no reason and no name.
        kept_reason = reason if agrees != Dissent.View.NOT_ASKED else ""
        who = (view.get("spoken_for_by") or "") if agrees != Dissent.View.NOT_ASKED else ""
        rows.append({"agency_id": agency_id, "agrees": agrees, "reason": kept_reason, "spoken_for_by": who})
    return rows


def _asked_agencies(referral: Referral) -> list[tuple[int, str]]:
    return list(referral.requests.order_by("agency__name").values_list("agency_id", "agency__name").distinct())


def checked_items(referral: Referral, cited: Iterable[Any], by) -> list[Item]:
    """Return the items to cite. Raises RuleViolation unless this person can read each one."""
    selected = {str(key) for key in cited}
    items = [item for item in readable_items(by, referral) if str(item.pk) in selected and item.words is not None]
    if len(items) != len(selected):
        raise RuleViolation(
            "You selected an item that is no longer there for you: its owner withdrew it or changed who may read it. "
            "Check the items again.",
            field="cited",
        )
    return items


def cited_unread(decision: Decision, by) -> list[Item]:
    """Return the cited items this person may not read. They stay cited without being shown."""
    cited = {citation.item_id for citation in decision.citations.all()}
    return [item for item in readable_items(by, decision.referral) if item.pk in cited and item.words is None]


def check_citations_stand(decision: Decision, standing: list[Item]) -> None:
    """Raise RuleViolation unless every cited item still stands."""
    if not {cited.item_id for cited in decision.citations.all()} <= {item.pk for item in standing}:
        raise RuleViolation(
            "An item this decision cites has been withdrawn by its owner. Change the draft: read the answers again and "
            "check which items it rests on."
        )


# The second signature -------------------------------------------------------------------------------------------------


def why_second_signature(decision: Decision, by) -> str:
    """Return why a second manager must sign, or an empty string."""
    hub = decision.referral.hub
    asked_for = f"The hub asks for a second signature on “{decision.get_outcome_display()}”."
    if decision.outcome in hub.second_signature_outcomes:
        return asked_for
    if not hub.second_look or not codes.OUTCOME_FACTS[codes.Outcome(decision.outcome)].second_look:
        return ""
    # Ending the work on the youngest, or on somebody told of again and again, deserves a second look.
    if decision.subject.kind == codes.PersonKind.UNBORN:
        return "It ends the hub’s work on an unborn child."
    if is_under_one(decision.subject, timezone.localdate()):
        return "It ends the hub’s work on a child under one."
    others = other_referrals(decision.referral, [decision.subject]).listed
    earlier = times([other for other in others if other.names(decision.subject)], hub)
    if earlier.are_repeats(hub.repeat_threshold):
        number, months = earlier.recently + 1, months_in_words(earlier.months)
        return f"This is referral number {number} about this person in {months}."
    # Cases that whoever signs may not see count, and the words say no more than for any outcome.
    return asked_for if is_repeat(decision.subject) else ""
