"""What the guide tells an operator to type exists as it is written there."""

import re
import shlex
import subprocess
from io import StringIO

import pytest
from celery.bin.celery import celery
from django.core.management import call_command, get_commands, load_command_class

from agencies.models import Hub
from mash.local.demo_environment import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
WORDS = {page.name: page.read_text().replace("\\\n", " ") for page in PAGES}
BLOCKS = re.findall(r"^ *```sh\n(.*?)^ *```", WORDS["operation.md"], re.MULTILINE | re.DOTALL)
TYPED = sorted(
    {
        (name, command, tuple(re.findall(r"--[a-z\-]+", options)))
        for name, words in WORDS.items()
        for command, options in re.findall(r"manage\.py ([a-z_]+)([^`\n>|]*)", words)
    }
)


def options_of(command: str) -> set[str]:
    parser = load_command_class(get_commands()[command], command).create_parser("manage.py", command)
    return set(parser._option_string_actions)


@pytest.mark.parametrize(("page", "command", "options"), TYPED)
def test_every_command_exists_with_its_options(page, command, options):
    assert command in get_commands(), f"{page} names manage.py {command}"
    assert set(options) <= options_of(command), f"{page}: manage.py {command} has no such option"


def test_commands_are_found():
    assert {"migrate", "collectstatic", "open_hub", "verify_trail"} <= {command for _, command, _ in TYPED}
    assert len(BLOCKS) >= 6


def test_what_is_made_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {target for words in WORDS.values() for target in re.findall(r"`(?:\w+=\S+ )*make ([a-z]+)", words)}
    assert named
    assert named <= targets


@pytest.mark.parametrize("block", BLOCKS)
def test_every_block_is_shell(block):
    checked = subprocess.run(["/bin/sh", "-n"], input=block, text=True, capture_output=True, check=False)
    assert checked.returncode == 0, checked.stderr


def test_every_file_named_in_a_block_is_there():
    named = set(re.findall(r"(?<![\w/])((?:\.ci|mash)/[\w./]+)", "".join(BLOCKS)))
    assert named
    assert all((ROOT / name).exists() for name in named)


def test_celery_takes_what_it_is_given():
    started = re.findall(r"celery -A mash (worker|beat)([^`\n&)]*)", WORDS["operation.md"])
    assert {part for part, _ in started} == {"worker", "beat"}
    for part, options in started:
        known = {option for parameter in celery.commands[part].params for option in parameter.opts}
        assert set(re.findall(r"--[a-z\-]+", options)) <= known


def test_the_hub_is_opened_by_the_very_command_the_guide_gives(nobody_here, mailoutbox):
    [command] = re.findall(r"manage\.py (open_hub [^)\n]*)", "".join(BLOCKS))
    call_command(*shlex.split(command), stdout=StringIO())
    assert Hub.objects.get().name == "Northvale Council"
    [message] = mailoutbox
    assert "/choose-password/" in message.body
