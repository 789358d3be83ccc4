"""The pages of a referral, in order.

Progress, going back, "check your answers" and what is sent all follow from this list.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from referrals.intake.answers import PEOPLE, Answers
from referrals.intake.forms import concern, family, finish, household, people, referrer, start
from referrals.intake.forms.asking import IntakeForm

Shown = Callable[[Answers], bool]
PARTS_FOR_STAFF = {"You": "The referrer", "Your concern": "The concern"}
PARTS_FOR_PUBLIC = {"Telling them": "Who knows"}


@dataclass(frozen=True)
class Page:
    """One page of the form.

    `shown` says whether the page is asked at all. `professionals`, `staff`, `themselves` and
    `unnamed` (it must not be known that it came from them) are the forms for those writers, where
    they differ. `own` is for who writes about themselves, and not for what they tell staff;
    `from_start` for who said so on the first page, as the relation is asked on a later one. Titles
    are worded for the writer and the subject (Answers.in_words).
    """

    slug: str
    section: str
    title: str
    asks: type[IntakeForm] | None = None
    shown: Shown = Answers.always.fget
    professionals: type[IntakeForm] | None = None
    staff: type[IntakeForm] | None = None
    themselves: type[IntakeForm] | None = None
    own: type[IntakeForm] | None = None
    from_start: type[IntakeForm] | None = None
    unnamed: type[IntakeForm] | None = None
    staff_title: str = ""
    public_title: str = ""
    unnamed_title: str = ""
    own_title: str = ""
    template: str = "referrals/intake/page.html"

    def form_class(self, answers: Answers) -> type[IntakeForm]:
        if self.from_start and answers.writes_of_oneself:
            return self.from_start
        if self.own and answers.about_oneself and not answers.keyed_in:
            return self.own
        if self.themselves and answers.about_oneself:
            return self.themselves
        if answers.keyed_in:
            return self.staff or self.asks
        if self.unnamed and answers.is_unnamed:
            return self.unnamed
        return self.professionals if self.professionals and answers.is_professional else self.asks

    def form(self, answers: Answers, data=None, **kwargs) -> IntakeForm:
        return self.form_class(answers)(data, answers=answers, **kwargs)

    def forms(self, answers: Answers) -> list[IntakeForm]:
        """Return the form with the saved answers; an empty list if there are none."""
        typed = answers.typed(self.slug)
        return [] if typed is None else [self.form(answers, typed)]

    def is_done(self, answers: Answers) -> bool:
        forms = self.forms(answers)
        return bool(forms) and all(form.is_valid() for form in forms)

    def heading(self, answers: Answers) -> str:
        if self.own_title and answers.about_oneself:
            return answers.in_words(self.own_title)
        titles = (
            (answers.keyed_in, self.staff_title),
            (answers.is_unnamed, self.unnamed_title),
            (answers.is_public, self.public_title),
        )
        return answers.in_words(next((title for applies, title in titles if applies and title), self.title))

    def part(self, answers: Answers) -> str:
        """Return the section's name for this writer: staff are not "you", the public need tell nobody."""
        named = PARTS_FOR_STAFF if answers.keyed_in else PARTS_FOR_PUBLIC if answers.is_public else {}
        return named.get(self.section, self.section)

    @property
    def is_list(self) -> bool:
        return False


@dataclass(frozen=True)
class ListEntryKind:
    """One kind of entry on a list page: the text of its link and its form, and those for the writer themselves."""

    label: str
    asks: type[IntakeForm]
    own_label: str = ""
    themselves: type[IntakeForm] | None = None

    def link(self, *, oneself: bool) -> str:
        return self.own_label if oneself and self.own_label else self.label


@dataclass(frozen=True)
class ListPage(Page):
    """A page with any number of entries, each with its own form.

    Below `least` entries the page shows the error `too_few`.
    """

    kinds: dict[str, ListEntryKind] = field(default_factory=dict)
    least: int = 0
    too_few: str = ""
    guidance: str = ""
    own_guidance: str = ""
    template: str = "referrals/intake/entries.html"

    def guiding(self, answers: Answers) -> str:
        return answers.in_words(self.own_guidance if self.own_guidance and answers.about_oneself else self.guidance)

    def kind_of(self, entry: dict) -> str:
        return entry["kind"][0] if len(self.kinds) > 1 else next(iter(self.kinds))

    def entry_form(self, answers: Answers, kind: str, data=None, *, number: int = 0) -> IntakeForm:
        """Return the form of one entry; `number` counts from 1, and 0 is a new one."""
        listed = self.kinds[kind]
        oneself = listed.themselves and answers.is_oneself(self.slug, number)
        return (listed.themselves if oneself else listed.asks)(data, answers=answers)

    def forms(self, answers: Answers) -> list[IntakeForm]:
        return [
            self.entry_form(answers, self.kind_of(entry), entry, number=number)
            for number, entry in enumerate(answers.entries(self.slug), start=1)
        ]

    def is_done(self, answers: Answers) -> bool:
        forms = self.forms(answers)
        # An empty list counts as an answer only after somebody has seen the page.
        visited = answers.typed(self.slug) is not None
        return visited and len(forms) >= self.least and all(form.is_valid() for form in forms)

    @property
    def is_list(self) -> bool:
        return True


