"""What a decision must hold before it is saved or signed; each refusal says what to do about it."""

from collections.abc import Iterable
from typing import Any

from mash.refusals import RuleViolation
from referrals import codes
from referrals.access.items import readable_items
from referrals.decisions.contradictions import contradictions
from referrals.models import Decision, Dissent, Item, Person, Referral
from referrals.people.matching import other_referrals

TEXTS = (
    *("threshold", "outcome", "outcome_reason", "final_rating", "contradiction_reason"),
    *("rationale", "next_steps", "voice"),
)
ADULT_TEXTS = ("capacity", "capacity_detail", "wishes_asked", "wishes")
DOUBTED_CAPACITY = {codes.Capacity.LACKS, codes.Capacity.LACKS_SUPPORTED, codes.Capacity.DOUBTED}
# All three parts of the section 42 test met is a duty: these would leave it undone.
TOO_LITTLE_FOR_S42 = {codes.Outcome.NO_FURTHER_ACTION, codes.Outcome.ADVICE, codes.Outcome.OTHER_ENQUIRY}


def outcomes_for(kinds: Iterable[str]) -> list[codes.Outcome]:
    """The outcomes open to every one of these kinds of subject."""
    wanted = set(kinds)
    return [outcome for outcome in codes.Outcome if wanted <= codes.OUTCOME_FACTS[outcome].for_kinds]


def thresholds_for(kind: str) -> type[codes.ThresholdLevel] | type[codes.AdultThreshold]:
    return codes.AdultThreshold if kind == codes.PersonKind.ADULT else codes.ThresholdLevel


def check_subjects(referral: Referral, subjects: list[Person]) -> None:
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
    taken = set(Decision.objects.filter(subject__in=subjects).values_list("subject_id", flat=True))
    if taken:
        raise RuleViolation(
            "Somebody has already drafted a decision about a person you selected. Change that draft instead.",
            field="subjects",
        )


def checked(subjects: list[Person], facts: dict[str, Any]) -> dict[str, Any]:
    """The facts of a decision as they are saved; raises RuleViolation naming the field that needs more."""
    kept = {name: facts.get(name) or "" for name in TEXTS} | {"also": list(facts.get("also") or [])}
    _check_outcome(subjects, kept)
    for name, words in [
        ("final_rating", "Select the final rating."),
        ("rationale", "Enter the rationale for this decision."),
    ]:
        if not kept[name].strip():
            raise RuleViolation(words, field=name)
    if kept["threshold"] not in thresholds_for(subjects[0].kind).values:
        raise RuleViolation("Select the threshold.", field="threshold")
    if subjects[0].kind == codes.PersonKind.ADULT:
        kept |= _checked_adult(kept, facts)
    _check_contradictions(kept)
    return kept


def contradictions_in(facts: Any) -> list[str]:
    """Of answers, or of a decision's own."""
    get = facts.get if isinstance(facts, dict) else lambda name: getattr(facts, name)
    return contradictions(**{name: get(name) or "" for name in ("threshold", "outcome", "final_rating")})


def _check_contradictions(kept: dict[str, Any]) -> None:
    found = contradictions_in(kept)
    if not found:
        kept["contradiction_reason"] = ""
    elif not kept["contradiction_reason"].strip():
        raise RuleViolation(
            f"Check your answers: {', and '.join(found)}. Change them, or enter why they belong together.",
            field="contradiction_reason",
        )


def check_hangs_together(decision: Decision) -> None:
    """Just before it is signed, for drafts from before anybody was asked, and of adults by the levels of children."""
    if decision.threshold not in thresholds_for(decision.subject.kind).values:
        raise RuleViolation(
            "Change the draft before you sign it: its threshold is not one for an adult.", field="decisions"
        )
    found = contradictions_in(decision)
    if found and not decision.contradiction_reason:
        raise RuleViolation(f"Change the draft before you sign it: {', and '.join(found)}.", field="decisions")


def _check_outcome(subjects: list[Person], kept: dict[str, Any]) -> None:
    if kept["outcome"] not in outcomes_for(person.kind for person in subjects):
        raise RuleViolation("Select an outcome that is open to everyone you selected.", field="outcome")
    if kept["outcome"] != codes.Outcome.NO_FURTHER_ACTION:
        kept["outcome_reason"] = ""
    elif not kept["outcome_reason"]:
        raise RuleViolation("Select why no further action is taken.", field="outcome_reason")


