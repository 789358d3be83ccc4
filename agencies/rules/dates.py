"""Whether a law is in force on a day: one test for the lists and for the hub's pages."""

from datetime import date


def is_within(starts: date | None, ends: date | None, on: date) -> bool:
    """Return whether a day is neither before the first nor after the last; without one it is open on that side."""
    return (starts is None or starts <= on) and (ends is None or on <= ends)
