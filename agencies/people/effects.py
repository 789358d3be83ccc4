"""Sentences on what an account change will do, shown before an administrator makes it.

They mention no case in particular, because administrators may not see any.
"""

from agencies.models import User
from agencies.organisations.answerers import answerers
from agencies.people.administrators import administrators_of
from agencies.roles import ADMINISTRATOR, ROLES, needs_second_person

NOBODY_ANSWERS = "Nobody else can answer for {agency}. Invite or move somebody there, or its requests will wait."
OTHERS_ANSWER = "Requests to {agency} stay with it, and {number} can answer them."
INVITE_AGAIN = "They have no password yet. Send them the invitation again afterwards."
CASES_STAY = "Cases allocated to them stay in their name. Ask a manager to give those to somebody else."


def of_suspension(person: User) -> list[str]:
    return [
        "They are signed out everywhere at once, and cannot sign in.",
        *_of_losing_roles(person, person.role_codes),
        "They keep their roles, for when you let them back in.",
        "Nothing they did is removed. No account is ever deleted: the access log names who did what.",
    ]


def of_ending_role(person: User, role: str) -> list[str]:
    """`role` comes from the URL and may be unknown or not held; the action refuses that."""
    only_role = ["It is their only role: they can sign in, but see no page of the hub’s work."]
    return [
        "What the role opened closes at once.",
        *_of_losing_roles(person, [role]),
        *(only_role if person.role_codes == [role] else []),
        "The access log keeps that they held it.",
    ]


def of_move(person: User) -> list[str]:
    old = f"What they could see of {person.agency.name} closes at once." if person.agency else ""
    first = [old, "They are signed out, and sign in again.", *_on_requests(person, person.role_codes)]
    roles_end = (
        "In an agency, roles of the hub’s own people end. With no agency, the role of agency representative ends."
    )
    second_person = "To read what an agency is asked, a second person confirms the move before it counts."
    return [sentence for sentence in [*first, roles_end, second_person] if sentence]


def of_restoration(person: User) -> list[str]:
    labels = ", ".join(ROLES[code].label for code in person.role_codes)
    second_person = ["A second person confirms it before it counts."] if needs_second_person(person.role_codes) else []
    return [
        *second_person,
        "They sign in with the password they had." if person.has_usable_password() else INVITE_AGAIN,
        f"They hold the roles they had: {labels}." if labels else "They hold no role. Give them one afterwards.",
    ]


def of_password_link(person: User) -> list[str]:
    old = "Their old password works until they choose a new one." if person.has_usable_password() else ""
    return [
        f"The link goes to {person.email}.",
        "It works once, for 3 days. Nobody else sees it.",
        *([old] if old else []),
    ]


def _of_losing_roles(person: User, codes: list[str]) -> list[str]:
    roles = [ROLES[code] for code in codes if code in ROLES]
    cases = [CASES_STAY] if any(role.team for role in roles) else []
    return [*cases, *_on_requests(person, codes), *_on_administrators(person, codes)]


def _on_requests(person: User, codes: list[str]) -> list[str]:
    if person.agency is None or not any(code in ROLES and ROLES[code].of_agency for code in codes):
        return []
    others = answerers().filter(user__agency=person.agency)
    number = others.exclude(user=person).values("user").distinct().count()
    if not number:
        return [NOBODY_ANSWERS.format(agency=person.agency.name)]
    return [
        OTHERS_ANSWER.format(
            agency=person.agency.name, number=f"{number} other {'person' if number == 1 else 'people'}"
        )
    ]


def _on_administrators(person: User, codes: list[str]) -> list[str]:
    if ADMINISTRATOR not in codes:
        return []
    remaining = administrators_of(person.home).exclude(pk=person.pk).count()
    return [f"Your hub then has {remaining} administrator{'' if remaining == 1 else 's'}."]
