"""Small wrong changes to the functions of a module, one at a time. The kinds of change are mutmut's.

Left alone, because no test of a rule could or should notice:
- what an error says (`raise …`): that it is raised is judged by changes to its condition;
- texts for people, which are those with a space in them;
- types, and what runs at import (decorators, defaults, tables): tests state the tables again in their own words;
- what is loaded ahead of need: the rows are the same, and tests of pages count the queries.
"""

import os.path
from collections import Counter
from dataclasses import dataclass
from itertools import accumulate, islice

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider, WhitespaceInclusivePositionProvider
from mutmut.mutation.mutators import mutation_operators

LEFT_ALONE = (cst.Annotation, cst.Decorator, cst.Parameters, cst.Raise, cst.Match)
LOADING_AHEAD = {"select_related", "prefetch_related", "only", "defer", "iterator"}
CONTEXT = 30  # characters shown of what stays the same around a change


@dataclass(frozen=True)
class Change:
    name: str  # the function, and its line before and after; stays the same when other lines change
    lines: range  # of the statement it is in: a test that runs one of them judges it
    source: str  # of the whole module with this change


def changes_of(source: str) -> list[Change]:
    """Return every change to the functions of a module, in the order of its lines."""
    wrapper = MetadataWrapper(cst.parse_module(source))
    module, finder = wrapper.module, Finder()
    wrapper.visit(finder)
    seen: Counter[str] = Counter()
    changes = []
    begins = [0, *accumulate(len(line) for line in source.splitlines(keepends=True))]  # each line, in characters
    for function, statement, span, new in finder.mutations:
        start, end = (begins[place.line - 1] + place.column for place in (span.start, span.end))
        changed = source[:start] + module.code_for_node(new) + source[end:]
        first, last = begins[span.start.line - 1], len(source) - begins[span.end.line]
        name = f"{function}: {_difference(source[first : len(source) - last], changed[first : len(changed) - last])}"
        seen[name] += 1
        numbered = f"{name} ({seen[name]})" if seen[name] > 1 else name
        changes.append(Change(numbered, range(statement.start.line, statement.end.line + 1), changed))
    return changes


class Finder(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider, WhitespaceInclusivePositionProvider)

    def __init__(self):
        super().__init__()
        self.mutations: list[tuple[str, CodeRange, CodeRange, cst.CSTNode]] = []
        self.within: list[cst.FunctionDef | cst.ClassDef] = []
        self.ahead: set[cst.CSTNode] = set()
        self.statement: CodeRange | None = None  # the simple one being visited, which runs as a whole

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, LEFT_ALONE) or node in self.ahead:
            return False
        if isinstance(node, cst.SimpleStatementLine):
            self.statement = self.get_metadata(PositionProvider, node)
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self.within.append(node)
        elif _loads_ahead(node):
            self.ahead.update(node.args)
        elif any(isinstance(outer, cst.FunctionDef) for outer in self.within):
            self._change(node)
        return True

    def on_leave(self, node: cst.CSTNode) -> None:
        if isinstance(node, cst.SimpleStatementLine):
            self.statement = None
        elif self.within and node is self.within[-1]:
            self.within.pop()

    def _change(self, node: cst.CSTNode) -> None:
        if isinstance(node, cst.SimpleString) and " " in node.raw_value:
            return
        span = self.get_metadata(WhitespaceInclusivePositionProvider, node)
        function = ".".join(outer.name.value for outer in self.within)
        for kind, operator in mutation_operators:
            if isinstance(node, kind):
                # A word changed in one way is enough: capitals tell nothing more.
                for new in islice(operator(node), 1 if kind is cst.BaseString else None):
                    self.mutations.append((function, self.statement or span, span, new))


def _loads_ahead(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute) and node.func.attr.value in LOADING_AHEAD


def _difference(old: str, new: str) -> str:
    old, new = " ".join(old.split()), " ".join(new.split())
    before = len(os.path.commonprefix([old, new]))
    after = len(os.path.commonprefix([old[before:][::-1], new[before:][::-1]]))
    return f"{_around(old, before, after)} → {_around(new, before, after)}"


def _around(text: str, before: int, after: int) -> str:
    start, end = max(before - CONTEXT, 0), min(len(text) - after + CONTEXT, len(text))
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
