"""Section H: the concerns, as coded choices and in the referrer's own words."""

from mash.govuk.fields import ChoiceField, LongTextField, MultiChoiceField, YesNoNotKnownField
from mash.govuk.layout import Folded
from referrals import codes
from referrals.codes import Concern
from referrals.codes.lists import CONCERN, RISK_TYPE
from referrals.intake.forms.asking import MORE, NOT_KNOWN, IntakeForm, with_not_known

# What the public are asked first, in the words for families; the other concerns are in a folded section below.
PLAIN: tuple[tuple[str, str], ...] = (
    *(
        (concern.value, CONCERN.family_words(concern))
        for concern in (
            Concern.NEGLECT,
            Concern.PHYSICAL_ABUSE,
            Concern.SEXUAL_ABUSE,
            Concern.EMOTIONAL_ABUSE,
            Concern.BULLYING,
            Concern.DOMESTIC_ABUSE_PARENT,
            Concern.DOMESTIC_ABUSE_SEEN,
            Concern.ALCOHOL_PARENT,
            Concern.DRUG_USE_PARENT,
            Concern.PARENTAL_MENTAL_HEALTH,
            Concern.CHILD_SEXUAL_EXPLOITATION,
            Concern.CHILD_CRIMINAL_EXPLOITATION,
            Concern.HONOUR_BASED,
            Concern.FGM,
            Concern.MISSING,
            Concern.SELF_HARM,
            Concern.ONLINE_HARM,
            Concern.UNBORN,
            Concern.OTHER,
        )
    ),
    (NOT_KNOWN, "Not sure"),
)
COMMON = "common"
OWN_LABELS = {"child": "{Own} health, behaviour and school"}
SELECT_ONE = "Select what {you_are} worried about, or “Not sure”"
NOT_BOTH = "Select the answers that apply, or select “Not sure”"


def _group(name: str, *, hint: str = "", without: frozenset = frozenset(), more: tuple = ()) -> MultiChoiceField:
    label, concerns = codes.CONCERN_GROUPS[name]
    choices = [(concern.value, concern.label) for concern in concerns if concern not in without]
    exclusive = NOT_KNOWN if more else ""
    label = OWN_LABELS.get(name, label)
    return MultiChoiceField(label=label, hint=hint, choices=[*choices, *more], exclusive=exclusive, required=False)


class ChildConcernsForm(IntakeForm):
    """The full coded list.

    A concern ticked under another heading, as on the public's form, is moved to its heading here.
    """

    lists = dict.fromkeys(codes.CONCERN_GROUPS, CONCERN)

    abuse = _group("abuse", hint="Select everything that worries {you}, under any of the headings on this page")
    home = _group("home")
    outside = _group("outside")
    child = _group("child")
    other = _group("other", more=((NOT_KNOWN, "Not sure"),))

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        if self.is_bound:
            self.data = self._in_its_place()

    def _in_its_place(self):
        where = {code: name for name, field in self.fields.items() for code in _codes(field)}
        # The kind of writer can change after the concerns were ticked, and with it the form.
        ticked = [(name, code) for name in (COMMON, *codes.CONCERN_GROUPS) for code in self.data.getlist(name)]
        data = self.data.copy()
        for name in self.fields:
            data.setlist(name, [])
        for name, code in ticked:
            data.appendlist(where.get(code, name), code)
        return data

    def clean(self):
        answers = super().clean()
        ticked = self.ticked()
        if not self.errors and not ticked:
            self.add_error(next(iter(self.fields)), self.says(SELECT_ONE))
        # The choices are spread over several fields, so no single field can check this.
        if not self.errors and NOT_KNOWN in ticked and len(ticked) > 1:
            self.add_error(next(name for name in self.fields if NOT_KNOWN in answers[name]), NOT_BOTH)
        return answers

    def ticked(self) -> list[str]:
        return [code for name in self.fields for code in self.cleaned_data.get(name, [])]

    def action_kwargs(self):
        return {"concerns": [code for code in self.ticked() if code != NOT_KNOWN]}