A = Answers
SUBJECT_KINDS = {
    "child": ListEntryKind("Add a child", people.ChildForm, "Add yourself: I am under 18", people.OwnChildForm),
    "unborn": ListEntryKind("Add an unborn child", people.UnbornForm),
    "adult": ListEntryKind("Add an adult", people.AdultForm, "Add yourself: I am 18 or over", people.OwnAdultForm),
}
PAGES: tuple[Page, ...] = (
    Page("received", "How it reached us", "How it reached us", start.ReceivedForm, A.keyed_in.fget),
    Page(
        "before-you-start",
        "Before you start",
        "Before you start",
        start.BeforeYouStartForm,
        professionals=start.BeforeYouStartOfProfessionalForm,
        staff=start.KeyedBeforeYouStartForm,
    ),
    Page(
        "call-999",
        "Before you start",
        "Call 999 now",
        start.Call999Form,
        A.danger.fget,
        staff_title="Has 999 been called?",
        template="referrals/intake/call_999.html",
    ),
    Page("who", "You", "Who is telling us", referrer.WhoForm, A.without_account.fget),
    Page(
        "you",
        "You",
        "Your details",
        referrer.PublicForm,
        professionals=referrer.ProfessionalForm,
        staff=referrer.KeyedReferrerForm,
        from_start=referrer.OwnDetailsForm,
        staff_title="Who told us",
    ),
    ListPage(
        PEOPLE,
        "The people",
        "Who {are_you} worried about?",
        own_title="Who is this about?",
        kinds=SUBJECT_KINDS,
        least=1,
        too_few="Add at least one child or adult {you_are} worried about",
        guidance="Add each child and each adult {you_are} worried about. A decision is made for each of them.",
        own_guidance="Add {yourself} first, then anybody else who may be at risk. A decision is made for each person.",
    ),
    ListPage(
        "household",
        "The people",
        "Who else is in the family or the home?",
        kinds={"person": ListEntryKind("Add a person", household.HouseholdForm)},
        guidance="For example {relatives}. Add nobody if not known.",
    ),
    ListPage(
        "agencies",
        "The people",
        "Who is already helping {them}?",
        kinds={"service": ListEntryKind("Add a service or professional", household.ProfessionalInvolvedForm)},
        guidance="For example {services}. Add nobody if not known.",
    ),
    Page(
        "concerns",
        "Your concern",
        "What {are_you} worried about?",
        concern.PublicConcernsForm,
        A.about_children.fget,
        professionals=concern.ChildConcernsForm,
        staff=concern.ChildConcernsForm,
        own=concern.OwnConcernsForm,
    ),
    Page(
        "risks",
        "Your concern",
        "Harm to the adult",
        concern.PublicRisksForm,
        A.about_adults.fget,
        professionals=concern.AdultRisksForm,
        staff=concern.AdultRisksForm,
        own_title="Harm to {you}",
    ),
    Page(
        "what-happened",
        "Your concern",
        "What has happened",
        concern.WhatHappenedForm,
        staff=concern.KeyedWhatHappenedForm,
        themselves=concern.OwnWhatHappenedForm,
    ),
    Page(
        "worries",
        "Your concern",
        "Worries, strengths and next steps",
        concern.WorriesForm,
        professionals=concern.WorriesOfProfessionalForm,
        themselves=concern.OwnWorriesForm,
        public_title="What may happen, and what helps",
    ),
    Page(
        "adult-views",
        "Your concern",
        "The adult’s wishes",
        concern.AdultViewsForm,
        A.about_adults.fget,
        professionals=concern.AdultViewsOfProfessionalForm,
        staff=concern.AdultViewsOfProfessionalForm,
        themselves=concern.OwnWishesForm,
        own_title="{Your} wishes",
    ),
    Page(
        "family-told",
        "Telling them",
        "Do they know?",
        family.FamilyToldForm,
        professionals=family.FamilyToldByProfessionalForm,
        staff=family.FamilyToldByReferrerForm,
        themselves=family.FamilyToldByThemselvesForm,
        unnamed=family.FamilyToldByUnnamedForm,
        own_title="Keeping it private",
        unnamed_title="Keeping it private",
    ),
    Page(
        "why-not-told",
        "Telling them",
        "Why they have not been told",
        family.WhyNotToldForm,
        A.not_told.fget,
        professionals=family.WhyNotToldByProfessionalForm,
        staff=family.WhyNotToldByReferrerForm,
        public_title="Why they should not be told yet",
    ),
    Page(
        "agreement",
        "Telling them",
        "Agreement to a service",
        family.ServiceAgreementForm,
        A.agreement_asked.fget,
        themselves=family.OwnAgreementForm,
        own_title="Help for {you}",
    ),
    Page(
        "actions",
        "What next",
        "What has been done so far",
        finish.ActionsForm,
        professionals=finish.ActionsOfProfessionalForm,
        staff=finish.KeyedActionsForm,
    ),
    Page(
        "outcome",
        "What next",
        "What {you} would like to happen",
        finish.DesiredOutcomeForm,
        A.outcome_asked.fget,
        professionals=finish.OutcomeOfProfessionalForm,
        staff=finish.KeyedOutcomeForm,
    ),
)
BY_SLUG = {page.slug: page for page in PAGES}
