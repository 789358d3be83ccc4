"""What agencies of one kind are asked, as this hub wants it."""

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
    text: str
    look_back_months: int | None = None
    about: str = "both"

    def noted(self) -> str:
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
) -> QuestionSet:
    """The whole set, in order. Requests sent already keep the questions they were sent with."""
    edition = lock_edition(hub, *edition_parts(kind, concern), seen=seen)
    own, _ = QuestionSet.objects.get_or_create(hub=hub, agency_kind=kind, concern=concern)
    before, was_active = questions_in(own), own.is_active
    own.questions.all().delete()
    Question.objects.bulk_create(
        Question(question_set=own, position=n, text=q.text, look_back_months=q.look_back_months, about=q.about)
        for n, q in enumerate(questions, start=1)
    )
    own.is_active = is_active
    own.save(update_fields=["is_active"])
    if before != questions or was_active != is_active:
        raise_version(edition, by=by, now=now, what=_summary(questions, is_active))
        pair: dict[str, Any] = {"before": [q.noted() for q in before], "after": [q.noted() for q in questions]}
        record(
            events.QUESTIONS_CHANGED, about=own, by=by, now=now, kind=kind, concern=concern, active=is_active, **pair
        )
    return own


def edition_parts(kind: str, concern: str) -> tuple[str, str, str]:
    """Which part of the hub a set is, whether or not the hub has written it yet."""
    return "questions", kind, concern


def _summary(after: list[QuestionInput], is_active: bool) -> str:
    number = f"{len(after)} question{'' if len(after) == 1 else 's'}"
    return f"left {number}, {'asked' if is_active else 'not asked'}"


def questions_in(own: QuestionSet) -> list[QuestionInput]:
    return [QuestionInput(q.text, q.look_back_months, q.about) for q in own.questions.order_by("position", "pk")]


QUESTIONS_EXIST = RuleViolation("Your hub has questions of its own already")


@transaction.atomic
def fill_question_sets(*, hub: Hub, by) -> int:
    """Give a hub its own copy of the default questions, to change as it likes; nothing if it has sets already."""
    Hub.objects.select_for_update(no_key=True).get(pk=hub.pk)  # two administrators at once: the second finds them made
    if QuestionSet.objects.filter(hub=hub).exists():
        return 0
    wanted: dict[tuple[str, str], Sequence] = {(kind, ""): defaults.base for kind, defaults in DEFAULT_SETS.items()}
    wanted |= {(kind, concern): concern_questions(kind, concern) for kind in DEFAULT_SETS for concern in THEMES}
    keys = [key for key, questions in wanted.items() if questions]
    with translate_unique_violation(one_question_set_a_concern=QUESTIONS_EXIST):
        sets = QuestionSet.objects.bulk_create(QuestionSet(hub=hub, agency_kind=k, concern=c) for k, c in keys)
    Question.objects.bulk_create(
        Question(question_set=own, position=n, text=q.text, look_back_months=q.look_back_months, about=q.about)
        for own, key in zip(sets, keys, strict=True)
        for n, q in enumerate(wanted[key], start=1)
    )
    record(events.QUESTIONS_CHANGED, about=hub, by=by, copied_from_defaults=len(sets))
    return len(sets)
