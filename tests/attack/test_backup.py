"""The documented backup works whatever an attacker with the app's login does to spoil it."""

import os
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from mash.local.embedded import binaries, passwords


def test_the_documented_dump_is_made_after_an_attack(attacker, app_login):
    """One large object owned by the app would stop the dump: the backup role cannot read it."""
    for statement in ["SELECT lo_create(0)", "SELECT lo_from_bytea(0, 'mine')", "CREATE TABLE public.mine ()"]:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            attacker.execute(statement)
    place = Path(os.environ["DATA_DIR"])
    host = urlsplit(app_login).netloc.rpartition("@")[2]
    address = f"postgres://mash_dump:{passwords(place)['mash_dump']}@{host}{urlsplit(app_login).path}"
    dump = [binaries(place) / "pg_dump", "--format=custom", f"--dbname={address}"]
    result = subprocess.run(dump, capture_output=True, check=False)
    assert result.returncode == 0, result.stderr
    assert len(result.stdout) > 100_000