def _codes(field: MultiChoiceField) -> list[str]:
    return [str(choice[0]) for choice in field.choices]


class PublicConcernsForm(ChildConcernsForm):
    layout = [COMMON, Folded("More kinds of worry", *codes.CONCERN_GROUPS)]
    lists = dict.fromkeys((COMMON, *codes.CONCERN_GROUPS), CONCERN)

    common = MultiChoiceField(
        label="Select everything that worries {you}",
        hint="You do not have to be sure",
        choices=PLAIN,
        exclusive=NOT_KNOWN,
        required=False,
    )
    abuse, home, outside, child, other = (
        _group(name, without=frozenset(code for code, _ in PLAIN)) for name in codes.CONCERN_GROUPS
    )


# For children and young people who write about themselves.
OWN = {
    Concern.SEXUAL_ABUSE_BY_CHILD: "Sexual abuse by another child or somebody my age",
    Concern.RELATIONSHIP_ABUSE: "Being hurt, frightened or controlled by a boyfriend or girlfriend",
    Concern.DOMESTIC_ABUSE_SEEN: "Seeing or hearing someone at home being hurt, frightened or controlled",
}
OWN_CHOICES = [
    *((code, OWN.get(code, words)) for code, words in PLAIN[:-2]),
    *((concern.value, words) for concern, words in OWN.items() if concern not in dict(PLAIN)),
    *PLAIN[-2:],
]


class OwnConcernsForm(PublicConcernsForm):
    """For children and young people who write about themselves: the longer list speaks of “the child”."""

    layout = [COMMON]
    common = MultiChoiceField(
        label="Select everything that worries {you}",
        hint="You do not have to be sure",
        choices=OWN_CHOICES,
        exclusive=NOT_KNOWN,
        required=False,
    )
    abuse = home = outside = child = other = None


class AdultRisksForm(IntakeForm):
    layout = ["risk_types", "risk_location", Folded("More we should know of", "concerns", "children_at_risk")]
    lists = {"risk_types": RISK_TYPE, "concerns": CONCERN}

    risk_types = MultiChoiceField(
        label="What kind of harm {are_you} worried about?",
        hint="Select all that apply",
        choices=with_not_known(codes.RiskType, "Not sure"),
        exclusive=NOT_KNOWN,
        required_message="Select the kind of harm {you_are} worried about, or “Not sure”",
    )
    risk_location = ChoiceField(
        label="Where does it happen, or where did it?",
        choices=codes.RiskLocation.choices,
        select=True,
        empty="Not known",
        required=False,
    )
    concerns = MultiChoiceField(
        label="Is there anything else we should know of?",
        hint="Select all that apply",
        choices=[(concern.value, concern.label) for concern in codes.ADULT_CONCERNS],
        required=False,
    )
    children_at_risk = YesNoNotKnownField(label="Are there children in the home who may be at risk?", required=False)


Risk = codes.RiskType
PLAIN_RISKS = {
    Risk.PHYSICAL: "Being hit or hurt",
    Risk.SEXUAL: "Sexual abuse",
    Risk.PSYCHOLOGICAL: "Being frightened, shouted at or put down",
    Risk.FINANCIAL: "Money or things being taken, or somebody else in control of them",
    Risk.DISCRIMINATORY: "Being treated badly for who you are or what you believe",
    Risk.ORGANISATIONAL: "Bad care, at home, in a care home or in a hospital",
    Risk.NEGLECT_OMISSION: "Not getting the help that is needed",
    Risk.DOMESTIC_ABUSE: "Being hurt or controlled by a partner or someone in the family",
    Risk.SEXUAL_EXPLOITATION: "Being used by someone for sex",
    Risk.MODERN_SLAVERY: "Being made to work, or held by someone",
    Risk.SELF_NEGLECT: "Not being able to look after oneself",
}


