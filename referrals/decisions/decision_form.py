"""The form of a decision: for several subjects of one kind, or to change one draft."""

from datetime import date
from typing import Any

from django.forms import HiddenInput
from django.utils import timezone

from mash.govuk import fields
from mash.govuk.forms import CaseForm
from mash.govuk.layout import Section
from mash.govuk.moments import words
from referrals import codes
from referrals.codes import lists
from referrals.codes.facts import CodeList
from referrals.codes.offering import offered
from referrals.decisions import further
from referrals.decisions.rules import contradictions_in, outcomes_for, thresholds_for
from referrals.decisions.standing import prefilled_outcome, triage_rationale
from referrals.models import Decision, Dissent, Item, Person
from referrals.people.ages import birth_or_age

RATINGS = [(level.value, level.label, codes.RATING_MEANINGS[level]) for level in codes.Rating]
VIEWS = [*Dissent.View.choices[:-1], (Dissent.View.NOT_ASKED, "Not asked for its view")]
PLAIN = (
    "threshold",
    "outcome",
    "outcome_reason",
    "also",
    "final_rating",
    "contradiction_reason",
    "rationale",
    "voice",
    "next_steps",
    "capacity",
    "capacity_decision",
    "capacity_on",
    "capacity_detail",
    "wishes_asked",
    "wishes",
    *further.TEXTS,
    *further.DATES,
)
WHEN_NEEDED = ("contradiction_reason", "section_47_reason", "no_enquiry_reason", "attempts", "cover")
TO_ALL = "The whole hub team can read this. Do not repeat words kept for the decision-maker."


def named(person: Person) -> str:
    when = birth_or_age(person, timezone.localdate())
    return f"{person.display_name} ({person.get_kind_display().lower()}{f', {when}' if when else ''})"


def described(item: Item) -> str:
    when = words(item.occurred_on) if item.occurred_on else "no date"
    return f"{item.request.agency.name}, {when}: {item.get_kind_display().lower()}"


def _read(item: Item) -> str:
    is_for_decision_maker = item.handling == codes.ItemHandling.DECISION_MAKER
    return f"Only decision-makers can read this. {item.words}" if is_for_decision_maker else item.words


class LenientChoicesField(fields.MultiChoiceField):
    """Accepts values that are no longer offered: the action explains who changed what and when."""

    def valid_value(self, value):
        return True


