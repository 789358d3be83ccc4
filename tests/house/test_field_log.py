"""The field log stores values only of listed fields, none of which describes a person."""

import pytest
from auditlog.registry import auditlog
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.test.utils import isolate_apps

from audit import field_log

LOGGED = [model for model in apps.get_models() if auditlog.contains(model)]
# Keys and times never describe a person by themselves.
KINDS = (models.ForeignKey, models.UUIDField, models.BigAutoField, models.DateTimeField, models.TimeField)
SETTINGS = ("agencies.Hub", "agencies.OpeningHours", "agencies.Target", "agencies.Agency", "agencies.QuestionSet")
COUNTERS = ("position", "version")
CODES = {
    "agencies.Question.look_back_months": "a setting",
    "agencies.User.is_superuser": "a right",
    "agencies.User.is_active": "a state of an account",
    "agencies.Membership.role": "a right",
}


def shown_fields() -> dict[str, models.Field]:
    return {
        f"{model._meta.label}.{name}": model._meta.get_field(name)
        for model in LOGGED
        for name in field_log.shown_fields(model)
    }


def is_harmless(name: str, field: models.Field) -> bool:
    if isinstance(field, KINDS) and not field.choices:
        return True
    return name in CODES or name.startswith(SETTINGS) or (field.name in COUNTERS and not field.choices)


def test_stored_fields_are_keys_times_settings_counters_or_codes_with_a_reason():
    assert len(LOGGED) > 8
    assert {model._meta.app_label for model in LOGGED} == {"agencies"}, "cases have their own records"
    assert [name for name, field in shown_fields().items() if not is_harmless(name, field)] == []
    assert set(CODES) - set(shown_fields()) == set(), "no such field is stored"


@pytest.mark.parametrize("model", LOGGED, ids=lambda model: model._meta.label)
def test_every_field_is_kept_masked_or_left_out(model):
    fields = auditlog.get_model_fields(model)
    assert fields["mask_callable"] == "audit.field_log.masked"
    everything = set(field_log.names(model))
    assert set(fields["include_fields"]) == everything - set(field_log.NEVER)
    assert everything - set(fields["mask_fields"]) == set(field_log.shown_fields(model))


@isolate_apps("audit")
def test_a_field_that_comes_new_is_masked_whatever_its_kind():
    class Fresh(models.Model):  # noqa: DJ008 (no row of it is ever named)
        word = models.CharField(max_length=9)
        code = models.CharField(max_length=9, choices=[("a", "A")])
        number = models.IntegerField()
        share = models.DecimalField(max_digits=5, decimal_places=2)
        yes = models.BooleanField()
        day = models.DateField()
        moment = models.DateTimeField()
        several = ArrayField(models.CharField(max_length=9))
        more = models.JSONField()
        link = models.ForeignKey("self", on_delete=models.PROTECT)

        class Meta:
            app_label = "audit"

    names = {field.name for field in Fresh._meta.concrete_fields} - {"id"}
    assert set(field_log.masked_fields(Fresh, ())) == names
    assert set(field_log.masked_fields(Fresh, ["moment"])) == names - {"moment"}
    with pytest.raises(ValueError, match="gone"):
        field_log.masked_fields(Fresh, ["gone"])


def test_a_masked_value_does_not_even_say_whether_it_was_given():
    assert {field_log.masked(value) for value in ["", "None", "True", "something"]} == {"…"}
