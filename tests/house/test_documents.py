"""Paths, links and commands in the documents exist, and each decision is dated and indexed."""

import re
from pathlib import Path

import pytest
import yaml
from django.apps import apps

from tests.house.source import ROOT, STAGES

RECORDS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
INDEX = ROOT / "docs" / "decisions" / "README.md"
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    INDEX,
    *RECORDS,
]
# docs/operation.md and docs/asvs.md speak of paths of other machines too; tests of their own read them.
PATHS_CHECKED = [page for page in PAGES if page.parent != ROOT / "docs"]
TOP = {path.name for path in ROOT.iterdir()}
FILE = re.compile(r"[\w.<>*-]+/[\w.<>*/-]+\.(?:py|sql|md|html|js|json|toml|ya?ml)|[A-Z-]+\.md")
MADE_HERE = {"var/", ".venv/", ".venv"}  # not in a fresh clone
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def label(page: Path) -> str:
    return str(page.relative_to(ROOT))


def paths_in(text: str) -> set[str]:
    """Return quoted words that begin with a top-level name, or are a file in a folder."""
    words = {word.rstrip(",;:") for span in re.findall(r"`([^`\n]+)`", text) for word in span.split()}
    paths = {word for word in words if re.fullmatch(r"[\w.<>*/-]+", word)}
    return {path for path in paths if path.split("/")[0] in TOP or FILE.fullmatch(path)} - MADE_HERE


def exists(path: str, beside: Path) -> bool:
    pattern = re.sub(r"<\w+>", "*", path).rstrip("/")
    return any(ROOT.glob(pattern)) or (beside / path).exists()


def headings(page: Path) -> set[str]:
    """Return the anchors that GitHub makes of a page's headings."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title).strip().lower().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", PATHS_CHECKED, ids=label)
def test_every_path_named_exists(document):
    assert sorted(path for path in paths_in(document.read_text()) if not exists(path, document.parent)) == []


@pytest.mark.parametrize("document", PAGES, ids=label)
def test_every_link_leads_somewhere(document):
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", document.read_text()):
        if link.startswith(("https://", "http://", "mailto:")):
            continue
        name, _, anchor = link.partition("#")
        target = document.parent / name if name else document
        if not target.exists() or (anchor and anchor not in headings(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("document", PAGES, ids=label)
def test_every_make_target_named_exists(document):
    named = set(re.findall(r"`(?:\w+=\S+ )*make ([a-z-]+)", document.read_text()))
    assert named <= TARGETS


@pytest.mark.parametrize("record", RECORDS, ids=label)
def test_every_decision_has_its_number_date_and_status(record):
    text = record.read_text()
    assert text.startswith(f"# {record.name[:4]}. ")
    assert re.search(r"^- Date: \d{4}-\d\d-\d\d$", text, re.MULTILINE)
    assert re.search(r"^- Status: (proposed|accepted|superseded by \d{4})$", text, re.MULTILINE)
    parts = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert parts == ["Context", "Decision", "Consequences", "Alternatives"]


def test_every_decision_is_in_the_index():
    listed = re.findall(r"^\| \[(\d{4})\]\((\d{4}-[\w-]+\.md)\) \|", INDEX.read_text(), re.MULTILINE)
    assert [name for _, name in listed] == [record.name for record in RECORDS]
    assert all(name.startswith(number) for number, name in listed)


def test_pre_commit_and_make_check_run_the_same_tools():
    recipe = re.search(r"^check:.*\n((?:\t.+\n)+)", (ROOT / "Makefile").read_text(), re.MULTILINE)[1]
    checked = re.findall(r"\$\(PYTHON\) -m (.+)", recipe)
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    assert [repo["repo"] for repo in hooks] == ["local"], "one version of each tool: the one in .venv"
    before_commit = [hook["entry"].partition(".venv/bin/python -m ")[2] for repo in hooks for hook in repo["hooks"]]
    assert sorted(before_commit) == sorted(command for command in checked if not command.startswith("pytest"))


def test_the_readme_lists_every_stage():
    text = (ROOT / "README.md").read_text()
    assert {stage for stage in STAGES if not re.search(rf"\b{stage}\b", text)} == set()


def test_the_data_model_names_every_model_of_a_case():
    text = (ROOT / "docs" / "data-model.md").read_text()
    names = {model.__name__ for model in apps.get_app_config("referrals").get_models()}
    assert {name for name in names if not re.search(rf"\b{name}", text)} == set()
