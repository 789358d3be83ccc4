"""How alike two birth dates are, or what stands for them: an age that was told, or the day a child is expected."""

from datetime import date

from rapidfuzz.distance import OSA

from referrals.people.matching.facts import PersonFacts, Span, is_default

DAYS_OUT = 2
A_GENERATION = 10  # years
A_YEAR = 366  # days
SAME_PREGNANCY, ANOTHER_PREGNANCY = 21, 150  # days


def birth_level(a: PersonFacts, b: PersonFacts) -> str:
    if a.is_unborn and b.is_unborn:
        return _of_two_unborn(a, b)
    if a.is_unborn or b.is_unborn:
        return _of_unborn_and_born(*((a, b) if a.is_unborn else (b, a)))
    if a.born and b.born:
        return _of_two_dates(a.born, b.born)
    return _of_ages(a, b)


def _of_two_dates(a: date, b: date) -> str:
    default = is_default(a) or is_default(b)
    if a == b:
        return "exact_default" if default else "exact"
    years = abs(a.year - b.year)
    if default:
        return "year_only" if years == 0 else "missing" if years == 1 else _apart(years)
    if (a.year, a.month, a.day) == (b.year, b.day, b.month):
        return "turned"
    if abs((a - b).days) <= DAYS_OUT:
        return "days_out"
    # A wrong figure for the decade is as likely a father or a son.
    if years < A_GENERATION and OSA.distance(f"{a:%Y%m%d}", f"{b:%Y%m%d}") == 1:
        return "one_digit"
    if years < A_GENERATION and (a.year == b.year) + (a.month == b.month) + (a.day == b.day) == 2:
        return "two_parts"
    return _apart(years)


def _apart(years: int) -> str:
    return "generations" if years >= A_GENERATION else "different"


def _of_ages(a: PersonFacts, b: PersonFacts) -> str:
    """Compare an age that was told with a birth date, or two ages, each with the time since."""
    spans = [Span(p.born, p.born) if p.born else p.born_between for p in (a, b)]
    ours, theirs = spans
    if ours is None or theirs is None or any(p.born and is_default(p.born) for p in (a, b)):
        return "missing"
    gap = ours.gap(theirs)
    if gap == 0:
        return "age_agrees"
    # "About 38" is less exact than "about 3".
    older = max(p.age or 0 for p in (a, b) if p.born is None)
    if gap <= A_YEAR * max(1, older // 10):
        return "age_close"
    return "generations" if gap > A_YEAR * max(A_GENERATION, older // 3) else "age_differs"


def _of_unborn_and_born(unborn: PersonFacts, person: PersonFacts) -> str:
    due, born = unborn.due_between, person.born_between
    if due is None:
        return "missing"
    if person.told_on and person.told_on < due.first:
        return "due_and_not_born_then"  # whoever was born then already
    if person.born and not is_default(person.born):
        return "due_and_born" if due.gap(Span(person.born, person.born)) == 0 else "due_and_not_born_then"
    if born is None:
        return "missing"
    gap = due.gap(born)
    return "due_and_age" if gap == 0 else "missing" if gap < A_YEAR else "due_and_not_born_then"


def _of_two_unborn(a: PersonFacts, b: PersonFacts) -> str:
    if a.due and b.due:
        apart = abs((a.due - b.due).days)
        if apart <= SAME_PREGNANCY:
            return "due_together"
        return "due_near" if apart <= ANOTHER_PREGNANCY else "due_apart"
    if a.due_between and b.due_between:
        return "due_near" if a.due_between.gap(b.due_between) == 0 else "due_apart"
    return "missing"
