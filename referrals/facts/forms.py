"""The forms that record what became known of a person: one for each kind of fact, and one for somebody new."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError

from mash.govuk import fields
from mash.govuk.dates import RULED
from mash.govuk.forms import CaseForm
from mash.govuk.layout import Section
from mash.govuk.moments import words
from referrals import codes
from referrals.codes import FactCertainty, FactKind, FactSource, NameUse, PersonKind, PersonMore
from referrals.facts import kinds
from referrals.facts.actions import Provenance
from referrals.models import Item, Person, PersonFact
from referrals.people import asking as asked
from referrals.people.matching.normalise import uprn

PROVENANCE = ("source", "source_detail", "certainty", "from_on", "until_on", "why")
SOURCES = [choice for choice in FactSource.choices if choice[0] != FactSource.ANSWER]


class SourcedForm(CaseForm):
    """Asks where something comes from. With an item it comes from that agency's answer."""

    submit_label = "Save"
    dated = True

    source = fields.ChoiceField(
        label="Where does this come from?", choices=SOURCES, required_message="Select where this comes from"
    )
    source_detail = fields.TextField(
        label="Who or which, exactly",
        hint="For example, the health visitor by phone, or the birth certificate",
        noun="Who or which it comes from",
        required=False,
        max_length=200,
    )
    certainty = fields.ChoiceField(
        label="How sure is it?", choices=FactCertainty.choices, required_message="Select how sure it is"
    )
    from_on = fields.DateField(
        label="Since when does it hold?",
        noun="Since when it holds",
        hint="Leave blank if not known",
        required=False,
        usual=RULED,
    )
    until_on = fields.DateField(
        label="Until when did it hold?",
        noun="Until when it held",
        hint="Leave blank if it still does",
        required=False,
        usual=RULED,
    )
    why = fields.LongTextField(
        label="Why do you record this?",
        hint="It stands in the history. Everyone who can see this case can read it.",
        max_length=2000,
        rows=3,
        required_message="Enter why you record this",
    )

    def __init__(self, *args, item: Item | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.item = item
        if item:
            del self.fields["source"], self.fields["source_detail"]
        if not self.dated:
            del self.fields["from_on"], self.fields["until_on"]

    @property
    def about_source(self) -> Section:
        return Section("Where it comes from", *(name for name in PROVENANCE if name in self.fields))

    @property
    def provenance(self) -> Provenance:
        answers = {name: self.cleaned_data[name] for name in PROVENANCE if name in self.fields}
        return Provenance(**({"source": FactSource.ANSWER, "item": self.item} if self.item else {}), **answers)


class FactForm(SourcedForm):
    """Asks for one kind of fact about a person. It begins with what the case shows."""

    kind: FactKind
    was_right_label = ""

    shown = fields.ChoiceField(
        label="Is this what the case shows from now on?",
        hint="Requests that are not sent yet follow what the case shows. What was sent stays as it was sent.",
        choices=[("yes", "Yes"), ("no", "No, keep it beside what the case shows")],
        required_message="Select whether the case shows this from now on",
    )
    was_right = fields.BooleanField(label="", required=False)

    def __init__(self, *args, person: Person, known: PersonFact | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        self.initial = {**kinds.fields_of(self.kind, person), **(as_recorded(known) if known else {})}
        for name in self._not_of_this_person():
            del self.fields[name]
        if self.kind in kinds.ALWAYS_SHOWN:
            del self.fields["shown"]
        self.fields["was_right"].label = self.was_right_label
        if not self.was_right_label:
            del self.fields["was_right"]

    def _not_of_this_person(self) -> Iterator[str]:
        """Yield the fields that are not asked about a person of this kind."""
        return iter(())

    @property
    def answer_fields(self) -> list[str]:
        """The fields that say what is known, in their order."""
        beside = {*PROVENANCE, "shown", "was_right", "seen"}
        return [name for name in self.fields if name not in beside]

    @property
    def layout(self) -> list:
        follows = [name for name in ("shown", "was_right") if name in self.fields]
        return [Section("What is known", *self.answer_fields), *follows, self.about_source]

    def clean(self):
        answers = super().clean()
        known_before = kinds.words_of(kinds.fields_of(self.kind, self.person))
        if not self.errors and not known_before and not kinds.words_of(self.value()):
            self.add_error(self.answer_fields[0], "Enter what is known")
        return answers

    def value(self) -> dict:
        """Return what the fact says, by the fields of `kinds.FIELDS`."""
        return {name: self.cleaned_data[name] for name in self.answer_fields}

    def action_kwargs(self) -> dict:
        return {
            "person": self.person,
            "kind": self.kind,
            "value": self.value(),
            "provenance": self.provenance,
            "shown": self.cleaned_data.get("shown", "yes") == "yes",
            "was_right": bool(self.cleaned_data.get("was_right")),
            "seen": self.cleaned_data["seen"],
        }


class NameFactForm(FactForm):
    kind = FactKind.NAME
    was_right_label = "The name that the case shows now is theirs too: keep it among their other names"
    first_name = asked.first_name()
    last_name = asked.last_name()
    use = fields.ChoiceField(label="How is this name used?", choices=NameUse.choices, required=False)


class BirthFactForm(FactForm):
    kind = FactKind.BIRTH
    was_right_label = ""
    person_kind = fields.ChoiceField(
        label="Child or adult?",
        choices=[choice for choice in PersonKind.choices if choice[0] != PersonKind.UNBORN],
        required_message="Select whether this is a child or an adult",
    )
    date_of_birth = asked.date_of_birth(2018)
    estimated_age = asked.estimated_age()
    expected_on = fields.DateField(label="When is the baby due?", noun="Date the baby is due", required=False)

    def __init__(self, *args, person: Person, **kwargs):
        super().__init__(*args, person=person, **kwargs)
        self.initial["person_kind"] = person.kind
        # Typed as an age once, it has no unit any more: it is asked anew.
        self.initial.pop("estimated_age", None)

    def _not_of_this_person(self):
        unborn = self.person.kind == PersonKind.UNBORN
        return iter(("person_kind", "date_of_birth", "estimated_age") if unborn else ("expected_on",))

    def clean(self):
        answers = super().clean()
        if "person_kind" in self.fields:
            asked.check_age(self, answers.get("person_kind", ""), instead="select")
        return answers

    def value(self) -> dict:
        answers = super().value()
        if "person_kind" not in self.fields:
            return answers
        facts = asked.with_more({**answers, "kind": answers.pop("person_kind")})
        return {
            "kind": facts["kind"],
            "date_of_birth": facts["date_of_birth"],
            "estimated_age": facts["estimated_age"],
            PersonMore.AGE_TOLD.value: facts["more"].get(PersonMore.AGE_TOLD.value, ""),
        }


class BornFactForm(FactForm):
    kind = FactKind.BORN
    dated = False
    first_name = asked.first_name()
    last_name = asked.last_name()
    date_of_birth = fields.DateField(
        label="When was the child born?",
        noun="Date of birth",
        past=True,
        required_message="Enter the date of birth",
    )
    sex = asked.sex()


class SexFactForm(FactForm):
    kind = FactKind.SEX
    sex = asked.sex()
    gender_identity = fields.TextField(label="Gender identity", required=False, max_length=60, width=20)


class PartFactForm(FactForm):
    kind = FactKind.PART
    dated = False
    is_subject = fields.BooleanField(
        label="The referral is about them: each such person gets a decision", required=False
    )
    alleged_source = fields.BooleanField(label="They may be causing the harm", required=False)
    harmed_too = fields.YesNoNotKnownField(label="Are they being harmed too?", required=False)
    relationship = fields.ChoiceField(
        label="Relationship",
        choices=codes.RelationshipType.choices,
        select=True,
        empty="Not known",
        required=False,
    )
    in_household = fields.YesNoNotKnownField(label="Do they live in the same home?", required=False)
    parental_responsibility = fields.YesNoNotKnownField(label="Do they have parental responsibility?", required=False)

    def _not_of_this_person(self):
        return iter(() if self.person.kind == PersonKind.ADULT else ("parental_responsibility",))


class AddressFactForm(FactForm):
    kind = FactKind.ADDRESS
    was_right_label = "The address that the case shows now was right until they moved: keep it as a former one"
    address = fields.LongTextField(label="Home address", required=False, rows=3, max_length=500)
    postcode = fields.PartPostcodeField(label="Postcode", hint="Or just its first half, like SW1A", required=False)
    uprn = fields.TextField(
        label="Unique property reference number (UPRN)",
        hint="Up to 12 digits, from the council’s list of addresses",
        required=False,
        max_length=20,
        width=20,
    )
    address_withheld = fields.BooleanField(
        label="This address must be kept secret from somebody in the family", required=False
    )
    whereabouts = fields.TextField(
        label="Where are they now, if not at home?", noun="Where they are now", required=False, max_length=200
    )

    def clean_uprn(self) -> str:
        typed = self.cleaned_data["uprn"]
        number = uprn(typed)
        if typed and not number:
            raise ValidationError("Enter a unique property reference number of 1 to 12 digits", code="uprn")
        return number


class ContactFactForm(FactForm):
    kind = FactKind.CONTACT
    was_right_label = "The number that the case shows now was theirs until then: keep it as a former one"
    phone = fields.PhoneField(label="Phone number", required=False, max_length=30)
    safe_to_contact = fields.LongTextField(
        label="Is it safe for us to contact them?",
        noun="Whether it is safe to contact them",
        required=False,
        rows=2,
        max_length=500,
    )


class NumbersFactForm(FactForm):
    kind = FactKind.NUMBERS
    nhs_number = fields.NHSNumberField(required=False)
    upn = fields.UPNField(required=False)
    other_number = fields.TextField(
        label="Another number",
        hint="Whose number it is, and the number: for example, police PNC 95/123456A",
        required=False,
        max_length=200,
    )

    def _not_of_this_person(self):
        return iter(() if self.person.kind == PersonKind.CHILD else ("upn",))


class SchoolGPFactForm(FactForm):
    kind = FactKind.SCHOOL_GP
    school = fields.TextField(label="School, nursery or college", required=False, max_length=120)
    gp = fields.TextField(label="GP practice", required=False, max_length=120)

    def _not_of_this_person(self):
        return iter(() if self.person.kind == PersonKind.CHILD else ("school",))


class BackgroundFactForm(FactForm):
    kind = FactKind.BACKGROUND
    ethnicity = fields.ChoiceField(
        label="Ethnic background",
        hint="Only if they or their family have said",
        choices=codes.Ethnicity.choices,
        select=True,
        empty="Not known",
        required=False,
    )
    ethnicity_told = fields.TextField(label="Ethnic background in their words", required=False, max_length=120)
    religion = fields.TextField(label="Religion", required=False, max_length=60, width=20)
    first_language = fields.TextField(label="First language", required=False, max_length=60, width=20)
    interpreter_needed = fields.YesNoNotKnownField(label="Is an interpreter or signer needed?", required=False)
    legal_status = fields.TextField(label="Legal or immigration status", required=False, max_length=120)


class NeedsFactForm(FactForm):
    kind = FactKind.NEEDS
    dated = False
    needs = fields.LongTextField(
        label="Care, support, additional or communication needs", required=False, rows=3, max_length=2000
    )
    disabilities = fields.MultiChoiceField(
        label="Disabilities", choices=asked.DISABILITIES, exclusive=asked.NONE.value, required=False
    )


class DeathFactForm(FactForm):
    kind = FactKind.DEATH
    dated = False
    died_on = fields.DateField(
        label="When did they die?", noun="Day they died", past=True, required_message="Enter the day they died"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.pop("died_on", None)

    def value(self) -> dict:
        return {PersonMore.DIED_ON.value: words(self.cleaned_data["died_on"])}


FORMS: dict[FactKind, type[FactForm]] = {form.kind: form for form in FactForm.__subclasses__()}


def as_recorded(fact: PersonFact) -> dict[str, Any]:
    """Return a fact as its form would have it, to be shown from now on."""
    value = {name: kinds.restored(name, answer) for name, answer in fact.value.items()}
    names = ("source", "source_detail", "certainty", "from_on", "until_on")
    return {**value, **{name: getattr(fact, name) for name in names}, "shown": "yes"}


def kinds_for(person: Person) -> list[FactKind]:
    """Return the kinds of fact that are recorded about a person of this kind."""
    unborn = person.kind == PersonKind.UNBORN
    left_out = {FactKind.SEX, FactKind.NUMBERS, FactKind.CONTACT} if unborn else {FactKind.BORN}
    return [kind for kind in FactKind if kind not in left_out]


class AddPersonForm(SourcedForm):
    """Somebody whom the referral did not name."""

    submit_label = "Add to the case"
    dated = False

    person_kind = fields.ChoiceField(
        label="Is this an adult or a child?",
        choices=PersonKind.choices,
        required_message="Select whether this is an adult, a child or an unborn child",
    )
    first_name = asked.first_name()
    last_name = asked.last_name()
    other_names = asked.other_names()
    date_of_birth = asked.date_of_birth(1985)
    estimated_age = asked.estimated_age()
    sex = asked.sex()
    address = AddressFactForm.base_fields["address"]
    postcode = AddressFactForm.base_fields["postcode"]
    address_withheld = AddressFactForm.base_fields["address_withheld"]
    phone = ContactFactForm.base_fields["phone"]
    is_subject = PartFactForm.base_fields["is_subject"]
    alleged_source = PartFactForm.base_fields["alleged_source"]
    relationship = PartFactForm.base_fields["relationship"]
    in_household = PartFactForm.base_fields["in_household"]

    @property
    def layout(self) -> list:
        return [
            Section("Who they are", "person_kind", "first_name", "last_name", "other_names", "date_of_birth"),
            Section("More, if you know it", "estimated_age", "sex", "address", "postcode", "address_withheld", "phone"),
            Section("Their part in this case", "is_subject", "alleged_source", "relationship", "in_household"),
            self.about_source,
        ]

    def clean(self):
        answers = super().clean()
        asked.check_age(self, answers.get("person_kind", ""), instead="select")
        identifying = ("first_name", "last_name", "other_names", "relationship", "date_of_birth", "address", "phone")
        if (
            not self.errors
            and answers.get("estimated_age") is None
            and not any(answers.get(name) for name in identifying)
        ):
            self.add_error("first_name", "Enter a name, or what this person is to the others")
        if answers.get("person_kind") == PersonKind.UNBORN and answers.get("date_of_birth"):
            self.add_error("date_of_birth", "An unborn child has no date of birth. Leave it blank, or select a child")
        return answers

    def action_kwargs(self) -> dict:
        names = [name for name in self.fields if name not in (*PROVENANCE, "seen", "person_kind")]
        facts = asked.with_more({name: self.cleaned_data[name] for name in names})
        kind = self.cleaned_data["person_kind"]
        if kind == PersonKind.UNBORN:
            facts["sex"] = codes.Sex.UNKNOWN
        return {
            "facts": {**facts, "kind": kind},
            "provenance": self.provenance,
            "seen": self.cleaned_data["seen"],
        }


class AddProfessionalForm(CaseForm):
    submit_label = "Add to the case"
    organisation = fields.TextField(
        label="Service or organisation", required_message="Enter the service or organisation", max_length=120
    )
    name = fields.NameField(label="Name of the person there", required=False, max_length=120)
    role = fields.TextField(label="Their role", required=False, max_length=120)
    contact = fields.IdentifierField(label="Phone number or email address", required=False, max_length=160)
    may_contact = fields.YesNoNotKnownField(
        label="May we contact them?", hint="Whether the family or the adult agrees to it", required=False
    )
