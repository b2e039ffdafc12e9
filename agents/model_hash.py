"""Which model this is: a hash of what its sources compute, not of how they are written.

Lived states and saved bodies carry it. It stays the same when comments, docstrings, the layout of
the code or prose change (the meaning of a parameter, the words of a message), and it changes with
every name, number and operation. The cache of compiled code has a stricter key of its own
(``compiled.source_hash``).
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

PACKAGES = ("agents", "sim")
_SOURCES = Path(__file__).resolve().parent.parent


@lru_cache(maxsize=1)
def model_hash(root: Path = _SOURCES) -> str:
    """Return the hash of the model in the packages ``agents`` and ``sim`` of a source tree."""
    digest = hashlib.sha256()
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0")
            tree = ast.parse(path.read_bytes())
            digest.update("\0".join(_meaning(tree)).encode() + b"\0")
    return digest.hexdigest()[:16]


def _meaning(node: object) -> Iterator[str]:
    """Yield the parts of a syntax tree, prose and empty fields left out.

    Empty fields are those that differ between versions of Python.
    """
    if isinstance(node, ast.AST):
        yield type(node).__name__
        for name, value in ast.iter_fields(node):
            if value is not None and value != []:
                yield name
                yield from _meaning(value)
    elif isinstance(node, list):
        yield "["
        for item in node:
            if not _is_text(item):
                yield from _meaning(item)
        yield "]"
    elif isinstance(node, str) and " " in node:
        yield "prose"
    else:
        yield repr(node)


def _is_text(statement: object) -> bool:
    """Tell whether a statement is nothing but a text, as a docstring is."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )
