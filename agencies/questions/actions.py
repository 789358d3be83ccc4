"""Setting a hub's own questions to agencies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from agencies import events
from agencies.editions import lock_edition, raise_version
from agencies.models import Hub, Question, QuestionSet
from agencies.question_defaults import DEFAULT_SETS, THEMES, concern_questions
from audit.recording import record
from mash.refusals import RuleViolation, translate_unique_violation


@dataclass(frozen=True)
class QuestionInput:
    """A question as it is entered, compared and logged."""

    text: str
    look_back_months: int | None = None
    about: str = "both"

    def log_text(self) -> str:
        back = f", last {self.look_back_months} months" if self.look_back_months else ""
        return f"{self.text} ({self.about}{back})"


@transaction.atomic
def set_questions(
    *,
    hub: Hub,
    kind: str,
    concern: str,
    questions: list[QuestionInput],
    is_active: bool,
    by,
    seen: int | None = None,
    now: datetime | None = None,
) -> bool:
    """Replace a set of questions, in the order of the list, and return whether anything changed.

    Requests already sent keep their own copies. Raises StalePage if `seen` is not the current version.
    """
    edition = lock_edition(hub, *edition_parts(kind, concern), seen=seen)
    question_set, is_new = QuestionSet.objects.get_or_create(hub=hub, agency_kind=kind, concern=concern)
    before, was_active = questions_in(question_set), question_set.is_active
    question_set.questions.all().delete()
    Question.objects.bulk_create(
        Question(question_set=question_set, position=n, text=q.text, look_back_months=q.look_back_months, about=q.about)
        for n, q in enumerate(questions, start=1)
    )
    question_set.is_active = is_active
    question_set.save(update_fields=["is_active"])
    changed = is_new or before != questions or was_active != is_active
    if changed:
        raise_version(edition, by=by, now=now, what=_summary(questions, is_active))
        texts: dict[str, Any] = {"before": [q.log_text() for q in before], "after": [q.log_text() for q in questions]}
        record(
            events.QUESTIONS_CHANGED,
            about=question_set,
            by=by,
            now=now,
            kind=kind,
            concern=concern,
            active=is_active,
            **texts,
        )
    return changed


def edition_parts(kind: str, concern: str) -> tuple[str, str, str]:
    """Return the parts of the edition key of a set, which need no row of the set itself."""
    return "questions", kind, concern


def _summary(questions: list[QuestionInput], is_active: bool) -> str:
    number = f"{len(questions)} question{'' if len(questions) == 1 else 's'}"
    return f"left {number}, {'asked' if is_active else 'not asked'}"


def questions_in(question_set: QuestionSet) -> list[QuestionInput]:
    return [
        QuestionInput(q.text, q.look_back_months, q.about) for q in question_set.questions.order_by("position", "pk")
    ]


QUESTIONS_EXIST = RuleViolation("Your hub has questions of its own already")


@transaction.atomic
def fill_question_sets(*, hub: Hub, by) -> int:
    """Copy the default questions to a hub, unless it has sets of its own; return how many sets were made."""
    # Locked, so that of two administrators who copy at the same moment the second finds sets and copies nothing.
    Hub.objects.select_for_update(no_key=True).get(pk=hub.pk)
    if QuestionSet.objects.filter(hub=hub).exists():
        return 0
    defaults_by_key: dict[tuple[str, str], Sequence] = {
        (kind, ""): defaults.base for kind, defaults in DEFAULT_SETS.items()
    }
    defaults_by_key |= {
        (kind, concern): concern_questions(kind, concern) for kind in DEFAULT_SETS for concern in THEMES
    }
    keys = [key for key, questions in defaults_by_key.items() if questions]
    with translate_unique_violation(one_question_set_a_concern=QUESTIONS_EXIST):
        sets = QuestionSet.objects.bulk_create(QuestionSet(hub=hub, agency_kind=k, concern=c) for k, c in keys)
    Question.objects.bulk_create(
        Question(question_set=question_set, position=n, text=q.text, look_back_months=q.look_back_months, about=q.about)
        for question_set, key in zip(sets, keys, strict=True)
        for n, q in enumerate(defaults_by_key[key], start=1)
    )
    record(events.QUESTIONS_CHANGED, about=hub, by=by, copied_from_defaults=len(sets))
    return len(sets)
