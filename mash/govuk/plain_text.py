"""What is typed or pasted, as the person who did it sees it.

Four degrees: a long text keeps its lines and words; a line loses what cannot be seen; a name has hyphens only; and an
identifier (a number, a reference, an e-mail address) is read through whatever it was wrapped in. Fields and look-ups
use these functions and no others.
"""

import re
import unicodedata

LINE_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Windows-1252 punctuation that another program passed on undecoded; 85 is a line break to most of them.
UNDECODED = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0) if code != 0x85}
# Word's bullets and arrows, at private positions of the fonts Symbol and Wingdings, which browsers do not have.
BULLETS = {0xF0B7: "•", 0xF0A7: "▪", 0xF0A8: "▫", 0xF0D8: "➢", 0xF0FC: "✓", 0xF076: "❖", 0xF0E0: "→"}

MARKS_OF_DIRECTION = {0x61C: None, 0x200E: None, 0x200F: None}
JOINERS = "\u180e\u200b\u200c\u200d"
# Letters that change shape beside a joiner, or lines that break at one: Arabic to Myanmar, Khmer to Balinese and more.
JOINING = re.compile(r"[\u0600-\u109f\u1700-\u18af\u1a20-\u1aaf\u1b00-\u1b7f\ua840-\ua8ff\ufb50-\ufdff\ufe70-\ufefc]")
JOINER_RUN = re.compile(f"[{JOINERS}]+")
VARIATION_RUN = re.compile(r"[\ufe00-\ufe0f]+")
# The flags of England, Scotland and Wales are a black flag and letters that cannot be seen.
FLAG_OR_TAG = re.compile(r"(\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]+\U000e007f)|[\U000e0000-\U000e007f]")
SEEN_FORMATS = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}  # signs above a number
UNSEEN_MARKS = (0x34F, 0x17B4, 0x17B5)
# Letters and signs that look like nothing at all.
BLANKS = dict.fromkeys([0x115F, 0x1160, 0x3164, 0xFFA0]) | {0x2800: " "}
# What a word processor makes of a hyphen. A Hebrew or Armenian one is part of the name's own script.
HYPHENS = dict.fromkeys([*range(0x2010, 0x2016), 0x2043, 0x207B, 0x2212, 0xFE58, 0xFE63, 0xFF0D], "-")

FULL_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)}
QUOTES = "\"'`“”„‘’‚«»‹›"
BRACKETS = [("(", ")"), ("[", "]"), ("{", "}"), ("<", ">")]
LABEL = re.compile(
    r"(?:mailto|e-?mail|tel|telephone|phone|mobile|mob|nhs|upn|unique pupil number|post ?code|ref|reference)"
    r"(?: ?(?:address|no|num|number))?(?:\.? |[:#=])[ .:#=]*(?=\S)",
    re.IGNORECASE,
)


class ByCategory(dict):
    """A table for `str.translate` that asks about a character when it comes: all of Unicode would be slow to list."""

    def __missing__(self, code: int) -> str | int | None:
        kind = unicodedata.category(mark := chr(code))
        if kind == "Zs":
            return " "  # other spaces are not found by a search, and some keep a line from being broken
        # Among them the overrides of direction, which make a record read differently from what it says.
        if kind == "Cf":
            needed = code in SEEN_FORMATS or code in MARKS_OF_DIRECTION or mark in JOINERS or FLAG_OR_TAG.match(mark)
            return code if needed else None
        unseen = code in UNSEEN_MARKS or (kind in ("Cc", "Cs") and mark not in "\n\t")
        return None if unseen else code


class Dashes(dict):
    def __missing__(self, code: int) -> str | int:
        return "-" if unicodedata.category(chr(code)) == "Pd" else code


SEEN = ByCategory({code: code for code in range(0x20, 0x7F)} | UNDECODED | BULLETS)
DASHES = Dashes(HYPHENS)


def is_plain(text: str) -> bool:
    """Return whether a text of one line is of plain letters, as most are: comparing people reads thousands."""
    return text.isascii() and text.isprintable()


def without_control_characters(text: str) -> str:
    """Return a text of several lines as it was seen where it comes from, fit for databases and printers."""
    if is_plain(text):
        return text if text.strip() else ""
    text = LINE_BREAKS.sub("\n", text).translate(SEEN)
    text = VARIATION_RUN.sub(_needed_variation, FLAG_OR_TAG.sub(r"\1", text))
    text = unicodedata.normalize("NFC", JOINER_RUN.sub(_needed_joiner, text))
    return text if can_be_seen(text) else ""


def one_line(text: str) -> str:
    """Return a text as one line of what can be seen."""
    if is_plain(text):
        return " ".join(text.split())
    line = " ".join(without_control_characters(text).translate(MARKS_OF_DIRECTION | BLANKS).split())
    return without_control_characters(line)


def name_line(text: str) -> str:
    """Return a name as one line, in which every dash of a word processor is a hyphen."""
    return one_line(text).translate(HYPHENS)


def identifier(text: str) -> str:
    """Return what an identifier says, out of its wrapping: other dashes, full width, labels, brackets, full stops."""
    line = one_line(JOINER_RUN.sub("", text))
    if not is_plain(line):
        line = line.translate(FULL_WIDTH).translate(DASHES)
    while (bare := _unwrapped(line)) != line:
        line = bare
    return line if can_be_seen(line) else ""


def can_be_seen(text: str) -> bool:
    """Return whether text is visible: joiners, combining marks and blank letters alone are not."""
    return any(unicodedata.category(c)[0] in "LNPS" and ord(c) not in BLANKS for c in text)


def _needed_joiner(run: re.Match[str]) -> str:
    """Return the first joiner of a run where it does something: in a script that joins letters, or in an emoji."""
    before, after = _around(run)
    joins = JOINING.match(before) or (_is_pictured(before) and _is_pictured(after))
    return run[0][0] if joins else ""


def _needed_variation(run: re.Match[str]) -> str:
    """Return a variation selector after an emoji or an ideograph; after other letters it does nothing."""
    before, _ = _around(run)
    return run[0][0] if before and (_is_pictured(before) or before in "#*0123456789" or before >= "\u1800") else ""


def _around(run: re.Match[str]) -> tuple[str, str]:
    return run.string[max(run.start() - 1, 0) : run.start()], run.string[run.end() : run.end() + 1]


def _is_pictured(mark: str) -> bool:
    return mark == "\ufe0f" or bool(mark) and unicodedata.category(mark) in ("So", "Sk")


def _unwrapped(line: str) -> str:
    line = LABEL.sub("", line, count=1) if LABEL.match(line) else line
    line = line.strip(QUOTES + " ").lstrip("•▪· ").rstrip(".,;: ")
    for opening, closing in BRACKETS:
        if line.startswith(opening) and closing not in line[1:-1]:
            line = line[1:].removesuffix(closing)
        elif line.endswith(closing) and opening not in line:
            line = line[:-1]
    return line.strip()
