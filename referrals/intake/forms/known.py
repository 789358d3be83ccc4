"""What may be taken over of somebody whom the hub may know already."""

from mash.govuk.fields import MultiChoiceField
from mash.govuk.forms import Form
from mash.govuk.layout import Section
from referrals.intake.taking_over import FACTS, KnownFact
from referrals.people.known_already import KnownPerson

TAKE = "take_"


class KnownSection(Section):
    """One person who may be meant, with their cases and the facts that may be taken over."""

    template = "referrals/intake/_known_person.html"

    def __init__(self, known: KnownPerson, *fields):
        super().__init__(known.display_name, *fields)
        self.known = known

    def context(self, form) -> dict:
        return {**super().context(form), "known": self.known}


class KnownForm(Form):
    """A box for each fact; none is ticked by itself, as nobody has said yet that it is the same person."""

    def __init__(self, data=None, *, known: list[tuple[KnownPerson, list[KnownFact]]], **kwargs):
        super().__init__(data, **kwargs)
        self.facts = {fact.code: fact for _, facts in known for fact in facts}
        self.layout = [KnownSection(person, *self._box(person, facts)) for person, facts in known]

    def _box(self, person: KnownPerson, facts: list[KnownFact]) -> list[str]:
        if not facts:
            return []
        name = f"{TAKE}{person.people[0].pk}"
        choices = [(fact.code, fact.label) for fact in facts]
        label = f"If this is {person.display_name}: what do you want to take over?"
        self.fields[name] = MultiChoiceField(label=label, choices=choices, required=False, small=True)
        return [name]

    def clean(self):
        answers = super().clean()
        if any(name.startswith(TAKE) and name not in self.fields for name in self.data):
            self.add_error(None, "What is known changed since you opened this page. Check it, and select again")
        chosen = [self.facts[code] for codes in answers.values() for code in codes]
        for name, label in FACTS.items():
            if len([fact for fact in chosen if fact.name == name]) > 1:
                self.add_error(None, f"{label}: select one only")
        return answers

    def action_kwargs(self) -> dict:
        return {"facts": [self.facts[code] for codes in self.cleaned_data.values() for code in codes]}
