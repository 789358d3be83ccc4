"""Actions on agencies and their sharing agreements."""

from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from agencies import events
from agencies.addresses import domain_of
from agencies.changes import describe_change, save_changes
from agencies.editions import lock_edition, raise_version
from agencies.models import Agency, Hub, SharingAgreement
from agencies.rules.code_lists import offered_codes
from audit.recording import record
from mash.refusals import RuleViolation, translate_unique_violation

KINDS = "agency_kind"  # the list of kinds, as the hub's page on lists has it
AGENCY_FIELDS = ("name", "link", "notice_email", "is_active")
AGREEMENT_FIELDS = ("title", "signed_on", "review_on", "location")
TITLE_TAKEN = RuleViolation("An agreement of this title is in force with this agency already", field="title")
AGREEMENT_VIOLATIONS = {"agreement_in_force_once": TITLE_TAKEN}
NAME_TAKEN = RuleViolation("Your hub already has an agency of this name", field="name")
AGENCY_VIOLATIONS = {"agency_named_once_in_hub": NAME_TAKEN, "auth_group_name_key": NAME_TAKEN}


@transaction.atomic
def add_agency(*, hub: Hub, name: str, kind: str, link: str, notice_email: str, by) -> Agency:
    """Add an agency and its group. Raises RuleViolation for a name in use, or a kind that the hub does not offer."""
    if kind not in dict(offered_codes(hub, KINDS)):
        raise RuleViolation("Select a kind of agency that your hub offers", field="kind")
    with translate_unique_violation(**AGENCY_VIOLATIONS):
        group = Group.objects.create(name=f"{hub.slug}: {name}")
        fields: dict[str, Any] = {"name": name, "kind": kind, "link": link, "notice_email": notice_email}
        # One person may set the first domain: nothing has been put to this agency yet, and two people admit its staff.
        fields["mail_domains"] = [domain_of(notice_email)]
        agency = Agency.objects.create(hub=hub, group=group, **fields)
    record(events.AGENCY_ADDED, about=agency, by=by, kind=kind, link=link)
    return agency


@transaction.atomic
def change_agency(*, agency: Agency, by, seen: int | None = None, now: datetime | None = None, **values) -> bool:
    """Save an agency's settings; return whether any differed.

    Raises RuleViolation for a name in use, StalePage if they have changed.
    """
    edition = lock_edition(agency, seen=seen)
    with translate_unique_violation(**AGENCY_VIOLATIONS):
        changed = save_changes(agency, AGENCY_FIELDS, values)
        if "name" in changed["after"]:
            # Group names are unique: the old one must be free for another agency to take.
            agency.group.name = f"{agency.hub.slug}: {agency.name}"
            agency.group.save(update_fields=["name"])
    if changed["after"]:
        raise_version(edition, by=by, now=now, what=describe_change(changed))
        record(events.AGENCY_CHANGED, about=agency, by=by, now=now, **changed)
    return bool(changed["after"])


@transaction.atomic
def add_agreement(
    *, hub: Hub, agency: Agency, title: str, signed_on: date, review_on: date, location: str, by, now=None
) -> SharingAgreement:
    """Add an agreement. Raises RuleViolation if one of this title is in force with the agency."""
    fields = {"title": title, "signed_on": signed_on, "review_on": review_on, "location": location}
    with translate_unique_violation(**AGREEMENT_VIOLATIONS):
        agreement = SharingAgreement.objects.create(hub=hub, agency=agency, **fields)
    record(
        events.AGREEMENT_ADDED,
        about=agreement,
        by=by,
        now=now,
        agency=agency.name,
        title=title,
        signed_on=str(signed_on),
        review_on=str(review_on),
    )
    return agreement


@transaction.atomic
def change_agreement(
    *, agreement: SharingAgreement, by, seen: int | None = None, now: datetime | None = None, **values
) -> bool:
    """Save an agreement; return whether anything differed.

    Raises RuleViolation if it has ended, StalePage if it has changed.
    """
    edition = lock_edition(agreement, seen=seen)
    if agreement.ended_on:
        raise RuleViolation("This agreement has ended. Add a new one")
    with translate_unique_violation(**AGREEMENT_VIOLATIONS):
        changed = save_changes(agreement, AGREEMENT_FIELDS, values)
    if changed["after"]:
        raise_version(edition, by=by, now=now, what=describe_change(changed))
        record(events.AGREEMENT_CHANGED, about=agreement, by=by, now=now, agency=agreement.agency.name, **changed)
    return bool(changed["after"])


@transaction.atomic
def end_agreement(*, agreement: SharingAgreement, by, seen: int | None = None, now: datetime | None = None) -> None:
    """End an agreement today. It stays on record. Raises RuleViolation if it has ended, StalePage if it has changed."""
    edition = lock_edition(agreement, seen=seen)
    if agreement.ended_on:
        raise RuleViolation("This agreement has already ended")
    agreement.ended_on = timezone.localdate(now)
    agreement.save(update_fields=["ended_on"])
    ended = str(agreement.ended_on)
    raise_version(edition, by=by, now=now, what="ended it")
    record(events.AGREEMENT_CHANGED, about=agreement, by=by, now=now, agency=agreement.agency.name, ended_on=ended)
