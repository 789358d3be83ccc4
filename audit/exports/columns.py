"""The columns of an export as SQL expressions, so that PostgreSQL formats the lines, not Python."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db.models.expressions import RawSQL

from audit import wording
from audit.details import Names, local
from audit.offline import verify_export
from audit.recording import KINDS

SENTENCE = "sentence"
# Columns for people, put into words here and not by the database. They come first in a file.
SPOKEN: dict[str, tuple[str, Callable[[dict, Names], str]]] = {
    "local_time": ("When, by the hub’s clocks", lambda row, names: local(datetime.fromisoformat(row["at"]))),
    "who": ("Who", lambda row, names: wording.who(row["by_name"])),
    "roles": ("Role, as it was", lambda row, names: wording.roles(row["by_role"])),
    "stated_purpose": ("Purpose", lambda row, names: wording.purpose(row["code"], row["purpose"])),
    "noted": ("What was noted", lambda row, names: wording.noted(row["code"], row["detail"], names)),
}
SPOKEN_FROM = ("at", "by_name", "by_role", "code", "purpose", "detail")
MOST_CHARACTERS = 16_000  # of words in one cell; the column of codes beside it has all
CUT = "… (more in the column detail)"
WORDS = {
    **{name: label for name, (label, _) in SPOKEN.items()},
    SENTENCE: "What happened",
    "at": "When, in UTC",
    "by_name": "Who, as stored",
    "by_role": "Role, as a code",
    "by_agency": "Agency, as it was",
    "reference": "Reference",
    "purpose": "Purpose, as stored",
    "address": "Address it came from",
    "agent": "Browser",
    "code": "Kind of line, as a code",
    "about_kind": "Kind of thing it was about",
    "about_id": "Number of that thing",
    "id": "Number of the line",
    "by_id": "Number of the person",
    "hub_id": "Number of the hub",
    "request_id": "Number of the request",
    "detail": "What was noted, as codes",  # last, so that in a spreadsheet it may need more than one cell
}
PROVEN = frozenset(verify_export.FIELDS)  # a leaf hash covers all of these, so a proof needs them all
NUMBERS = frozenset(verify_export.NUMBERS)
# A spreadsheet runs a cell that begins with one of these as a formula; full-width forms too. Such cells get an
# apostrophe in front. Cells that begin with an apostrophe get one as well, so that a reader can always remove one.
FORMULA = "=+-@\t\r\n＝＋－＠'"
FORMULA_CODES = ",".join(str(ord(character)) for character in FORMULA)
ESCAPED = f"""CASE WHEN ascii(ltrim({{0}}, ' ')) = ANY ('{{{{{FORMULA_CODES}}}}}'::int[])
    THEN '''' || {{0}} ELSE {{0}} END"""
AT_SQL = """to_char(audit_event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')"""
SENTENCE_SQL = "coalesce(%s::jsonb ->> audit_event.code, audit_event.code)"


def are_whole(columns: Sequence[str]) -> bool:
    return set(columns) >= PROVEN


def ordered(columns: Sequence[str]) -> list[str]:
    return [name for name in WORDS if name in columns]


def in_words(columns: Sequence[str]) -> str:
    return "\n".join(WORDS[name] for name in ordered(columns))


def spoken(columns: Sequence[str]) -> list[str]:
    return [name for name in columns if name in SPOKEN]


def stored(columns: Sequence[str]) -> list[str]:
    return [name for name in columns if name not in SPOKEN]


def material() -> RawSQL:
    """Return what the columns for people are made of, in hexadecimal so that COPY leaves it as it is."""
    pairs = ", ".join(f"'{name}', {_value(name)[0]}" for name in SPOKEN_FROM)
    return RawSQL(f"encode(convert_to(json_build_object({pairs})::text, 'UTF8'), 'hex')", [])  # noqa: S611 (our names)


def say(columns: Sequence[str], in_hexadecimal: bytes, names: Names) -> list[str]:
    """Return the columns for people of one line."""
    row = json.loads(bytes.fromhex(in_hexadecimal.decode()))
    texts = [SPOKEN[name][1](row, names) for name in columns]
    return [text if len(text) <= MOST_CHARACTERS else text[:MOST_CHARACTERS] + CUT for text in texts]


def escaped(text: str) -> str:
    """Return a text as a cell that no spreadsheet runs: the same rule as ESCAPED."""
    return f"'{text}" if text.lstrip(" ")[:1] in FORMULA and text.strip(" ") else text


def cells(columns: Sequence[str]) -> list[RawSQL]:
    """Return one text expression for each column, escaped for spreadsheets."""
    return [RawSQL(*_cell(name)) for name in columns]  # noqa: S611 (our names)


def json_object(columns: Sequence[str]) -> RawSQL:
    values = [_value(name) for name in columns]
    pairs = ", ".join(f"'{name}', {sql}" for name, (sql, _) in zip(columns, values, strict=True))
    return RawSQL(f"json_build_object({pairs})", [parameter for _, parameters in values for parameter in parameters])  # noqa: S611 (our names)


def _cell(name: str) -> tuple[str, list]:
    sql, parameters = _value(name)
    if name in NUMBERS or name in ("at", "id", SENTENCE):
        return sql, parameters
    return ESCAPED.format(f"{sql}::text" if name == "detail" else sql), parameters


def _value(name: str) -> tuple[str, list]:
    if name == SENTENCE:
        return SENTENCE_SQL, [json.dumps({code: kind.sentence for code, kind in KINDS.items()})]
    return (AT_SQL if name == "at" else f"audit_event.{name}"), []
