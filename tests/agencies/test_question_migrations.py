"""Hubs' own questions after the kinds of people and the concerns became more: narrowed, and asked for what follows."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from agencies.models import Question, QuestionSet
from agencies.question_defaults import DEFAULT_SETS
from tests.database import as_role

born = import_module("agencies.migrations.0006_questions_about_the_born")
concerns = import_module("agencies.migrations.0007_questions_for_new_concerns")
EDITOR = SimpleNamespace(connection=connection)
TEETH = "Are there worries about growth, development, feeding, teeth or unmet health needs?"


def own_set(world, concern="", **questions) -> QuestionSet:
    own = QuestionSet.objects.create(hub=world.hub, agency_kind="health", concern=concern)
    for position, (text, about) in enumerate(questions.values(), start=1):
        Question.objects.create(question_set=own, position=position, text=text, about=about)
    return own


def test_a_copied_question_about_teeth_is_asked_about_the_born_only_and_one_of_the_hubs_own_stays(northvale):
    with as_role("mash_owner"):
        own = own_set(northvale, teeth=(TEETH, "child"), ours=("Which dentist?", "child"))
        born.narrow(apps, EDITOR)
        assert [question.about for question in own.questions.all()] == ["born", "child"]
        born.widen(apps, EDITOR)
        assert [question.about for question in own.questions.all()] == ["child", "child"]


@pytest.mark.parametrize(("before", "after"), born.NARROWED)
def test_each_text_is_a_default_that_is_now_about_fewer(before, after):
    about = {
        (q.text, q.about) for s in DEFAULT_SETS.values() for q in (*s.base, *(q for e in s.extras.values() for q in e))
    }
    assert before != after
    assert {(text, after) for text in born.NARROWED[before, after]} <= about


def test_a_hubs_own_questions_for_a_concern_that_ended_are_asked_for_those_that_follow(northvale):
    with as_role("mash_owner"):
        own_set(northvale, concern="gangs", ours=("Which gang?", "both"))
        untouched = own_set(northvale, concern="county_lines", ours=("Which line?", "both"))
        concerns.copy_on(apps, EDITOR)
        copied = QuestionSet.objects.get(concern="gang_violence")
        assert [question.text for question in copied.questions.all()] == ["Which gang?"]
        assert [question.text for question in untouched.questions.all()] == ["Which line?"]
