"""The project's own source, parsed, for the tests of code conventions."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("mash", "audit", "agencies", "referrals")
# Names of things that say nothing about them.
SAY_NOTHING = frozenset({"one", "found", "told", "said", "given", "kept"})
# Folders of referrals/ that stages stand on. Every other folder there is a stage, a part of a case's life.
GROUNDS = frozenset({"access", "codes", "drafts", "evidence", "messages", "models", "overview", "people", "timing"})
STAGES = (
    frozenset(p.name for p in (ROOT / "referrals").iterdir() if p.is_dir() and (p / "__init__.py").exists())
    - GROUNDS
    - {"migrations", "templatetags"}
)


@cache
def modules() -> dict[str, Path]:
    """Return dotted module names with their files, without migrations."""
    paths_by_name = {}
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts and "__pycache__" not in path.parts:
                dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                paths_by_name[dotted.removesuffix(".__init__")] = path
    return paths_by_name


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def relative(path: Path) -> str:
    """Return a path as tests name it."""
    return str(path.relative_to(ROOT))


def imported_by(path: Path) -> set[str]:
    """Return every dotted name a file imports, with "from x import y" as both x and x.y."""
    names: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in names if name.split(".")[0] in APPS}


def functions(path: Path) -> list[ast.FunctionDef]:
    return [node for node in tree(path).body if isinstance(node, ast.FunctionDef)]


def calls(node: ast.AST) -> set[str]:
    """Return the last name of everything called below this node: `record`, `create`, …"""
    names = set()
    for below in ast.walk(node):
        if isinstance(below, ast.Call):
            function = below.func
            names.add(function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", ""))
    return names
