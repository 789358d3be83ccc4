"""The lists of names hold together, and know the names that this hub's families bear."""

import pytest

from referrals.people.matching.nicknames import LISTS, roots_of, spelled_alike
from referrals.people.matching.normalise import joined
from referrals.people.matching.weights import FIRST, LAST

FORMS = [
    ("Muhammad", "Mohammed"),
    ("Mohammed", "Mo"),
    ("محمد", "Mohd"),
    ("Kasia", "Katarzyna"),
    ("Tomek", "Tomasz"),
    ("Tomasz", "Thomas"),
    ("Angie", "Angela"),
    ("Ania", "Anna"),
    ("Jon", "Jonathan"),
    ("Kit", "Christopher"),
    ("Daz", "Darren"),
    ("Stu", "Stewart"),
    ("Gosia", "Malgorzata"),
    ("Bob", "Robert"),
]
TWO_NAMES = [
    ("Angie", "Angharad"),
    ("Jack", "John"),
    ("Anna", "Hannah"),
    ("Emma", "Emily"),
    ("Steve", "Stuart"),
    ("Mia", "Amelia"),
]


def are_forms(a: str, b: str) -> bool:
    return bool(roots_of(joined(a)) & roots_of(joined(b)))


@pytest.mark.parametrize(("a", "b"), FORMS)
def test_these_are_forms_of_one_name(a, b):
    assert are_forms(a, b)


@pytest.mark.parametrize(("a", "b"), TWO_NAMES)
def test_these_are_two_names(a, b):
    assert not are_forms(a, b)


def test_last_names_are_spelled_in_several_ways_but_have_no_short_forms():
    assert spelled_alike("choudhury") & spelled_alike("chowdhury")
    assert not spelled_alike("will") & spelled_alike("william")


@pytest.mark.parametrize("which", ["spelled", "short"])
def test_each_root_is_in_plain_letters_and_no_form_of_itself(which):
    for root, forms in LISTS[which].items():
        assert root == joined(root)
        assert root not in forms.split()


@pytest.mark.parametrize("names", [FIRST, LAST])
def test_usual_names_are_in_plain_letters(names):
    assert all(name == joined(name) for name in names)
