"""One list of rows holds every answer of the referrer, for all pages that show the referral."""

from referrals.models import Referral
from referrals.overview.referrer_rows import CONCERN, FAMILY, concern_rows, family_rows

OF_THE_HUB = {  # fields of a referral that no referrer answers
    "id", "hub", "reference", "status", "received_at", "created_at", "created_by", "draft_hash", "version",
    "changed_at", "changed_by", "changed_what", "restricted", "restricted_reason", "allocated_to", "allocated_at",
    "rating", "next_due_at", "due_measure", "recommended_exit", "look_again_on", "look_again_by", "forwarded_to",
    "forwarded_hub", "tell_by", "authorise_by", "hub_concerns", "notify_by", "reported_risk", "unauthorised_since",
}  # fmt: skip
ELSEWHERE = {
    "channel": "how it came in stands beside who sent it",
    "source_code": "how it came in stands beside who sent it",
    "about_children": "the people it is about are shown themselves",
    "about_adults": "the people it is about are shown themselves",
}


def test_a_new_answer_has_its_row_or_says_why_not():
    fields = {field.name for field in Referral._meta.concrete_fields}
    shown = [name for row in CONCERN + FAMILY for name in row.fields]
    assert len(shown) == len(set(shown)), "One answer is in two rows"
    assert set(shown) == fields - OF_THE_HUB - ELSEWHERE.keys()
    assert OF_THE_HUB | ELSEWHERE.keys() <= fields, "A field is left out here that a referral no longer has"


def test_questions_for_everybody_are_shown_unanswered_and_others_left_out():
    keys = {row["key"]: row["value"] for row in concern_rows(Referral()) + family_rows(Referral())}
    assert keys == {
        "Concerns": "Not known",
        "What happened": "",
        "What they are worried about": "",
        "What is working well": "",
        "What needs to happen": "",
        "Family told": "Not known",
        "Agreed to a service": "Not known",
    }


def test_what_is_confidential_is_folded_on_the_screen_and_never_printed():
    referral = Referral(keep_confidential="The school told them")
    assert {row["value"]: row["folded"] for row in family_rows(referral) if "folded" in row} == {
        "The school told them": "Keep it so: never printed"
    }
    assert "The school told them" not in str(family_rows(referral, printed=True))