class DecisionForm(CaseForm):
    asked_when_needed = frozenset(WHEN_NEEDED)

    threshold = fields.ChoiceField(label="Threshold", choices=[], required_message="Select the threshold", small=True)
    outcome = fields.ChoiceField(label="Outcome", choices=[], required_message="Select the outcome", small=True)
    outcome_reason = fields.ChoiceField(
        label="Why is no further action taken?",
        choices=[],
        required_message="Select why no further action is taken",
        small=True,
    )
    also = fields.MultiChoiceField(
        label="Where else does it go?",
        hint="Select all that apply",
        choices=[],
        required=False,
        small=True,
    )
    final_rating = fields.ChoiceField(
        label="Final rating", choices=RATINGS, required_message="Select the final rating", small=True
    )
    contradiction_reason = fields.LongTextField(
        label="Why your answers belong together",
        hint="They are not usually given together. What you write stands in the signed record.",
        required=False,
        rows=3,
    )
    strategy_on = fields.DateField(
        label="When is the strategy discussion, or when was it?",
        hint="Social care, the police and health take part. If there is none, say why further down",
        noun="The day of the strategy discussion",
        required=False,
    )
    section_47_reason = fields.LongTextField(
        label="Why it is section 47 all the same",
        hint="Section 47 goes with asking for that purpose, a red rating and a strategy discussion",
        required=False,
        rows=3,
    )
    no_enquiry_reason = fields.LongTextField(
        label="Why no section 42 enquiry is made",
        hint="All three parts of the test are met, which is a duty to enquire. Say who makes the enquiry instead, or"
        " why there is none",
        required=False,
        rows=3,
    )
    attempts = fields.LongTextField(
        label="What was tried to learn more",
        hint="Who was asked, when and how. Too little information, or a referrer who withdraws, ends nothing by itself",
        required=False,
        rows=3,
    )
    cover = fields.LongTextField(
        label="Who looks after the person meanwhile",
        hint="Who sees them, and what they do if anything new is told",
        required=False,
        rows=3,
    )
    rationale = fields.LongTextField(
        label="Rationale",
        hint=f"What is known, what it means for the person, what protects them, and what is not known. {TO_ALL}",
        required_message="Enter the rationale for this decision",
        rows=10,
        max_length=10000,
    )
    voice = fields.LongTextField(
        label="What the person says",
        hint="The child’s or adult’s own words, wishes and feelings, or how a baby seems to those around them",
        required=False,
    )
    next_steps = fields.LongTextField(
        label="Next steps", hint="What happens next, who does it, and by when", required=False
    )
    about = fields.TextField(label="About", required=False, max_length=10)
    reveals = {
        "outcome": {
            codes.Outcome.STRATEGY_DISCUSSION.value: ["strategy_on"],
            codes.Outcome.NO_FURTHER_ACTION.value: ["outcome_reason"],
        }
    }
    submit_label, secondary_label = "Save draft", "Finish later"

    def __init__(
        self, *args, subjects: list[Person], items: list[Item], agencies: list, draft: Decision | None = None, **kw
    ):
        self.subjects, self.items, self.agencies, self.draft = subjects, items, agencies, draft
        super().__init__(*args, **kw)
        self.is_adult = bool(subjects) and subjects[0].kind == codes.PersonKind.ADULT
        self.fields["threshold"].choices = self._thresholds()
        self.fields["about"].widget = HiddenInput()
        self.fields["about"].initial = "adults" if self.is_adult else "children"
        self._add_subjects()
        self._offer_outcomes()
        self._add_route_questions()
        self._add_fgm_question()
        self._add_adult_questions()
        self._add_items()
        self.reveals = self.reveals | self._add_views()
        self._required_when_opened |= {f"view_{agency.pk}_reason" for agency in agencies}
        self.layout = self._layout()
        if draft:
            self.initial.update(initial_of(draft))
        else:
            # An early exit was already explained at triage: nobody should have to type it again.
            self.initial["rationale"] = triage_rationale(self.referral)

    def stands(self):
        """Return the draft's current answers, which a colleague may have changed meanwhile."""
        return initial_of(self.draft) if self.draft else {}

    def _add_subjects(self) -> None:
        if self.draft:
            return
        self.fields["subjects"] = LenientChoicesField(
            label="Who is this decision about?",
            hint="Select several people when the same decision and words serve them all",
            choices=[(str(person.pk), named(person)) for person in self.subjects],
            required_message="Select who this decision is about",
            initial=[str(person.pk) for person in self.subjects],
        )

    def _thresholds(self) -> list[tuple[str, str]]:
        if self.is_adult:
            return offered(lists.ADULT_THRESHOLD, self.referral.hub)
        return list(thresholds_for(self.subjects[0].kind).choices) if self.subjects else []

    def _offer_outcomes(self) -> None:
        """Offer what is for this kind of subject, with triage's recommendation selected."""
        kinds = {person.kind for person in self.subjects}
        for name, code_list in [
            ("outcome", lists.OUTCOME),
            ("outcome_reason", lists.OUTCOME_REASON),
            ("also", lists.ONWARD_ROUTE),
        ]:
            self.fields[name].choices = _with_notes(code_list, offered(code_list, self.referral.hub, kinds=kinds))
        self.fields["outcome"].initial = prefilled_outcome(self.referral, outcomes_for(kinds))

    def _add_route_questions(self) -> None:
        """Ask below each place to go to what it needs."""
        opened: dict[str, list[str]] = {}
        kinds = {person.kind for person in self.subjects}
        routes = offered(lists.ONWARD_ROUTE, self.referral.hub, kinds=kinds)
        for route in further.routes_with_needs(code for code, _ in routes):
            facts, name = codes.ROUTE_FACTS[route], f"also_{route}"
            if facts.aware:
                self.fields[f"{name}_on"] = fields.DateField(
                    label=facts.aware,
                    required_message="Enter the day on which the council became aware",
                    noun="The day on which the council became aware",
                    past=True,
                )
            self.fields[name] = fields.LongTextField(
                label=facts.needs, required_message=f"Enter what is needed for “{route.label}”", rows=2
            )
            opened[route.value] = [f"{name}_on", name] if facts.aware else [name]
        self._open_by("also", opened)

    def _add_fgm_question(self) -> None:
        if not further.asks_about_fgm(self.referral, self.subjects):
            return
        self.fields["fgm_duty"] = fields.ChoiceField(
            label="Was FGM told by the girl, or seen, by a healthcare professional or teacher?",
            hint="Then that person must tell the police within one month (Female Genital Mutilation Act 2003, section"
            " 5B)",
            choices=offered(lists.FGM_DUTY, self.referral.hub),
            required_message="Select whether FGM was told by the girl, or seen, by a healthcare professional or"
            " teacher",
            small=True,
        )
        self.fields["fgm_discovered_on"] = fields.DateField(
            label="When were they told, or when did they see it?",
            required_message="Enter the day on which they were told or saw it",
            noun="The day on which they were told or saw it",
            past=True,
        )
        self._open_by("fgm_duty", {codes.FgmDuty.TO_REPORT.value: ["fgm_discovered_on"]})

    def _open_by(self, parent: str, opened: dict[str, list[str]]) -> None:
        """Let answers open questions that are required once they are open."""
        self.reveals = self.reveals | {parent: opened}
        names = {name for opens in opened.values() for name in opens}
        self._required_when_opened |= names
        for name in names:
            self.fields[name].required = False

    def _add_adult_questions(self) -> None:
        """Add the questions about section 42, capacity and wishes, for adults only."""
        if self.is_adult:
            self._add_limbs()
            self._add_capacity()
            self._add_wishes()

    def _add_limbs(self) -> None:
        answers = offered(lists.LIMB_ANSWER, self.referral.hub)
        for limb in codes.S42Limb:
            about = codes.S42_LIMB_ABOUT[limb]
            self.fields[limb.value] = fields.ChoiceField(
                label=limb.label,
                choices=answers,
                required_message=f"Select whether the part about {about} is met",
            )
            self.fields[f"{limb.value}_reason"] = fields.LongTextField(
                label=f"Reason for the answer about {about}",
                required_message=f"Enter the reason for your answer about {about}",
                rows=3,
            )

    def _add_capacity(self) -> None:
        self.fields["capacity"] = fields.ChoiceField(
            label="Capacity for the decision in question",
            hint="Presumed unless shown otherwise. An unwise choice is not a lack of capacity.",
            choices=_with_notes(lists.CAPACITY, offered(lists.CAPACITY, self.referral.hub)),
            required_message="Select what is known of the person’s capacity for this decision",
        )
        self.fields["capacity_decision"] = fields.LongTextField(
            label="Which decision is it about?",
            hint="For example whether to live with the person who may harm them",
            required=False,
            rows=2,
        )
        self.fields["capacity_on"] = fields.DateField(
            label="For which day is this said?",
            hint="Capacity is for one decision at one time",
            noun="The day for which capacity is said",
            required=False,
            past=True,
        )
        self.fields["capacity_detail"] = fields.LongTextField(
            label="Who assessed capacity, when, and with what support",
            hint="Needed when capacity is lacking or in doubt. If they may be coerced, say by whom and how",
            required=False,
            rows=3,
        )

    def _add_wishes(self) -> None:
        self.fields["wishes_asked"] = fields.ChoiceField(
            label="Were they asked what they want to happen?",
            choices=codes.MspAsked.choices,
            required_message="Select whether the person was asked what they want",
        )
        self.fields["wishes"] = fields.LongTextField(
            label="What they want to happen", required_message="Enter what the person wants to happen", rows=3
        )
        self.reveals = self.reveals | {"wishes_asked": {codes.MspAsked.EXPRESSED.value: ["wishes"]}}
        self._required_when_opened |= {"wishes"}
        # Required only when its question is answered with "expressed", which the form checks
        # itself.
        self.fields["wishes"].required = False

    def _add_items(self) -> None:
        """Offer the items to cite."""
        if self.items:
            self.fields["cited"] = fields.MultiChoiceField(
                label="Which information does this decision rest on?",
                required_message="Select information that is still there: its owner has changed or withdrawn some",
                hint="The words you select are copied into the signed record, except those kept for the decision-maker",
                choices=[(str(item.pk), described(item), _read(item)) for item in self.items],
                required=False,
                small=True,
            )

    def _add_views(self) -> dict[str, dict[str, list[str]]]:
        """Add a question about each agency's view; returns which answers reveal a reason."""
        reveals = {}
        for agency in self.agencies:
            name = f"view_{agency.pk}"
            self.fields[name] = fields.ChoiceField(
                label=f"Does {agency.name} agree?",
                choices=VIEWS,
                initial=Dissent.View.NOT_ASKED,
                required_message=f"Select whether {agency.name} agrees",
                small=True,
            )
            self.fields[f"{name}_reason"] = fields.LongTextField(
                label=f"Why {agency.name} disagrees",
                required=False,
                rows=3,
                required_message=f"Enter why {agency.name} disagrees",
            )
            self.fields[f"{name}_by"] = fields.NameField(
                label=f"Who spoke for {agency.name}", max_length=120, required=False
            )
            reveals[name] = {Dissent.View.DISAGREES: [f"{name}_reason"]}
        return reveals

    def _layout(self) -> list:
        """Return the layout: fields depend on the kind of subjects and on the agencies asked."""
        who = ["subjects"] if "subjects" in self.fields else []
        pieces = [*who, Section("Need and risk", "threshold", "final_rating")]
        if self.is_adult:
            limbs = [name for limb in codes.S42Limb for name in (limb.value, f"{limb.value}_reason")]
            pieces.append(
                Section(
                    "Care Act 2014, section 42",
                    *limbs,
                    hint=f"All three parts met is a duty to enquire. {codes.S42_TEST}",
                )
            )
            capacity = ("capacity", "capacity_decision", "capacity_on", "capacity_detail")
            pieces.append(Section("The adult’s capacity and wishes", *capacity, "wishes_asked"))
        fgm = ["fgm_duty"] if "fgm_duty" in self.fields else []
        pieces.append(Section("What is decided", "outcome", *self._asked_to_explain(), "also", *fgm))
        cited = ["cited"] if "cited" in self.fields else []
        pieces.append(Section("Why", *cited, "rationale", "voice", "next_steps"))
        if self.agencies:
            names = [name for agency in self.agencies for name in (f"view_{agency.pk}", f"view_{agency.pk}_by")]
            pieces.append(Section("What the agencies think of this decision", *names))
        return [*pieces, "about", "seen"]

    def _asked_to_explain(self) -> list[str]:
        """Return the fields that the answers, posted or saved, call for."""
        answers = self._answers()
        if not answers:
            return []
        limbs = [answers.get(limb.value, "") for limb in codes.S42Limb] if self.is_adult else []
        basis = further.newest_basis(self.referral)
        called_for = {
            "contradiction_reason": contradictions_in(answers, self.referral, self.subjects),
            "section_47_reason": further.section_47_gaps(basis, answers),
            "no_enquiry_reason": further.leaves_without_enquiry(answers.get("outcome", ""), limbs),
            "attempts": further.says_too_little(answers),
            "cover": further.says_too_little(answers),
        }
        return [name for name in WHEN_NEEDED if called_for[name]]

    def _answers(self) -> dict[str, Any]:
        """Return the answers posted, or those of the draft."""
        if not self.is_bound:
            return initial_of(self.draft) if self.draft else {}
        day, also = (
            self.fields[name].widget.value_from_datadict(self.data, self.files, name)
            for name in ("strategy_on", "also")
        )
        answers = {name: self.data.get(name, "") for name in self.data}
        return answers | {"strategy_on": any(day or []), "also": also or []}

    @property
    def chosen(self) -> list[Person]:
        keys = set(self.cleaned_data["subjects"])
        return [person for person in self.subjects if str(person.pk) in keys]

    def action_kwargs(self) -> dict[str, Any]:
        """Return the arguments of the actions: facts, cited, views and seen."""
        answers = self.cleaned_data
        facts = {name: answers[name] for name in PLAIN if name in answers}
        facts["route_details"] = {
            route.value: {"detail": answers.get(f"also_{route}"), "aware_on": answers.get(f"also_{route}_on")}
            for route in further.routes_with_needs(answers["also"])
        }
        if self.is_adult:
            facts["limbs"] = {
                limb.value: {"answer": answers[limb.value], "reason": answers[f"{limb.value}_reason"]}
                for limb in codes.S42Limb
            }
        views = [
            {
                "agency": agency.pk,
                "agrees": answers[f"view_{agency.pk}"],
                "reason": answers[f"view_{agency.pk}_reason"],
                "spoken_for_by": answers[f"view_{agency.pk}_by"],
            }
            for agency in self.agencies
        ]
        return {"facts": facts, "cited": answers.get("cited", []), "views": views, "seen": answers["seen"]}


def _with_notes(code_list: CodeList, choices: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Add to each choice, as its hint, what a professional must know to choose it rightly."""
    return [(code, label, code_list.facts[code_list.codes(code)].note) for code, label in choices]


def initial_of(draft: Decision) -> dict[str, Any]:
    """Return the answers saved in a draft."""
    answers = {name: getattr(draft, name) for name in PLAIN}
    for route, details in draft.route_details.items():
        answers |= {f"also_{route}": details.get("detail", "")}
        if day := details.get("aware_on"):
            answers[f"also_{route}_on"] = date.fromisoformat(day)
    for limb, limb_answer in draft.limbs.items():
        answers |= {limb: limb_answer["answer"], f"{limb}_reason": limb_answer["reason"]}
    for view in draft.views.all():
        name = f"view_{view.agency_id}"
        answers |= {name: view.agrees, f"{name}_reason": view.reason, f"{name}_by": view.spoken_for_by}
    answers["cited"] = [str(key) for key in draft.citations.values_list("item_id", flat=True)]
    return answers
