"""The page of an answer: one outcome, any number of items, and the agency's own view."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.http import QueryDict

from mash.govuk.forms import Form, unchecked
from mash.govuk.moments import read_day
from mash.govuk.plain_text import without_control_characters
from mash.refusals import RuleViolation
from referrals import codes
from referrals.information_requests.answering.forms import OutcomeForm, ViewForm
from referrals.information_requests.answering.item_forms import ItemForm
from referrals.information_requests.answering.pasting import ALL, APPLY, READ, PasteForm, with_entries, with_marks
from referrals.information_requests.parts import all_error_links
from referrals.models import InformationRequest, Item, RequestQuestion, Response

MOST_ITEMS = 100
NAMED = "unanswered"  # the numbers of the unanswered questions that the page names
ADD, REMOVE, ROW = "add", "remove", "row"


class AnswerSheet:
    """The forms of an answer, validated and sent as one."""

    def __init__(
        self,
        request: InformationRequest,
        responses: Sequence[Response],
        data: QueryDict | None,
        *,
        check: bool,
        button: str = "",
    ):
        """`check` validates the whole page, `button` only what that button of the box for a chronology needs."""
        self.request, self.responses, self.data, self.check = request, responses, data, check
        self.button = button
        self.not_named = ""  # what is said if unanswered questions were not named on the page that was sent
        self.standing = [item for response in responses for item in response.items.all() if not item.withdrawn_at]
        self.outcome = self._ready(
            OutcomeForm(
                data,
                request=request,
                seen=len(responses),
                standing=self.standing,
                is_closed=request.closed_at is not None,
                outcome=request.outcome,
            )
        )
        self.view = self._ready(ViewForm(data, has_view=any(response.view_stands for response in responses)))

    @cached_property
    def questions(self) -> list[RequestQuestion]:
        return list(self.request.questions.all())

    @cached_property
    def paste(self) -> PasteForm:
        form = PasteForm(
            self.data,
            questions=self.questions,
            people=self.request.people_asked_about,
            button=self.button,
            room=MOST_ITEMS - len(self.filled_rows),
        )
        return form if self.button else self._ready(form)

    @cached_property
    def items(self) -> list[ItemForm]:
        people = self.request.people_asked_about
        facts = {"questions": self.questions, "people": people, "standing": self.standing}
        facts["births"] = {
            str(place): born
            for place, person in enumerate(self.request.subjects, start=1)
            if person["kind"] != codes.PersonKind.UNBORN and (born := read_day(person["born"]))
        }
        return [self._ready(ItemForm(self.data, key=key, **facts)) for key in rows_of(self.data)]

    @property
    def forms(self) -> list[Form]:
        return [self.outcome, self.paste, *self.items, self.view]

    @property
    def filled_rows(self) -> list[int]:
        """The rows in which something was typed, as those that a chronology is added to."""
        return [item.key for item in self.items if item.is_bound and item.has_changed()]

    @property
    def unanswered(self) -> list[RequestQuestion]:
        """The questions that no item answers, neither one given before nor one on the page."""
        typed = {str(item["question"].value() or "") for item in self.items if item.is_bound}
        answered = {item.question_id for item in self.standing}
        return [q for q in self.questions if q.pk not in answered and str(q.position) not in typed]

    @property
    def names_unanswered(self) -> bool:
        """Whether the page names the unanswered questions: once it has an item, or was refused for not naming them."""
        return bool(self.unanswered) and bool(self.filled_rows or self.not_named)

    @property
    def unanswered_numbers(self) -> str:
        return " ".join(str(question.position) for question in self.unanswered)

    @property
    def errors(self) -> list[tuple[str, str]]:
        of_items = [
            (to, f"New item {number}: {words}")
            for number, item in enumerate(self.items, start=1)
            for to, words in all_error_links([item])
        ]
        of_questions = [(NAMED, self.not_named)] if self.not_named else []
        return [*all_error_links([self.outcome, self.paste]), *of_items, *all_error_links([self.view]), *of_questions]

    @property
    def was_filled_in(self) -> bool:
        return any(form.has_changed() for form in self.forms)

    @property
    def is_full(self) -> bool:
        return len(self.items) >= MOST_ITEMS

    def is_valid(self) -> bool:
        return all(form.is_valid() for form in self.forms) and self._unanswered_are_named()

    def _unanswered_are_named(self) -> bool:
        """Name the unanswered questions before an answer closes the request; sending it again says that is right."""
        if self.request.closed_at or self.outcome.cleaned_data.get("outcome") != codes.ResponseOutcome.SUPPLIED:
            return True
        named = set(self.data.get(NAMED, "").split()) if self.data else set()
        missing = [str(question.position) for question in self.unanswered]
        if set(missing) <= named:
            return True
        self.not_named = (
            f"{unanswered_words(missing, self.questions)} unanswered. If that is right, send this page again. If not,"
            " select in an item which question it answers"
        )
        return False

    def action_kwargs(self) -> dict[str, Any]:
        """Return the arguments of the action `answer`."""
        answers = {**self.outcome.cleaned_data, **self.view.cleaned_data}
        withdraw = [int(number) for number in answers.pop("withdraw", [])]
        items = [item for form in self.items if (item := form.item()) is not None]
        return {**answers, "withdraw": withdraw, "items": items}

    def refuse(self, refusal: RuleViolation) -> None:
        """Show a refusal, and count the answers now on the screen as seen."""
        self.outcome.refuse(refusal)
        self.outcome.data = self.outcome.data.copy()
        self.outcome.data["seen"] = self.request.responses.count()

    def _ready[F: Form](self, form: F) -> F:
        return form if self.check or not form.is_bound else unchecked(form)


def rows_of(data: QueryDict | None) -> list[int]:
    """Return the numbers of the item rows; a new page has one row."""
    typed = data.getlist(ROW) if data is not None else ["1"]
    # Posted row numbers are untrusted: only short ASCII digits, and at most MOST_ITEMS.
    keys = [int(key) for key in dict.fromkeys(typed) if key.isascii() and key.isdigit() and len(key) < 4]
    return keys[:MOST_ITEMS]


def unanswered_words(missing: Sequence, questions: Sequence) -> str:
    """Return how many questions are unanswered, as in "10 of 12 questions are"."""
    return f"{len(missing)} of {len(questions)} questions {'is' if len(missing) == 1 else 'are'}"


def sent_meanwhile(data: QueryDict, responses: Sequence[Response]) -> list[Response]:
    """Return the answers sent since the page was opened, as by the same page in another tab."""
    seen = data.get("seen", "")
    return list(responses[int(seen) :]) if seen.isascii() and seen.isdigit() and len(seen) < 4 else []


def without_sent(data: QueryDict, responses: Sequence[Response]) -> QueryDict:
    """Return the data without the rows that say, word for word, what was sent since the page was opened."""
    meanwhile = sent_meanwhile(data, responses)
    sent = {words for response in meanwhile for item in response.items.all() if (words := _words_of(item))}
    gone = [key for key in rows_of(data) if _typed_words(data, key) in sent]
    left = data.copy()
    left.setlist(ROW, [str(key) for key in rows_of(data) if key not in gone])
    for name in [name for name in left if any(name.startswith(f"item{key}-") for key in gone)]:
        del left[name]
    return left if gone else data


def says_nothing_new(data: QueryDict, responses: Sequence[Response]) -> bool:
    """Whether all that is on the page was sent since it was opened. `data` has no sent rows any more."""
    meanwhile = sent_meanwhile(data, responses)
    added = (data.getlist("withdraw"), data.get("takes_back_view"), data.get(f"{ALL}-lines"))
    if not meanwhile or any(added) or any(_typed_words(data, key) for key in rows_of(data)):
        return False
    answered = ("outcome", "reason", "decline_reason", "search_made", "rating", "rating_reason")
    return any(all(_plain(data.get(name, "")) in ("", getattr(sent, name)) for name in answered) for sent in meanwhile)


def _words_of(item: Item) -> str:
    return item.ask_whom if item.handling == codes.ItemHandling.EXISTENCE_ONLY else item.body.text


def _typed_words(data: QueryDict, key: int) -> str:
    existence_only = data.get(f"item{key}-handling") == codes.ItemHandling.EXISTENCE_ONLY
    return _plain(data.get(f"item{key}-{'ask_whom' if existence_only else 'text'}", ""))


def _plain(typed: str) -> str:
    return without_control_characters(typed).strip()


def rearranged(data: QueryDict) -> tuple[QueryDict, int]:
    """Return the data with a row added or removed, and the number of the row to continue at.

    0 means the top of the items.
    """
    changed, rows = data.copy(), rows_of(data)
    removed = changed.pop(REMOVE, [""])[-1]
    if ADD in changed:
        del changed[ADD]
        rows = [*rows, max(rows, default=0) + 1][:MOST_ITEMS]
    remaining = [key for key in rows if str(key) != removed]
    changed.setlist(ROW, [str(key) for key in remaining])
    return changed, remaining[-1] if remaining and not removed else 0


def with_chronology(sheet: AnswerSheet, data: QueryDict) -> QueryDict:
    """Return the data with the lines of the box as items, or with the marks for all set on each, as its button says."""
    changed = data.copy()
    for button in (READ, APPLY):
        changed.pop(button, None)
    if sheet.button == READ:
        return with_entries(changed, sheet.paste, rows=sheet.filled_rows, row_name=ROW)
    return with_marks(changed, sheet.filled_rows)
