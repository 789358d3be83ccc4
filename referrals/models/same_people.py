"""Which people of different cases may be one human being.

What was told of a person in one referral is never changed. The matcher, which is background work, proposes pairs of
such rows, and people decide about them. Its keys and its waiting list are read by functions of the database alone
(referrals/access/same_people.sql).
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from agencies.models import Hub
from audit.recording import Subject
from referrals.models.cases import Referral
from referrals.models.identifiers import CaseModel
from referrals.models.intake import Person
from referrals.models.need_to_know import Watched
from referrals.models.requests import InformationRequest


class PersonToMatch(models.Model):
    """A person whom the matcher has not yet compared with the people of other cases; `is_new`: never before.

    Until it has, whoever is barred from any record of the hub does not see the case of somebody new.
    """

    class Turn(models.IntegerChoices):
        ARRIVED = 0, "Arrived, or a fact changed"
        ANEW = 1, "Compared anew"
        FAILED = 2, "Could not be compared: waits for the night"

    person = models.OneToOneField(Person, on_delete=models.PROTECT, primary_key=True, related_name="+")
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="+", db_index=False)
    turn = models.PositiveSmallIntegerField(choices=Turn, default=Turn.ARRIVED)
    at = models.DateTimeField()
    is_new = models.BooleanField(default=True, db_default=True)

    class Meta:
        indexes = [
            models.Index(fields=["hub", "turn", "at"], name="person_to_match"),
            models.Index(fields=["hub"], condition=Q(is_new=True), name="person_new"),
        ]

    def __str__(self):
        return f"to match since {self.at}"


class PersonCompared(models.Model):
    """When a person was last compared, and by which version of keys and weights."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, primary_key=True, related_name="+")
    version = models.CharField(max_length=20)
    at = models.DateTimeField()

    def __str__(self):
        return f"compared at {self.at}"


class PersonKey(models.Model):
    """What a person is found by: a hash, with a secret, of a part of what was told of them."""

    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    key = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["hub", "key"], include=["person"], name="person_key")]

    def __str__(self):
        return f"key {self.pk}"


class PersonHome(models.Model):
    """Where a person lives, as hashes with a secret, so that an address is known again however it is written.

    `home` is of the house and its street, `doorstep` of the house and its postcode. Two rows of which either agrees are
    of one home unless both know a postcode, or a flat, and these differ. Where both have a UPRN, it decides alone.
    Without a person it is a home that the words of the referral name.
    """

    class ToldIn(models.TextChoices):
        ADDRESS = "address", "Home address"
        WHEREABOUTS = "whereabouts", "Where they are now"
        FACTS = "facts", "Another address that was recorded"
        WORDS = "words", "In the words of the referral"

    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="+", db_index=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    told_in = models.CharField(max_length=11, choices=ToldIn)
    home = models.BigIntegerField(null=True)
    postcode = models.BigIntegerField(null=True)
    flat = models.BigIntegerField(null=True)
    doorstep = models.BigIntegerField(null=True)
    uprn = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["hub", "home"], include=["referral"], name="person_home"),
            models.Index(fields=["hub", "doorstep"], name="person_doorstep", condition=Q(doorstep__isnull=False)),
            models.Index(fields=["hub", "uprn"], name="person_uprn", condition=Q(uprn__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True, told_in="words") | Q(person__isnull=False) & ~Q(told_in="words"),
                name="words_tell_of_no_person",
            )
        ]

    def __str__(self):
        return f"home {self.pk}"


