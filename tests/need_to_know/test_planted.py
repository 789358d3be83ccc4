"""Every text field of a case has a planted word, so that the walk notices a leak of any of them.

The fields are read from the models. A new one fails here until a word is planted in it
(walk/records.py), or it is listed below with the reason why it is no text of a case.
"""

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.test.utils import isolate_apps

from referrals.models import Referral
from tests.database import as_role
from tests.need_to_know.walk.words import found_in

pytestmark = pytest.mark.django_db
OURS = "made by us, never typed"
CODE = "codes of a list"
AFTERWARDS = "written when what gave access is over, and the walk keeps it open; about access, not about the case"
NO_TEXT_OF_A_CASE = {
    "Ask": {"reference": OURS, "answer": AFTERWARDS},
    "Bar": {"reference": OURS, "ended_why": AFTERWARDS},
    "BreakGlass": {"reference": OURS, "review_note": AFTERWARDS},
    "CaseAction": {"reference": OURS},
    "CaseDraft": {"page": OURS},
    "Clock": {"week": "the opening hours of the hub"},
    "ClockPause": {"own_reason": "one of the list that the hub keeps"},
    "Decision": {"also": CODE, "digest": OURS},
    "Draft": {"secret_hash": OURS, "sent_as": OURS},
    "Feedback": {"wording": CODE, "text": "the set wording that was chosen"},
    "FigureCount": dict.fromkeys(("figure", "part", "piece", "about"), CODE),
    "InformationRequest": {"reference": OURS, "week": "the opening hours of the hub"},
    "InvolvedProfessional": {"may_contact": CODE},
    "Item": {"release": CODE},
    "LawfulBasis": {"who_knows": CODE},
    "Move": {"name": OURS},
    "PairVerdict": {"reasons": "what agrees, in words of ours", "weights": OURS},
    "PersonCompared": {"version": OURS},
    "PersonPair": {"reasons": "what agrees, in words of ours", "weights": OURS},
    "OutboxMessage": dict.fromkeys(("template", "context", "key", "failure"), OURS),
    "Person": {
        "interpreter_needed": CODE, "disabilities": CODE, "parental_responsibility": CODE, "in_household": CODE,
        "nhs_number": "a number, by which records are matched", "upn": "a number", "uprn": "a number",
        "postcode": "too short for a word",
    },
    "Product": {"reference": OURS},
    "ProductGroupGrant": {"reason": OURS},
    "ProductItem": {"agency_name": "of an agency"},
    "ProtectedIdentity": {"reference": OURS, "ended_why": AFTERWARDS},
    "Referral": {
        "reference": OURS, "draft_hash": OURS, "changed_by": "of one of us", "changed_what": OURS,
        "immediate_danger": CODE, "concerns": CODE, "hub_concerns": CODE, "known_to": CODE, "risk_types": CODE,
        "adult_aware": CODE, "children_at_risk": CODE, "regulator_told": CODE,
    },
    "ReferralGroupGrant": {"reason": OURS},
    "RequestGroupGrant": {"reason": OURS},
    "Restriction": {"reference": OURS},
    "RestrictionReview": {"reference": OURS, "note": AFTERWARDS},
}  # fmt: skip


def text_fields(model: type[models.Model]) -> list[str]:
    """Return each text column of a model, without choices and foreign keys."""

    def takes_words(field: models.Field) -> bool:
        inner = field.base_field if isinstance(field, ArrayField) else field
        return isinstance(inner, models.CharField | models.TextField | models.JSONField) and not inner.choices

    return [field.name for field in model._meta.concrete_fields if takes_words(field)]


def unplanted(model: type[models.Model]) -> set[str]:
    """Return the fields for which no row has a planted word."""
    names = text_fields(model)
    with as_role("mash_owner"):
        rows = list(model._base_manager.values_list(*names)) if names else []
    return {name for place, name in enumerate(names) if not any(found_in(str(row[place])) for row in rows)}


@pytest.mark.parametrize("model", apps.get_app_config("referrals").get_models(), ids=lambda model: model.__name__)
def test_a_word_is_planted_in_every_text_of_a_case(world, model):
    named = NO_TEXT_OF_A_CASE.get(model.__name__, {})
    assert unplanted(model) == set(named), "Plant a word there, or add a reason why it is no text of a case"


def test_a_text_in_which_no_word_is_planted_is_found(world):
    with as_role("mash_owner"), transaction.atomic():
        Referral.objects.update(how_often="Every week")
        assert unplanted(Referral) == {*NO_TEXT_OF_A_CASE["Referral"], "how_often"}
        transaction.set_rollback(True)


@isolate_apps("referrals")
def test_every_kind_of_text_is_a_text():
    class Sketch(models.Model):
        line = models.CharField(max_length=9)
        page = models.TextField()
        lines = ArrayField(models.CharField(max_length=9))
        answers = models.JSONField()
        email = models.EmailField()
        level = models.CharField(max_length=5, choices=[("red", "Red")])
        levels = ArrayField(models.CharField(max_length=5, choices=[("red", "Red")]))
        day = models.DateField()

        class Meta:
            app_label = "referrals"

        def __str__(self):
            return ""

    assert text_fields(Sketch) == ["line", "page", "lines", "answers", "email"]
