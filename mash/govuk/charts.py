"""Positions of the bars and lines of charts; the SVG itself is in templates/govuk/."""

from itertools import pairwise

WIDTH, FIGURES = 360, 44  # narrow, so that text stays readable on a screen of 375 pixels
ROW, NAME, BAR = 46, 20, 16  # each bar is below its name
HEIGHT, FOOT = 180, 24
WITHHELD, WITHHELD_ROOM = "withheld", 80  # in place of a number that is None; nothing is drawn for it
COLOURS = ("plain", "third", "amber", "fourth", "second", "fifth")
# Drawn over the colours of a series where the reader's system replaces colours: paths in a square of 8 by 8.
HATCHES = ("M0 8L8 0", "", "M0 0L8 8", "M0 4H8", "M4 0V8", "M0 4H8M4 0V8", "M0 0L8 8M0 8L8 0")


def bars(title: str, rows: list[dict], unit: str = "") -> dict:
    most = _most(rows)
    room = WIDTH - FIGURES
    drawn = [
        {
            **row,
            "value": _words(row["value"]),
            "colour": row.get("colour") or "plain",
            "short": shortened(row["label"]),
            **_place(number),
            "width": round(room * (row["value"] or 0) / most, 1),
            "figure_x": round(room * (row["value"] or 0) / most, 1) + 6,
        }
        for number, row in enumerate(rows)
    ]
    return {**_frame(title, rows, unit), "rows": drawn, "height": ROW * max(len(rows), 1), "bar": BAR}


def stacked_bars(title: str, rows: list[dict], series: list[dict], unit: str = "") -> dict:
    named = [
        {
            **part,
            "colour": part.get("colour") or COLOURS[n % len(COLOURS)],
            "hatch": HATCHES[n % len(HATCHES)],
            "number": n,
        }
        for n, part in enumerate(series)
    ]
    totals = [sum(row["values"].get(part["key"], 0) or 0 for part in named) for row in rows]
    withheld = [None in [row["values"].get(part["key"], 0) for part in named] for row in rows]
    scale = (WIDTH - (WITHHELD_ROOM if any(withheld) else FIGURES)) / (max(totals, default=0) or 1)
    drawn = []
    for number, (row, total) in enumerate(zip(rows, totals, strict=True)):
        pieces, figures = _pieces(row, named, scale)
        place = {**_place(number), "figure_x": round(total * scale, 1) + 6}
        shown = WITHHELD if withheld[number] else total
        drawn.append({**place, "label": row["label"], "short": shortened(row["label"]), "total": shown,
                      "pieces": pieces, "figures": figures})  # fmt: skip
    height = ROW * max(len(rows), 1)
    return {**_frame(title, rows, unit), "rows": drawn, "series": named, "height": height, "bar": BAR}


def line(title: str, rows: list[dict], unit: str = "") -> dict:
    most = _most(rows)
    left, top, foot = 40, 12, HEIGHT - FOOT
    step = (WIDTH - left - 20) / max(len(rows) - 1, 1)
    points = [
        {
            **row,
            "value": _words(row["value"]),
            "x": round(left + number * step, 1),
            "y": round(foot - (foot - top) * (row["value"] or 0) / most, 1),
            "is_drawn": row["value"] is not None,
        }
        for number, row in enumerate(rows)
    ]
    return {
        **_frame(title, rows, unit),
        "rows": points,
        "lines": [{"a": a, "b": b} for a, b in pairwise(points) if a["is_drawn"] and b["is_drawn"]],
        "most": most,
        "first": points[0] if points else None,
        "last": points[-1] if points else None,
        "height": HEIGHT,
        "foot": foot,
        "left": left,
        "top": top,
    }


def _most(rows: list[dict]) -> int:
    return max([row["value"] or 0 for row in rows], default=0) or 1


def _words(value: int | None) -> int | str:
    return WITHHELD if value is None else value


def _place(number: int) -> dict:
    return {"y": number * ROW + NAME, "name_y": number * ROW + NAME - 6, "middle": number * ROW + NAME + 13}


def shortened(label: str, most: int = 48) -> str:
    """Shorten a label for the chart; the table beside it has the whole label."""
    label = str(label)
    return label if len(label) <= most else f"{label[: most - 1].rstrip()}…"


def _frame(title: str, rows: list[dict], unit: str) -> dict:
    """Return what every chart has; `key` keeps ids unique on a page with several charts."""
    key = "".join(mark if mark.isalnum() else "-" for mark in title.lower())
    return {"title": title, "unit": unit, "key": key, "width": WIDTH, "is_empty": not rows}


def _pieces(row: dict, series: list[dict], scale: float) -> tuple[list[dict], list]:
    x, pieces, figures = 0.0, [], []
    for part in series:
        number = row["values"].get(part["key"], 0)
        figures.append({"text": _words(number), "href": row.get("hrefs", {}).get(part["key"], "")})
        value = number or 0
        look = {"colour": part["colour"], "number": part["number"]}
        pieces.append({"x": round(x, 1), "width": round(value * scale, 1), **look})
        x += value * scale
    return [piece for piece in pieces if piece["width"]], figures