PLAIN_CONCERNS = {
    Concern.NON_RECENT: "Something that happened long ago",
    Concern.TRAFFICKING: "Being made to work, or moved or sold by others",
    Concern.NO_RECOURSE: "No money, or no right to benefits",
    Concern.HOMELESSNESS: "Nowhere to live, or a home that is not safe",
    Concern.ALLEGATION: "Somebody who works with children or adults and may harm them",
    Concern.POSES_RISK: "Somebody who may harm other people, too",
    Concern.SEXTORTION: "Somebody who threatens to show sexual pictures",
    Concern.CUCKOOING: "A home that others have taken over",
}


class PublicRisksForm(AdultRisksForm):
    """The same kinds of harm in plain words; a kind without any keeps its own."""

    concerns = MultiChoiceField(
        label="Is there anything else we should know of?",
        hint="Select all that apply",
        choices=[
            (concern.value, PLAIN_CONCERNS.get(concern, CONCERN.family_words(concern)))
            for concern in codes.ADULT_CONCERNS
            if concern != Concern.TRANSFER_IN  # said by councils alone
        ],
        required=False,
    )

    risk_types = MultiChoiceField(
        label="What kind of harm {are_you} worried about?",
        hint="Select all that apply. You do not have to be sure.",
        choices=with_not_known([(risk.value, PLAIN_RISKS.get(risk, risk.label)) for risk in Risk], "Not sure"),
        exclusive=NOT_KNOWN,
        required_message="Select the kind of harm {you_are} worried about, or “Not sure”",
    )


MORE_OF_WHAT_HAPPENED = Folded(MORE, "how_often", "earlier_worries")


class WhatHappenedForm(IntakeForm):
    layout = ["what_happened", "when_and_where", "words_of_the_person", "basis_of_concern", MORE_OF_WHAT_HAPPENED]

    what_happened = LongTextField(
        label="What has happened?",
        noun="What has happened",
        hint="Say what {you} saw or heard, as plainly as possible. Describe any injuries.",
        required_message="Enter what has happened, or what makes {you} worried",
        rows=8,
        max_length=10000,
    )
    when_and_where = LongTextField(
        label="When and where did it happen, and who saw it?",
        noun="When and where it happened",
        required=False,
        rows=4,
        max_length=3000,
    )
    how_often = LongTextField(
        label="How often has it happened, and since when?",
        noun="How often it has happened",
        required=False,
        rows=2,
        max_length=1000,
    )
    earlier_worries = LongTextField(
        label="Were there worries before, and what was done about them?",
        noun="Earlier worries",
        required=False,
        rows=3,
        max_length=3000,
    )
    words_of_the_person = LongTextField(
        label="What did {person} say?",
        noun="What they said",
        hint="In their own words, if possible",
        required=False,
        rows=4,
        max_length=5000,
    )
    basis_of_concern = ChoiceField(
        label="How do you know?",
        choices=with_not_known(
            [
                ("fact", "I saw or heard it myself, or it is recorded"),
                ("opinion", "It is what I think, from what I know"),
                ("third_hand", "Somebody else told me"),
            ],
            "Not sure",
        ),
        required_message="Select how you know",
    )


class KeyedWhatHappenedForm(WhatHappenedForm):
    basis_of_concern = ChoiceField(
        label="How does the referrer know?",
        choices=with_not_known(
            [
                ("fact", "They saw or heard it themselves, or it is recorded"),
                ("opinion", "It is what they think, from what they know"),
                ("third_hand", "Somebody else told them"),
            ]
        ),
        required_message="Select how the referrer knows",
    )


class OwnWhatHappenedForm(WhatHappenedForm):
    """For referrers who are the subject: everything they write is in their own words."""

    layout = ["what_happened", "when_and_where", MORE_OF_WHAT_HAPPENED]
    words_of_the_person = basis_of_concern = None
    own_words = {
        "what_happened": (
            "What has happened?",
            "Say as much or as little as you want, in your own words. It may be about now or about long ago.",
        ),
        "when_and_where": ("When and where did it happen?", "You do not have to be sure. Leave blank if you like."),
        "how_often": ("Has it happened more than once?", ""),
        "earlier_worries": ("Have you told anyone before?", "And what did they do?"),
    }

    def __init__(self, data=None, *, answers, **kwargs):
        super().__init__(data, answers=answers, **kwargs)
        if not answers.keyed_in:
            self.speak(self.own_words)