def _checked_adult(answers: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    kept = {name: facts.get(name) or "" for name in ADULT_TEXTS} | {"limbs": _checked_limbs(facts.get("limbs") or {})}
    _check_s42(answers, [limb["answer"] for limb in kept["limbs"].values()])
    if not kept["capacity"]:
        raise RuleViolation("Select what is known of the person’s capacity for this decision.", field="capacity")
    if kept["capacity"] in DOUBTED_CAPACITY and not kept["capacity_detail"].strip():
        raise RuleViolation("Enter who assessed capacity, when, and what support was given.", field="capacity_detail")
    if not kept["wishes_asked"]:
        raise RuleViolation("Select whether the person was asked what they want.", field="wishes_asked")
    if kept["wishes_asked"] == codes.MspAsked.EXPRESSED and not kept["wishes"].strip():
        raise RuleViolation("Enter what the person wants to happen.", field="wishes")
    return kept


def _checked_limbs(limbs: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    kept = {}
    for limb in codes.S42Limb:
        given, about = limbs.get(limb, {}), codes.S42_LIMB_ABOUT[limb]
        if given.get("answer") not in codes.LimbAnswer.values:
            raise RuleViolation(f"Select whether the part about {about} is met.", field=limb)
        if not (given.get("reason") or "").strip():
            raise RuleViolation(f"Enter the reason for your answer about {about}.", field=f"{limb}_reason")
        kept[limb.value] = {"answer": str(given["answer"]), "reason": given["reason"]}
    return kept


def _check_s42(kept: dict[str, Any], answers: list[str]) -> None:
    outcome, all_met = kept["outcome"], all(answer == codes.LimbAnswer.MET for answer in answers)
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
    if all_met != (kept["threshold"] == codes.AdultThreshold.S42_MET):
        raise RuleViolation(
            "The threshold must follow from the three parts of the section 42 test: the duty is met when all three "
            "are. Change the threshold or the answers.",
            field="threshold",
        )


def checked_views(referral: Referral, views: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """One view for each agency that was asked: agrees, disagrees with its reason, or not asked for its view."""
    given = {int(view["agency"]): view for view in views}
    kept = []
    for agency_id, name in _asked_agencies(referral):
        view = given.get(agency_id, {})
        agrees, reason = view.get("agrees") or Dissent.View.NOT_ASKED, (view.get("reason") or "").strip()
        if agrees == Dissent.View.DISAGREES and not reason:
            raise RuleViolation(f"Enter why {name} disagrees.", field=f"view_{agency_id}_reason")
        said = reason if agrees != Dissent.View.NOT_ASKED else ""
        who = (view.get("spoken_for_by") or "") if agrees != Dissent.View.NOT_ASKED else ""
        kept.append({"agency_id": agency_id, "agrees": agrees, "reason": said, "spoken_for_by": who})
    return kept


def _asked_agencies(referral: Referral) -> list[tuple[int, str]]:
    return list(referral.requests.order_by("agency__name").values_list("agency_id", "agency__name").distinct())


def checked_items(referral: Referral, cited: Iterable[Any], by) -> list[Item]:
    """The items to cite: each must be of this case and readable by whoever cites it."""
    wanted = {str(key) for key in cited}
    items = [item for item in readable_items(by, referral) if str(item.pk) in wanted and item.words is not None]
    if len(items) != len(wanted):
        raise RuleViolation(
            "You selected an item that is no longer there for you: its owner withdrew it or changed who may read it. "
            "Check the items again.",
            field="cited",
        )
    return items


def cited_unread(decision: Decision, by) -> list[Item]:
    """What the draft cites and this person may not read: it stays cited, since they see neither that it is nor what."""
    cited = {citation.item_id for citation in decision.citations.all()}
    return [item for item in readable_items(by, decision.referral) if item.pk in cited and item.words is None]


def check_citations_stand(decision: Decision, standing: list[Item]) -> None:
    """Just before it is signed: every item cited still stands."""
    if not {cited.item_id for cited in decision.citations.all()} <= {item.pk for item in standing}:
        raise RuleViolation(
            "An item this decision cites has been withdrawn by its owner. Change the draft: read the answers again and "
            "check which items it rests on."
        )


# The second signature -------------------------------------------------------------------------------------------------


def why_second_signature(decision: Decision, by) -> str:
    """Why this decision needs a second manager's signature; empty when it does not."""
    hub = decision.referral.hub
    if decision.outcome in hub.second_signature_outcomes:
        return f"The hub asks for a second signature on “{decision.get_outcome_display()}”."
    if decision.outcome == codes.Outcome.NO_FURTHER_ACTION:
        earlier = other_referrals(by, decision.referral, [decision.subject])
        times = sum(one.within_a_year for one in earlier) + 1
        if times >= hub.repeat_threshold:
            return f"This is referral number {times} about this person in 12 months."
    return ""
