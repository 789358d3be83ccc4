"""Hubs with their teams, opening hours and targets. None of it is case content."""

import re
from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower

from audit.recording import Subject

# Shown to the public beside 999: "Name: number (for whom)", one for each. A hub changes them on its page.
USUAL_HELPLINES = (
    "Childline: 0800 1111 (if you are under 19)",
    "NSPCC: 0808 800 5000 (if you are worried about a child)",
    "National Domestic Abuse Helpline: 0808 2000 247 (for women, day and night)",
    "Men’s Advice Line: 0808 801 0327 (for men who are hurt or controlled at home)",
    "Rape and Sexual Abuse Support Line: 0808 500 2222 (if you are 16 or over, day and night)",
    "NAPAC: 0808 801 0331 (if you are an adult who was abused as a child)",
    "Hourglass: 0808 808 8141 (if an older person is hurt or not safe)",
    "Samaritans: 116 123 (to talk to somebody, day and night)",
)
# Shown where a hub has entered nothing: English councils' published schedules (Devon, Blackpool, Kirklees,
# Northumberland and others, read in November 2026). No law sets these periods.
USUAL_RETENTION = (
    "What we were told, and did not need to do more about: 3 to 7 years after we close it",
    "A child who needs help: until they are 25",
    "Keeping a child safe from harm: 35 years after we close it",
    "A child who is looked after by the council: 75 years from their birth",
    "A worry about somebody at their work: up to 100 years from their birth",
    "Keeping an adult safe: 7 to 10 years after we close it",
    "The list of who looked at something: as long as what they looked at",
)
PERIOD = re.compile(r"(?P<what>[^:]+): ?(?P<time>[^:]+)")
HELPLINE = re.compile(r"(?P<name>[^:]+): ?(?P<phone>[0-9][0-9 ]{2,19})(?: \((?P<whom>[^()]+)\))?", re.ASCII)


def usual_helplines() -> list[str]:
    return list(USUAL_HELPLINES)


def periods_of(lines: Iterable[str]) -> list[dict[str, str]]:
    """Return what and for what time of each line about how long something is kept."""
    matches = [PERIOD.fullmatch(line) for line in lines]
    return [{key: value.strip() for key, value in match.groupdict().items()} for match in matches if match]


def helplines_of(lines: Iterable[str]) -> list[dict[str, str]]:
    """Return name, phone and whom of each helpline. A line in another form is left out: nobody can call it."""
    matches = [HELPLINE.fullmatch(line) for line in lines]
    return [{key: value.strip() if value else "" for key, value in m.groupdict().items()} for m in matches if m]