class SearchTerms(models.Model):
    """By what somebody of a case is searched for, or the case itself: words, days, numbers and homes in one spelling.

    `referrals/people/terms.py` makes them. They are read and written by functions of the database alone, because row
    policies would keep an index from being used (referrals/access/search.sql).
    """

    class Of(models.TextChoices):
        PERSON = "person", "Somebody of the case"
        REFERRER = "referrer", "Who referred, if that is a professional"
        PROFESSIONAL = "professional", "A professional who is involved"
        REFERENCE = "reference", "The reference of the police"
        REQUEST = "request", "The names in a request, for the agency asked"

    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="+", db_index=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    request = models.ForeignKey(
        InformationRequest, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    of = models.CharField(max_length=12, choices=Of)
    terms = SearchVectorField()  # each begins with whose it is, so that no hub or agency reads through those of another

    class Meta:
        indexes = [GinIndex(fields=["terms"], name="search_terms")]

    def __str__(self):
        return f"search terms {self.pk}"


class PersonPair(CaseModel):
    """Two people of different cases of a hub who may be one, with what speaks for it.

    `band` and `reasons` are the matcher's, of the `weights` named. `verdict` repeats the newest PairVerdict, and is
    empty until somebody decides. It is `implied` where both were found to be one person with others: then the database
    keeps it, and without `weights` if the matcher did not propose it (mash_join_people in access/same_people.sql). So
    everything told of one human being hangs together, and the people of one record are those of its pairs.
    empty until somebody decides. One that is `guarded` is of a protected identity: it shows and counts nowhere until a
    governance officer links the two.
    """

    class Band(models.IntegerChoices):
        POSSIBLY = 1, "Possibly the same person"
        ALMOST_CERTAINLY = 2, "Almost certainly the same person"

    class Verdict(models.TextChoices):
        SAME = "same", "The same person"
        DIFFERENT = "different", "Two different people"
        ONE_NUMBER = "one_number", "Two people who were given one number"
        UNSURE = "unsure", "Not sure yet"

    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="+", db_index=False)
    first = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    first_referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    second_referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    band = models.PositiveSmallIntegerField(choices=Band)
    bits = models.FloatField()  # of evidence, after all that speaks against
    reasons = ArrayField(models.TextField())  # in words, without any part of a name, a date or an address
    weights = models.CharField(max_length=20)
    at = models.DateTimeField()
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    implied = models.BooleanField(default=False, db_default=False)
    gravity = models.PositiveSmallIntegerField(default=0, db_default=0)  # of the graver of the two cases (mash_gravity)
    guarded = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [
            # The list of those to decide about, in its order.
            models.Index(
                fields=["hub", "-gravity", "-band", "at", "id"],
                condition=Q(verdict__in=("", "unsure")),
                name="pair_undecided",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_pair_of_two_people"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_in_order_of_keys"),
        ]

    @property
    def audit_subject(self) -> Subject:
        return Subject("pair of people", str(self.pk), "", self.hub_id)


class PairVerdict(CaseModel):
    """What somebody decided about a pair, with the evidence that they were shown. Each is written once."""

    pair = models.ForeignKey(PersonPair, on_delete=models.PROTECT, related_name="verdicts")
    verdict = models.CharField(max_length=10, choices=PersonPair.Verdict)
    why = models.TextField()
    band = models.PositiveSmallIntegerField(choices=PersonPair.Band)
    reasons = ArrayField(models.TextField())
    weights = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]


class ProtectedIdentity(Watched):
    """From `at` until `ended_at` a person of this record is linked with nobody but by a governance officer.

    An adopted child is not tied to the family they were born into, nor a witness to whom they were.
    """

    class Kind(models.TextChoices):
        ADOPTED = "adopted", "Adopted"
        PROTECTED = "protected", "Protected person"
        WITNESS = "witness", "Witness"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()  # in the referral, by which governance knows them without a name
    kind = models.CharField(max_length=10, choices=Kind)
    why = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_why = models.CharField(max_length=200, blank=True)

    class Meta(Watched.Meta):
        verbose_name = "protected identity"
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="protected_once"),
        ]


class PersonElsewhere(models.Model):
    """Somebody of another hub of this deployment who may be this person: read by functions, and shown as a card alone.

    There is a row for each side. Hubs share no records, so nothing but the name of the other hub crosses.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    other_referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    other_hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="+")
    sure = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "other"], name="one_row_of_two_hubs")]

    def __str__(self):
        return f"somebody elsewhere {self.pk}"


class HubAsk(CaseModel):
    """What a hub asks the duty team of another one, from a case of somebody whom that one may know, and its answer.

    The other hub reads neither the case nor its reference: only `why`, and which records of its own are meant.
    """

    class Outcome(models.TextChoices):
        ANSWER = "answer", "Answered"
        NOTHING = "nothing", "Nothing to share"

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="hub_asks")
    from_hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="+")
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="+")  # that is asked
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    why = models.TextField()
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "hub"], condition=Q(answered_at=None), name="one_open_ask_of_a_hub"
            )
        ]
