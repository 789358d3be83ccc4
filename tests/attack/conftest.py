"""An attacker with the app's own database login: what an injection, or code run in the web process, would have."""

import psycopg
import pytest


@pytest.fixture
def attacker(app_login):
    """Logged in for real with the app's password, as nobody in particular; SET ROLE would leave a way back."""
    with psycopg.connect(app_login, autocommit=True) as connection:
        yield connection


@pytest.fixture
def refused(attacker):
    """refused("TRUNCATE …"): the statement fails for want of a right, and for no other reason."""

    def refuse(statement: str, *parameters) -> None:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            attacker.execute(statement, parameters or None)

    return refuse