class WorriesForm(IntakeForm):
    worries = LongTextField(
        label="What {are_you} worried could happen?",
        noun="What {you_are} worried could happen",
        hint="To {each}, if nothing changes",
        required=False,
        rows=4,
    )
    working_well = LongTextField(
        label="What is working well?",
        noun="What is working well",
        hint="Anyone or anything that keeps {them} safe",
        required=False,
        rows=4,
    )
    needs_to_happen = LongTextField(
        label="What needs to happen for {them} to be safe?", noun="What needs to happen", required=False, rows=4
    )
    risk_to_visitors = LongTextField(
        label="Could anything be dangerous for a worker who visits?",
        noun="What could be dangerous for a worker who visits",
        hint="For example threats, a weapon or a dangerous dog. Leave blank if not known.",
        required=False,
        rows=2,
        max_length=1000,
    )


class OwnWorriesForm(WorriesForm):
    """For people who write about themselves."""

    own_words = {
        "worries": ("What are you afraid could happen?", "If nothing changes"),
        "working_well": ("What helps, or who helps you?", "Anyone or anything that keeps you safe"),
        "needs_to_happen": ("What would make you feel safe?", ""),
        "risk_to_visitors": (
            "Could it be dangerous if we came to see you?",
            "For you or for us. For example, someone in your home must not know. Leave blank if not known.",
        ),
    }

    def __init__(self, data=None, *, answers, **kwargs):
        super().__init__(data, answers=answers, **kwargs)
        if not answers.keyed_in:
            self.speak(self.own_words)


class WorriesOfProfessionalForm(WorriesForm):
    worries = LongTextField(
        label="What {are_you} worried could happen?",
        noun="What {you_are} worried could happen",
        hint="To {each}, if nothing changes",
        rows=4,
    )


class AdultViewsForm(IntakeForm):
    """An adult's wishes. Whether the adult knows is asked earlier if only adults are concerned."""

    adult_aware = YesNoNotKnownField(
        label="Does the adult know {you_are} telling us about them?",
        required_message="Select yes if the adult knows {you_are} telling us about them",
    )
    adult_wishes = LongTextField(
        label="What does the adult want to happen?",
        noun="What the adult wants to happen",
        hint="In their own words, if possible. Leave blank if not known.",
        required=False,
        rows=4,
    )
    capacity_doubt = LongTextField(
        label="Is it hard for them to make decisions about this for themselves?",
        noun="Why it is hard for them to make decisions",
        hint="For example, because of an illness or dementia. Leave blank if not known.",
        required=False,
        rows=4,
        max_length=2000,
    )

    def __init__(self, data=None, *, answers, **kwargs):
        super().__init__(data, answers=answers, **kwargs)
        if not answers.about_children or answers.is_unnamed:
            del self.fields["adult_aware"]


class AdultViewsOfProfessionalForm(AdultViewsForm):
    capacity_doubt = LongTextField(
        label="{Do_you} doubt that they can make decisions about this for themselves?",
        noun="The doubt",
        hint="Say why, and whether anybody has assessed it or speaks for them. Leave blank if not.",
        required=False,
        rows=4,
        max_length=2000,
    )


class OwnWishesForm(IntakeForm):
    """For adults who refer themselves."""

    adult_wishes = LongTextField(
        label="What {would_you} like to happen?",
        noun="What {you} would like to happen",
        hint="For example, advice, help at home, or action to protect someone",
        required=False,
        rows=4,
    )

    def action_kwargs(self):
        return {**super().action_kwargs(), "adult_aware": "yes"}
