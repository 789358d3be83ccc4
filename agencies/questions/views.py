"""Pages on the questions to each kind of agency, always asked or for one concern."""

from functools import partial

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.urls import reverse

from agencies import registry, roles
from agencies.admin_pages import load_hub_with_version, record_visit
from agencies.kinds import AgencyKind
from agencies.models import QuestionSet
from agencies.question_defaults import DEFAULT_SETS, concern_questions
from agencies.questions.actions import QuestionInput, edition_parts, fill_question_sets, questions_in, set_questions
from agencies.questions.forms import QuestionsForm
from agencies.rules.code_lists import offered_codes
from mash.form_submission import submit_form, words_of_saving
from mash.guards import NotFound, allow, posted
from mash.refusals import RuleViolation

ALWAYS = "always"  # the slug of the set asked whatever the concern, stored with a blank concern


@allow(roles.MANAGE_QUESTION_SETS)
def question_sets(request):
    own_sets = QuestionSet.objects.filter(hub=request.user.hub)
    counts = own_sets.values("agency_kind").annotate(
        always=Count("questions", filter=Q(concern="")), concerns=Count("pk", filter=~Q(concern=""), distinct=True)
    )
    by_kind = {row["agency_kind"]: row for row in counts}
    record_visit(request, "question sets")
    page = {
        "kinds": [{"code": code, "label": label, "own": by_kind.get(code)} for code, label in AgencyKind.choices],
        "has_none": not by_kind,
        "page_title": "Question sets",
    }
    return render(request, "agencies/questions/question_sets.html", page)


@allow(roles.MANAGE_QUESTION_SETS)
def copy_default_questions(request):
    if request.method == "POST":
        messages.info(request, _copy_defaults(request))
    return redirect("agencies:question_sets")


def _copy_defaults(request) -> str:
    try:
        if fill_question_sets(hub=request.user.hub, by=request.user):
            return "The default questions are now your hub’s own."
    except RuleViolation:  # a colleague saved a set at the same moment
        pass
    return "Your hub has questions of its own already."


@allow(roles.MANAGE_QUESTION_SETS)
def questions_of_kind(request, kind):
    _kind_label(kind)
    own_sets = QuestionSet.objects.filter(hub=request.user.hub, agency_kind=kind).annotate(number=Count("questions"))
    by_concern = {question_set.concern: question_set for question_set in own_sets}
    offered = {code for key in ("concern", "risk_type") for code, _ in offered_codes(request.user.hub, key)}
    record_visit(request, "question sets of one kind")
    page = {
        "kind": kind,
        "always": _row(kind, "", "Always asked", by_concern),
        # A concern that is offered no longer has its row while the hub has questions of its own for it.
        "rows": [
            _row(kind, code, text, by_concern)
            for code, text in registry.CONCERNS.items()
            if code in offered or code in by_concern
        ],
        "page_title": f"Questions to {AgencyKind(kind).in_a_sentence}",
    }
    return render(request, "agencies/questions/questions_of_kind.html", page)


def _row(kind: str, concern: str, text: str, own_sets: dict[str, QuestionSet]) -> dict:
    if concern in own_sets:
        question_set = own_sets[concern]
        state, colour = ("Your own", "green") if question_set.is_active else ("Not asked", "grey")
        number = question_set.number
    else:
        number = len(_defaults(kind, concern))
        state, colour = ("Default", "blue") if number else ("None", "grey")
    return {"slug": concern or ALWAYS, "text": text, "number": number, "state": state, "colour": colour}


@allow(roles.MANAGE_QUESTION_SETS)
def question_set(request, kind, concern):
    page = {"kind": kind, "caption": _kind_label(kind), "concern": _concern_code(concern)}
    hub, seen = load_hub_with_version(request, *edition_parts(kind, page["concern"]))
    form = QuestionsForm(posted(request), seen=seen, standing_set=partial(_current_set, hub, kind, page["concern"]))
    action = partial(set_questions, hub=hub, kind=kind, concern=page["concern"])
    then = reverse("agencies:questions_of_kind", kwargs={"kind": kind})

    done = submit_form(request, form, action, message=words_of_saving("The questions have been saved."), then=then)
    if done:
        return done
    current = _own_set(hub, kind, page["concern"])
    record_visit(request, "question set", current)
    page |= {"form": form, "own": current, "page_title": registry.CONCERNS.get(page["concern"], "Always asked")}
    return render(request, "agencies/questions/question_set.html", page)


def _own_set(hub, kind: str, concern: str) -> QuestionSet | None:
    return QuestionSet.objects.filter(hub=hub, agency_kind=kind, concern=concern).first()


def _current_set(hub, kind: str, concern: str) -> tuple[list[QuestionInput], bool]:
    question_set = _own_set(hub, kind, concern)
    return (questions_in(question_set), question_set.is_active) if question_set else (_defaults(kind, concern), True)


def _kind_label(kind: str) -> str:
    if kind not in AgencyKind.values:
        raise NotFound(kind)
    return AgencyKind(kind).label


def _concern_code(slug: str) -> str:
    if slug != ALWAYS and slug not in registry.CONCERNS:
        raise NotFound(slug)
    return "" if slug == ALWAYS else slug


def _defaults(kind: str, concern: str) -> list[QuestionInput]:
    _kind_label(kind)
    questions = concern_questions(kind, concern) if concern else DEFAULT_SETS[kind].base
    return [QuestionInput(question.text, question.look_back_months, question.about) for question in questions]
