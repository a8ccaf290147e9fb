"""Makes mutants of a module: copies with one small fault each, by the operators of mutmut.

What no test could tell from the original, or should not, is left out: docstrings and annotations, decorators, what an
error says (whatever stands in a ``raise``, or in a call that names a ``remedy``), ``cast``, the check ``strict`` of
``zip``, what only type checkers and lint read, and the words of modules that are nothing but words.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import Final

import libcst as cst
import libcst.matchers as m
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

_NOT_RUN: Final = (cst.Annotation, cst.Decorator, cst.Import, cst.ImportFrom, cst.Raise, cst.TypeAlias)
_CHECK: Final = m.Arg(keyword=m.Name("strict"))
_POINTLESS: Final = (
    m.Expr(value=m.SimpleString()),  # a docstring
    m.Call(args=[m.ZeroOrMore(), m.Arg(keyword=m.Name("remedy")), m.ZeroOrMore()]),  # an error
    m.Call(func=m.Name("len") | m.Name("isinstance") | m.Name("cast")),  # nothing but a TypeError can come of it
    _CHECK,
    m.If(test=m.Name("TYPE_CHECKING")),
    m.Assign(value=m.Call(func=m.Name("TypeVar") | m.Name("ParamSpec"))),
    m.Assign(targets=[m.AssignTarget(target=m.Name("__all__"))]),  # of `import *` alone, which lint forbids
)
_PLAIN: Final = m.Name() | m.Integer() | m.Float() | m.SimpleString() | m.UnaryOperation()
"""Defaults that can be changed without an error at import."""


@dataclass(frozen=True)
class Mutant:
    """One fault.

    Attributes:
        path: The module, from the root of the checkout.
        function: The qualified name of the outermost function that it is in; none for what runs at import.
        lines: First and last line of its statement: a test that runs none of them cannot meet it.
        source: The module with the fault.
        key: Tells it from every other of the module.
    """

    path: str
    function: str | None
    lines: tuple[int, int]
    source: str

    @property
    def key(self) -> str:
        """What it is called in the file of results."""
        return hashlib.sha256(self.source.encode()).hexdigest()[:16]

    def diff(self, original: str) -> str:
        """Return the changed lines, the old ones after a minus."""
        lines = unified_diff(original.splitlines(), self.source.splitlines(), n=0, lineterm="")
        return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))


class Mutations(cst.CSTVisitor):
    """All faults of one module; the source with a fault is written only when it is asked for."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, root: Path, path: str, *, words: bool = False) -> None:
        """Find them; ``words`` says that the module's strings are for people, and are left out."""
        super().__init__()
        self._path = path
        self._words = words
        self._scopes: list[cst.ClassDef | cst.FunctionDef] = []
        self._body: cst.BaseSuite | None = None
        self._function: str | None = None
        self._statement: tuple[int, int] | None = None
        self._found: list[tuple[cst.CSTNode, cst.CSTNode, str | None, tuple[int, int]]] = []
        wrapper = MetadataWrapper(cst.parse_module((root / path).read_text("utf-8")))
        self._module = wrapper.module
        wrapper.visit(self)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._found)

    def __getitem__(self, number: int) -> Mutant:
        """Return one of them."""
        old, new, function, lines = self._found[number]
        replaced = self._module.deep_replace(old, new)
        return Mutant(self._path, function, lines, replaced.code if isinstance(replaced, cst.Module) else "")

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Collect the faults of a node, and say whether to look inside."""
        if self._left_out(node):
            return False
        if isinstance(node, cst.SimpleStatementLine):
            self._statement = self._lines(node)
        elif isinstance(node, cst.ClassDef | cst.FunctionDef):
            self._scopes.append(node)
        elif isinstance(node, cst.BaseSuite) and self._body is None and isinstance(self._scope, cst.FunctionDef):
            self._body = node
            self._function = ".".join(scope.name.value for scope in self._scopes)
        self._found += [
            (node, made, self._function, self._statement or self._lines(node))
            for kind, operator in mutation_operators
            if isinstance(node, kind)
            for made in operator(node)
            if _checks(made) == _checks(node)
        ]
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        """Forget the statement, the function or the class that ends."""
        if isinstance(original_node, cst.SimpleStatementLine):
            self._statement = None
        elif original_node is self._body:
            self._body = self._function = None
        elif original_node is self._scope:
            self._scopes.pop()

    @property
    def _scope(self) -> cst.CSTNode | None:
        return self._scopes[-1] if self._scopes else None

    def _lines(self, node: cst.CSTNode) -> tuple[int, int]:
        place = self.get_metadata(PositionProvider, node)
        return place.start.line, place.end.line

    def _left_out(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Param) and node.default is not None:
            return not m.matches(node.default, _PLAIN)
        if isinstance(node, cst.BaseString | cst.FormattedString) and self._words:
            return True
        return isinstance(node, _NOT_RUN) or any(m.matches(node, pattern) for pattern in _POINTLESS)


def _checks(node: cst.CSTNode) -> list[cst.Arg]:
    """Return the arguments of a call that are no more than a check."""
    return [arg for arg in node.args if m.matches(arg, _CHECK)] if isinstance(node, cst.Call) else []
