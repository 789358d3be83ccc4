"""A web server whose style sheets were not collected says so at its start, and not with a 500 at each page."""

import os
import subprocess
import sys

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from mash import assets
from mash.local.demo_environment import ROOT


def start(**environment) -> subprocess.CompletedProcess:
    command = [sys.executable, "-c", "import mash.wsgi"]
    variables = {**os.environ, "STATIC_STORAGE": "mash.assets.Storage", **environment}
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)


def test_the_web_server_does_not_start_without_them(tmp_path):
    started = start(STATIC_ROOT=str(tmp_path))
    assert started.returncode
    assert "Run `python manage.py collectstatic --no-input`" in started.stderr.splitlines()[-1]


def test_nor_with_those_of_another_version(settings, tmp_path, monkeypatch):
    settings.STATIC_ROOT = str(tmp_path)
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "mash.assets.Storage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    assets.require_collected_files()

    manifest = staticfiles_storage.load_manifest()
    older = {path: name for path, name in manifest[0].items() if not path.startswith("app/")}
    monkeypatch.setattr(assets.Storage, "load_manifest", lambda storage: (older, manifest[1]))
    with pytest.raises(ImproperlyConfigured, match="collectstatic"):
        assets.require_collected_files()
