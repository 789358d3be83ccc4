"""How long a hub gives itself, when it is open, and the rest of what it has settled for itself."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import transaction

from agencies import events, registry
from agencies.changes import describe_change, log_value, save_changes
from agencies.editions import lock_edition, raise_version
from agencies.models import Hub, OpeningHours, Target, Team
from audit.recording import record
from mash.govuk.moments import clock_time
from mash.refusals import RuleViolation, translate_unique_violation

TEAM_TWICE = RuleViolation("Two of these names differ only by capital letters. Give each team its own", field="teams")

HUB_FIELDS = (
    *("phone", "out_of_hours_phone", "duty_email"),
    *("second_signature_outcomes", "second_look", "repeat_threshold", "repeat_months", "escalate_after_hours"),
    *("break_glass_minutes", "restriction_review_days", "certify_days", "stale_days"),
    *("helplines", "privacy_contact", "retention"),
)
PAUSE_FIELDS = ("pause_reasons", "pause_review_days")
Targets = dict[tuple[str, str], tuple[Decimal | None, str]]
Hours = dict[int, tuple[time, time]]


@transaction.atomic
def set_targets(*, hub: Hub, targets: Targets, by, seen: int | None = None, now: datetime | None = None) -> bool:
    """All of them at once, (measure, rating) to (hours, mode). Clocks that run already keep what they began with.

    Return whether anything has changed, as the other actions here do.
    """
    edition = lock_edition(hub, "targets", seen=seen)
    before = targets_of(hub)
    for (measure, rating), (hours, mode) in targets.items():
        Target.objects.update_or_create(
            hub=hub, measure=measure, rating=rating, defaults={"hours": hours, "mode": mode}
        )
    after = targets_of(hub)
    for field, words in too_late_to_decide(after).items():
        raise RuleViolation(words, field=field)
    changed = [key for key in after if after[key] != before.get(key)]
    if changed:
        pair: dict[str, Any] = {"before": _said(before, changed), "after": _said(after, changed)}
        raise_version(edition, by=by, now=now, what=_in_words(changed))
        record(events.TARGETS_CHANGED, about=hub, by=by, now=now, **pair)
    return bool(changed)


@transaction.atomic
def set_hours(
    *, hub: Hub, hours: Hours, closed_on: list[date], by, seen: int | None = None, now: datetime | None = None
) -> bool:
    """Weekday to opening and closing; a day left out is closed. A hub that never opens has clocks that never end.

    Clocks that run already keep the hours they began with.
    """
    if not hours:
        raise RuleViolation("Enter the opening hours of at least one day")
    edition = lock_edition(hub, "hours", seen=seen)
    before = hours_of(hub)
    OpeningHours.objects.filter(hub=hub).delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(hub=hub, weekday=day, opens_at=opens, closes_at=closes) for day, (opens, closes) in hours.items()
    )
    closed = save_changes(hub, ("closed_on",), {"closed_on": sorted(set(closed_on))})
    after = hours_of(hub)
    changed = before != after or bool(closed["after"])
    if changed:
        week: dict[str, Any] = {
            "before": {"week": _week(before), **closed["before"]},
            "after": {"week": _week(after), **closed["after"]},
        }
        what = [word for word, differs in [("hours", before != after), ("closed days", closed["after"])] if differs]
        raise_version(edition, by=by, now=now, what=f"changed the {' and '.join(what)}")
        record(events.HOURS_CHANGED, about=hub, by=by, now=now, **week)
    return changed


@transaction.atomic
def change_hub(
    *, hub: Hub, by, teams: list[str] | None = None, seen: int | None = None, now: datetime | None = None, **facts
) -> bool:
    """`teams`: the names of all of them; left out, they stay as they are."""
    edition = lock_edition(hub, "settings", seen=seen)
    changed = save_changes(hub, HUB_FIELDS, facts)
    before = teams_of(hub)
    if teams is not None and sorted(teams) != sorted(before):
        _name_teams(hub, teams)
        changed["before"]["teams"], changed["after"]["teams"] = before, teams_of(hub)
    if changed["after"]:
        raise_version(edition, by=by, now=now, what=describe_change(changed))
        record(events.HUB_CHANGED, about=hub, by=by, now=now, **changed)
    return bool(changed["after"])


@transaction.atomic
def set_pause_rules(
    *,
    hub: Hub,
    pause_reasons: list[str],
    pause_review_days: int,
    by,
    seen: int | None = None,
    now: datetime | None = None,
) -> bool:
    """The hub's own reasons, all of them at once: one left out is offered no more, and stays with the pauses it was
    given for. Pauses that stand keep their review date.
    """
    edition = lock_edition(hub, "pauses", seen=seen)
    usual = {reason.casefold() for reason in registry.PAUSE_REASONS}
    for reason in pause_reasons:
        if reason.casefold() in usual:
            raise RuleViolation(f"“{reason}” is one of the usual reasons. Take it off your list", field="pause_reasons")
    changed = save_changes(hub, PAUSE_FIELDS, {"pause_reasons": pause_reasons, "pause_review_days": pause_review_days})
    if changed["after"]:
        raise_version(edition, by=by, now=now, what=describe_change(changed))
        record(events.PAUSE_RULES_CHANGED, about=hub, by=by, now=now, **changed)
    return bool(changed["after"])


def teams_of(hub: Hub) -> list[str]:
    return [team.name for team in Team.objects.filter(hub=hub)]


def _name_teams(hub: Hub, names: list[str]) -> None:
    """A team that has people is not taken away: they would be in none without a word."""
    wanted = {name.lower(): name for name in names}
    for team in Team.objects.filter(hub=hub):
        name = wanted.pop(team.name.lower(), None)
        if name is not None:
            with translate_unique_violation(team_named_once_in_hub=TEAM_TWICE):
                save_changes(team, ("name",), {"name": name})
        elif team.people.exists():
            raise RuleViolation(f"{team.name} still has people in it. Put them in another team first", field="teams")
        else:
            team.delete()
    with translate_unique_violation(team_named_once_in_hub=TEAM_TWICE):
        for name in wanted.values():
            Team.objects.create(hub=hub, name=name)


def targets_of(hub: Hub) -> Targets:
    return {(t.measure, t.rating): (t.hours, t.mode) for t in Target.objects.filter(hub=hub)}


def too_late_to_decide(targets: Targets) -> dict[str, str]:
    """By field of the page: where agencies would have as long as the hub, which must still read and decide. Opening
    hours may last any number of hours of the day, so they never fit inside a decision that counts every hour.
    """
    wrong = {}
    for (measure, rating), (share, counted) in targets.items():
        hours, by = targets.get(("final_decision", rating), (None, ""))
        if measure != "agency_response" or share is None or hours is None:
            continue
        if share >= hours:
            rule = f"must be less than the {log_value(hours)} hours of the final decision, to leave time to decide"
            wrong[f"hours_{measure}_{rating}"] = f"Agency response, {rating}: hours {rule}"
        elif by == "continuous" != counted:
            rule = "must be every hour of the day, as for the final decision"
            wrong[f"mode_{measure}_{rating}"] = f"Agency response, {rating}: counted by {rule}"
    return wrong


def hours_of(hub: Hub) -> Hours:
    return {row.weekday: (row.opens_at, row.closes_at) for row in OpeningHours.objects.filter(hub=hub)}


def _said(targets: Targets, keys: list[tuple[str, str]]) -> dict[str, str]:
    return {
        f"{measure} {rating}".strip(): f"{log_value(hours)} hours, {mode}" if hours else "no target"
        for measure, rating in keys
        if (measure, rating) in targets
        for hours, mode in [targets[measure, rating]]
    }


def _in_words(changed: list[tuple[str, str]]) -> str:
    measures = dict(Target.MEASURES)
    named = [f"{measures[measure]}, {rating}" if rating else measures[measure] for measure, rating in changed]
    return f"changed {'; '.join(named)}"


def _week(hours: Hours) -> list[str]:
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    return [
        f"{days[day]} {clock_time(opens)} to {clock_time(closes)}" for day, (opens, closes) in sorted(hours.items())
    ]