class Hub(models.Model):
    """One council's front door. Every case and every account belongs to one hub."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(unique=True)
    phone = models.CharField(max_length=30)
    out_of_hours_phone = models.CharField(max_length=30)
    duty_email = models.EmailField(help_text="Where red notifications go at once")
    reference_prefix = models.CharField(max_length=6, default="MASH")
    team_group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="team_of_hub")
    deciders_group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="deciders_of_hub")
    closed_on = ArrayField(models.DateField(), default=list, blank=True)  # besides bank holidays
    second_signature_outcomes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    # No further action and advice on repeats, children under one and unborn children need a second signature.
    second_look = models.BooleanField(default=True, db_default=True)
    # So many referrals in so many calendar months ask for a second look, and are called a repeat.
    repeat_threshold = models.PositiveSmallIntegerField(default=3)
    repeat_months = models.PositiveSmallIntegerField(db_default=12)
    break_glass_minutes = models.PositiveSmallIntegerField(db_default=60)  # how long an emergency opening lasts
    restriction_review_days = models.PositiveSmallIntegerField(db_default=90)  # how often a restriction is looked at
    escalate_after_hours = models.PositiveSmallIntegerField(default=4)
    # Changed by two people: an address of these domains is what qualifies somebody for a role that reads cases.
    mail_domains = ArrayField(models.CharField(max_length=120), default=list, db_default=[], blank=True)
    certify_days = models.PositiveSmallIntegerField(db_default=90)  # how often each role is reviewed
    # Why a clock may be paused, beside the usual reasons; a pause keeps its words when one is taken away.
    pause_reasons = ArrayField(models.CharField(max_length=80), default=list, db_default=[], blank=True)
    pause_review_days = models.PositiveSmallIntegerField(db_default=10)  # open days within which a pause is reviewed
    stale_days = models.PositiveSmallIntegerField(db_default=60)  # accounts not used for this long are listed

    helplines = ArrayField(
        models.CharField(max_length=120), default=usual_helplines, db_default=list(USUAL_HELPLINES), blank=True
    )
    # Where to ask or complain about what is held, as the privacy page shows it.
    privacy_contact = models.CharField(max_length=200, default="", db_default="", blank=True)
    # How long things are kept, as the privacy page shows it; empty: what is usual (USUAL_RETENTION), and said to be so.
    retention = ArrayField(models.CharField(max_length=200), default=list, db_default=[], blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.slug

    @property
    def helplines_to_call(self) -> list[dict[str, str]]:
        return helplines_of(self.helplines)

    @property
    def periods(self) -> list[dict[str, str]]:
        """How long this hub keeps what, as it has entered it."""
        return periods_of(self.retention)

    @property
    def audit_subject(self) -> Subject:
        return Subject("hub", str(self.pk), self.slug, self.pk)


class Team(models.Model):
    """A team of the hub's own people, by which the queue can be filtered. It grants no access."""

    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=60)

    class Meta:
        ordering = [Lower("name")]
        constraints = [models.UniqueConstraint("hub", Lower("name"), name="team_named_once_in_hub")]

    def __str__(self):
        return f"team {self.pk}"


class OpeningHours(models.Model):
    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField()  # 0 is Monday
    opens_at = models.TimeField()
    closes_at = models.TimeField()

    class Meta:
        ordering = ["weekday"]
        verbose_name_plural = "opening hours"
        constraints = [
            models.UniqueConstraint(fields=["hub", "weekday"], name="one_opening_a_day"),
            models.CheckConstraint(condition=models.Q(closes_at__gt=models.F("opens_at")), name="closes_after_opening"),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="weekday_exists"),
        ]

    def __str__(self):
        return f"{self.hub_id}/{self.weekday}"


class Target(models.Model):
    """The hours allowed for one measure at one rating (blank: any), and by which clock. Null hours: no target."""

    MEASURES = [
        ("first_decision", "First decision"),
        ("agency_response", "Agency response"),
        ("final_decision", "Final decision"),
        ("feedback", "Feedback to referrer"),
    ]
    MODES = [("continuous", "Every hour of the day"), ("working", "Opening hours only")]

    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, related_name="targets")
    measure = models.CharField(max_length=20, choices=MEASURES)
    rating = models.CharField(max_length=5, blank=True)
    hours = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    mode = models.CharField(max_length=10, choices=MODES)

    class Meta:
        ordering = ["measure", "rating"]
        constraints = [models.UniqueConstraint(fields=["hub", "measure", "rating"], name="one_target_a_measure")]

    def __str__(self):
        return f"{self.hub_id}/{self.measure}/{self.rating}"


class CodeSwitch(models.Model):
    """What a hub has settled about one code of a list: whether it is offered, and since when a law is in force."""

    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, related_name="code_switches")
    list = models.CharField(max_length=30)
    code = models.CharField(max_length=40)
    is_offered = models.BooleanField()
    starts_on = models.DateField(null=True, blank=True)  # only of a law whose first day the hub enters

    class Meta:
        verbose_name_plural = "code switches"
        constraints = [models.UniqueConstraint(fields=["hub", "list", "code"], name="one_switch_a_code")]

    def __str__(self):
        return f"{self.hub_id}/{self.list}/{self.code}"
