"""What is typed or pasted is read as the person means it. The rules are stated here as tables of what people paste."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from agencies.signing_in.second_factor.forms import CodeField
from mash.govuk import fields, plain_text
from mash.govuk.plain_text import identifier, name_line, one_line, without_control_characters
from referrals.models.identifiers import as_written, part_as_written

# How other programs write what people type as a space, a hyphen or nothing.
SPACES = ["\u00a0", "\u2002", "\u2003", "\u2007", "\u2009", "\u200a", "\u202f", "\u205f", "\u3000", "\t"]
NOTHING = ["\u00ad", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2060", "\ufeff", "\u202a", "\u202c", "\u2066"]
DASHES = ["-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2015", "\u2212", "\ufe58", "\ufe63", "\uff0d"]
WRAPPINGS = [
    "{}",
    " {} ",
    "({})",
    "[{}]",
    "“{}”",
    "'{}'",
    "<{}>",
    "{}.",
    "{},",
    "{};",
    "• {}",
    "\n{}\r\n",
    "\ufeff{}\u200b",
]
WIDE = str.maketrans({mark: chr(ord(mark) + 0xFEE0) for mark in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ@"})
KINDS = {
    "NHS number": (fields.NHSNumberField(), ["999", "000", "0018"], "9990000018", ["NHS No: ", "NHS number "]),
    "UPN": (fields.UPNField(), ["A12345", "6789", "012"], None, ["UPN: "]),
    "postcode": (fields.PostcodeField(label="Postcode"), ["SW1A", "2AA"], "SW1A 2AA", ["Postcode: ", "Post code "]),
    "part": (fields.PartPostcodeField(label="Postcode"), ["SW1A", "2AA"], "SW1A 2AA", ["Postcode: "]),
    "code": (CodeField(label="Code"), ["123", "456"], "123456", ["Code: "]),
}


def upn() -> str:
    return next(text for text in (f"{letter}123456789012" for letter in "ABCDEFGHJKLMNPQRTUVWXYZ") if _is_upn(text))


def _is_upn(text: str) -> bool:
    try:
        return bool(fields.UPNField().clean(text))
    except ValidationError:
        return False


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_an_identifier_is_read_through_whatever_it_came_in(kind, data):
    field, parts, stored, labels = KINDS[kind]
    if kind == "UPN":
        stored = upn()
        parts = [stored[:6], stored[6:]]
    between = data.draw(st.sampled_from([*SPACES, *DASHES, *NOTHING, "\n", "\r\n", ""]))
    typed = between.join(parts)
    place = data.draw(st.integers(0, len(typed)))
    typed = typed[:place] + data.draw(st.sampled_from(["", *NOTHING])) + typed[place:]
    if data.draw(st.booleans()):
        typed = typed.translate(WIDE)
    typed = data.draw(st.sampled_from(WRAPPINGS)).format(data.draw(st.sampled_from(["", *labels])) + typed)
    assert field.clean(typed) == stored


PLACEHOLDERS = [*(str(digit) * 10 for digit in range(10)), "0123456789", "9876543210", "111-111 1111"]


@given(st.sampled_from(DASHES + SPACES + ["\n", ""]), st.sampled_from(NOTHING), st.sampled_from(WRAPPINGS))
def test_a_reference_is_found_however_it_was_pasted(dash, nothing, wrapping):
    typed = wrapping.format(f"mash{dash}7f3k{nothing}{dash}92qd")
    assert as_written(typed) == "MASH-7F3K-92QD"
    assert part_as_written(wrapping.format(f"7f3k{nothing}{dash}92qd")) == "7F3K-92QD"
    assert as_written(f"Ref: {typed}") == "MASH-7F3K-92QD"


@pytest.mark.parametrize(
    "typed",
    [
        "mailto:jo@example.com",
        "<jo@example.com>",
        "Jo Smith <jo@example.com>;",
        "“Smith, Jo” <jo@example.com>",
        "E-mail: jo@example.com.",
        "jo@example.com,",
        "\u200bjo@exam\u00adple.com\ufeff",
        "jo@\r\nexample.com",
        "ｊｏ＠ｅｘａｍｐｌｅ．ｃｏｍ",
        "mailto:jo@example.com?subject=Hello there",
    ],
)
def test_an_email_address_is_read_as_mail_programs_copy_it(typed):
    assert fields.EmailField(label="Email").clean(typed) == "jo@example.com"


@pytest.mark.parametrize(
    "typed", ["jo", "jo smith@example.com", "jo@example.com bo@example.com", "jö@@example.com", "<>"]
)
def test_what_may_be_another_address_is_refused_rather_than_guessed(typed):
    with pytest.raises(ValidationError):
        fields.EmailField(label="Email").clean(typed)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Tel: 01632 960 001", "01632 960 001"),
        ("tel:+441632960001", "+441632960001"),
        ("(01632)\u00a0960\u2011001.", "(01632) 960-001"),
        ("\u202a+44 1632 960001\u202c", "+44 1632 960001"),
        ("０１６３２ ９６０ ００１", "01632 960 001"),
        ("+44 (0)808 157 0192", "+44 (0)808 157 0192"),
    ],
)
def test_a_phone_number_is_read_as_contacts_are_copied(typed, stored):
    assert fields.PhoneField(label="Phone").clean(typed) == stored


@pytest.mark.parametrize("typed", PLACEHOLDERS)
def test_what_stands_for_no_number_is_no_nhs_number(typed):
    with pytest.raises(ValidationError) as refused:
        fields.NHSNumberField().clean(typed)
    assert "leave it blank" in refused.value.messages[0]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Smith\u2011Jones", "Smith-Jones"),
        ("Smith – Jones", "Smith - Jones"),
        ("\u200bAnn\u00a0Marie\u202e\ufeff", "Ann Marie"),
        ("O’Brien", "O’Brien"),
        ("\u3164", ""),
        ("An\u034fn\ufe0f", "Ann"),
    ],
)
def test_a_name_has_nothing_in_it_that_nobody_sees(typed, stored):
    assert fields.NameField(label="Name", required=False).clean(typed) == stored
    assert fields.NamesField(label="Names", required=False, longest=80).clean(typed) == ([stored] if stored else [])


NEEDED = [
    "علی\u200cرضا",  # Persian: Alireza, in two parts that do not join
    "शर्\u200dमा",  # Hindi
    "র\u200d্যাব",  # Bengali
    "ශ්\u200dරී",  # Sinhala
    "👩\u200d👧 👩🏽\u200d🚒 ❤️\u200d🔥 🏴\u200d☠️",
    "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",  # the flag of Scotland
    "שם־טוב",  # a Hebrew hyphen
    "Zoë Łukasz 小明 ก้อง",
]


@pytest.mark.parametrize("text", NEEDED)
def test_what_a_script_or_an_emoji_needs_is_not_taken_out(text):
    assert name_line(text) == one_line(text) == without_control_characters(text) == text


@pytest.mark.parametrize(
    ("pasted", "seen"),
    [
        (
            "One\r\nTwo\rThree\x0bFour\x85Five\u2028Six\u2029Seven\x0cEight",
            "One\nTwo\nThree\nFour\nFive\nSix\nSeven\nEight",
        ),
        ("“Smart” ‘quotes’ – and — dashes…", "“Smart” ‘quotes’ – and — dashes…"),
        ("\x93Undecoded\x94 it\x92s \x80 5 \x96 6", "“Undecoded” it’s € 5 – 6"),
        ("\uf0b7\tA bullet\n\uf0a7\tAnother", "•\tA bullet\n▪\tAnother"),
        ("A\u00a0space\u2003and\u202fmore", "A space and more"),
        ("Name\tBorn\nAnn\t2018", "Name\tBorn\nAnn\t2018"),
        ("safe\u00adguard\ufeffing", "safeguarding"),
        ("  indented\n\n  text", "  indented\n\n  text"),
    ],
)
def test_a_long_text_is_kept_as_it_was_seen_where_it_comes_from(pasted, seen):
    assert without_control_characters(pasted) == seen


@pytest.mark.parametrize("address", ["ref.smith@example.com", "mobile.jones@x.example", "tel.ephone@x.example"])
def test_an_address_that_begins_like_a_label_stays_whole(address):
    assert identifier(address) == address


@given(st.text())
def test_reading_again_what_was_read_changes_nothing(text):
    for read in (without_control_characters, one_line, name_line, identifier):
        assert read(read(text)) == read(text)


@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp", "Mn"]), min_size=1))
def test_no_letter_is_ever_lost(text):
    assert without_control_characters(f"{text}.") == unicodedata.normalize("NFC", f"{text}.")


PLAIN = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E))


@pytest.mark.parametrize("read", [plain_text.without_control_characters, plain_text.one_line, plain_text.identifier])
def test_plain_letters_are_read_the_short_way_as_the_long_one(read, monkeypatch):
    @given(PLAIN)
    def check(text):
        short = read(text)
        with monkeypatch.context() as patch:
            patch.setattr(plain_text, "is_plain", lambda text: False)
            assert read(text) == short

    check()
