"""The columns of an export as SQL expressions, so that PostgreSQL formats the lines, not Python."""

import json
from collections.abc import Sequence

from django.db.models.expressions import RawSQL

from audit.offline import verify_export
from audit.recording import KINDS

SENTENCE = "sentence"
WORDS = {
    SENTENCE: "What happened, in words",
    "at": "When",
    "by_name": "Who",
    "by_role": "Role, as it was",
    "by_agency": "Agency, as it was",
    "reference": "Reference",
    "purpose": "Purpose",
    "address": "Address it came from",
    "agent": "Browser",
    "code": "Kind of line, as a code",
    "about_kind": "Kind of thing it was about",
    "about_id": "Number of that thing",
    "id": "Number of the line",
    "by_id": "Number of the person",
    "hub_id": "Number of the hub",
    "request_id": "Number of the request",
    "detail": "What was noted",  # last, so that in a spreadsheet it may need more than one cell
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
