"""The questions a request starts with: the hub's own where it has some, otherwise the defaults."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from agencies.models import Hub, QuestionSet
from agencies.question_defaults import DefaultQuestion, concern_questions, default_questions, fits
from referrals import codes

ALL_KINDS = codes.PersonKind.values


@dataclass(frozen=True)
class SuggestedQuestions:
    questions: list[str]
    look_back_months: int  # 0 if a question has no limit
    abouts: dict[str, set[str]] = field(default_factory=dict)  # by question, whom it is about: keys of WHOM

    def not_asked_of(self, kinds: Collection[str]) -> set[str]:
        """Return those of the questions that fit none of these people, such as about teeth of an unborn child."""
        return {words for words, abouts in self.abouts.items() if not any(fits(about, kinds) for about in abouts)}

    def from_on(self, today: date) -> date | None:
        """Return the first day of the month the longest look-back reaches, or None without a limit."""
        if not self.look_back_months:
            return None
        months = today.year * 12 + today.month - 1 - self.look_back_months
        return date(months // 12, months % 12 + 1, 1)


def suggested_questions(
    hub: Hub, agency_kinds: Collection[str], concerns: Collection[str], subject_kinds: Collection[str]
) -> dict[str, SuggestedQuestions]:
    """Return the questions for each kind of agency, in two queries."""
    sets = QuestionSet.objects.filter(hub=hub, agency_kind__in=agency_kinds, concern__in=["", *concerns])
    own = {(each.agency_kind, each.concern): each for each in sets.prefetch_related("questions")}
    return {
        kind: _put_together(
            question
            for concern in ["", *concerns]
            for question in _part(own.get((kind, concern)), kind, concern)
            if fits(question.about, subject_kinds)
        )
        for kind in agency_kinds
    }


def _part(own: QuestionSet | None, kind: str, concern: str) -> list:
    """Return the questions of one set.

    A set the hub has switched off is empty; one it never wrote falls back on the default.
    """
    if own is not None:
        return list(own.questions.all()) if own.is_active else []
    return concern_questions(kind, concern) if concern else default_questions(kind, [], subject_kinds=ALL_KINDS)


def _put_together(questions: Iterable) -> SuggestedQuestions:
    abouts: dict[str, set[str]] = {}
    questions = list(questions)
    for question in questions:
        abouts.setdefault(_worded(question), set()).add(question.about)
    # Several concerns can bring the same question: it is asked once.
    distinct = list({question.text: question for question in questions}.values())
    months = [question.look_back_months or 0 for question in distinct]
    return SuggestedQuestions(
        [_worded(question) for question in distinct], max(months) if months and all(months) else 0, abouts
    )


def _worded(question) -> str:
    look_back = DefaultQuestion("", question.text, question.look_back_months).look_back
    return f"{question.text} Look back over {look_back}." if look_back else question.text
