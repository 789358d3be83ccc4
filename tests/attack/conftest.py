"""An attacker with the app's own database login, as after an injection or a web server breach."""

import psycopg
import pytest


@pytest.fixture
def attacker(app_login):
    """Log in with the app's password, as no user; SET ROLE would leave a way back."""
    with psycopg.connect(app_login, autocommit=True) as connection:
        yield connection


@pytest.fixture
def refused(attacker):
    """Check that a statement fails for lack of a right, and only that: refused("TRUNCATE …")."""

    def refuse(statement: str, *parameters) -> None:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            attacker.execute(statement, parameters or None)

    return refuse
