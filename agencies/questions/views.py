"""What each kind of agency is asked: always, and when a referral names a certain concern."""

from functools import partial

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.urls import reverse

from agencies import registry, roles
from agencies.kinds import AgencyKind
from agencies.looking import hub_to_change, looked
from agencies.models import QuestionSet
from agencies.question_defaults import DEFAULT_SETS, concern_questions
from agencies.questions.actions import Asked, asked_in, edition_of, fill_question_sets, set_questions
from agencies.questions.forms import QuestionsForm
from mash.form_submission import submit_form
from mash.guards import NotFound, allow, posted
from mash.refusals import RuleViolation

ALWAYS = "always"  # how an address says "whatever the concern"


@allow(roles.MANAGE_QUESTION_SETS)
def question_sets(request):
    own = QuestionSet.objects.filter(hub=request.user.hub)
    counts = own.values("agency_kind").annotate(
        always=Count("questions", filter=Q(concern="")), concerns=Count("pk", filter=~Q(concern=""), distinct=True)
    )
    by_kind = {row["agency_kind"]: row for row in counts}
    looked(request, "question sets")
    page = {
        "kinds": [{"code": code, "label": label, "own": by_kind.get(code)} for code, label in AgencyKind.choices],
        "has_none": not by_kind,
        "page_title": "Question sets",
    }
    return render(request, "agencies/questions/question_sets.html", page)


@allow(roles.MANAGE_QUESTION_SETS)
def copy_default_questions(request):
    if request.method == "POST":
        messages.info(request, _copied(request))
    return redirect("agencies:question_sets")


def _copied(request) -> str:
    try:
        if fill_question_sets(hub=request.user.hub, by=request.user):
            return "The default questions are now your hub’s own."
    except RuleViolation:  # somebody wrote a set in the same instant
        pass
    return "Your hub has questions of its own already."


@allow(roles.MANAGE_QUESTION_SETS)
def questions_of_kind(request, kind):
    label = _kind(kind)
    own = QuestionSet.objects.filter(hub=request.user.hub, agency_kind=kind).annotate(number=Count("questions"))
    by_concern = {one.concern: one for one in own}
    looked(request, "question sets of one kind")
    page = {
        "kind": kind,
        "always": _row(kind, "", "Always asked", by_concern),
        "rows": [_row(kind, code, text, by_concern) for code, text in registry.CONCERNS.items()],
        "page_title": f"Questions to {label.lower() if label != 'CAMHS' else label}",
    }
    return render(request, "agencies/questions/questions_of_kind.html", page)


def _row(kind: str, concern: str, text: str, own: dict[str, QuestionSet]) -> dict:
    if concern in own:
        one = own[concern]
        state, colour = ("Your own", "green") if one.is_active else ("Not asked", "grey")
        number = one.number
    else:
        number = len(_defaults(kind, concern))
        state, colour = ("Default", "blue") if number else ("None", "grey")
    return {"slug": concern or ALWAYS, "text": text, "number": number, "state": state, "colour": colour}


@allow(roles.MANAGE_QUESTION_SETS)
def question_set(request, kind, concern):
    page = {"kind": kind, "caption": _kind(kind), "concern": _concern(concern)}
    hub, seen = hub_to_change(request, *edition_of(kind, page["concern"]))
    form = QuestionsForm(posted(request), seen=seen, standing_set=partial(_standing, hub, kind, page["concern"]))
    action = partial(set_questions, hub=hub, kind=kind, concern=page["concern"])
    words, then = "The questions have been saved.", reverse("agencies:questions_of_kind", kwargs={"kind": kind})
    done = submit_form(request, form, action, message=words, then=then)
    if done:
        return done
    own = _own(hub, kind, page["concern"])
    looked(request, "question set", own)
    page |= {"form": form, "own": own, "page_title": registry.CONCERNS.get(page["concern"], "Always asked")}
    return render(request, "agencies/questions/question_set.html", page)


def _own(hub, kind: str, concern: str) -> QuestionSet | None:
    return QuestionSet.objects.filter(hub=hub, agency_kind=kind, concern=concern).first()


def _standing(hub, kind: str, concern: str) -> tuple[list[Asked], bool]:
    own = _own(hub, kind, concern)
    return (asked_in(own), own.is_active) if own else (_defaults(kind, concern), True)


def _kind(kind: str) -> str:
    if kind not in AgencyKind.values:
        raise NotFound(kind)
    return AgencyKind(kind).label


def _concern(slug: str) -> str:
    if slug != ALWAYS and slug not in registry.CONCERNS:
        raise NotFound(slug)
    return "" if slug == ALWAYS else slug


def _defaults(kind: str, concern: str) -> list[Asked]:
    _kind(kind)
    questions = concern_questions(kind, concern) if concern else DEFAULT_SETS[kind].base
    return [Asked(question.text, question.look_back_months, question.about) for question in questions]
