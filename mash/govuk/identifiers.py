"""Check digits of the national identifiers: NHS number and unique pupil number."""

import re

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # no I, O or S: they are read as digits
COUNTING = "01234567890123456789"
UPN_SHAPE = re.compile(rf"[{UPN_LETTERS}][0-9]{{11}}[0-9{UPN_LETTERS}]", re.ASCII)


def nhs_number_is_valid(number: str) -> bool:
    """Ten digits, the last of which is 11 less the weighted sum of the others modulo 11."""
    if not re.fullmatch(r"[0-9]{10}", number, re.ASCII):
        return False
    return nhs_check_digit(number[:9]) == number[9]


def is_placeholder(number: str) -> bool:
    """Whether the digits are all the same or count up or down: people type it for a number they do not have.

    The check digit does not tell: 0000000000, 1111111111, 0123456789 and 9876543210 all have the right one.
    """
    return len(set(number)) == 1 or number in COUNTING or number[::-1] in COUNTING


def nhs_check_digit(nine: str) -> str:
    """The tenth digit, or "" where these nine can never be a number (the check digit would be 10)."""
    total = sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True))
    check = (11 - total % 11) % 11
    return "" if check == 10 else str(check)


def upn_is_valid(upn: str) -> bool:
    """A check letter, the authority's code, a serial number; a temporary number ends in a letter."""
    return bool(UPN_SHAPE.fullmatch(upn)) and upn_check_letter(upn[1:]) == upn[0]


def upn_check_letter(rest: str) -> str:
    values = (int(mark) if mark.isdigit() else UPN_LETTERS.index(mark) for mark in rest)
    return UPN_LETTERS[sum(value * position for position, value in enumerate(values, start=2)) % 23]
