"""The model does not know what it is judged by.

Nothing executable in ``agents/`` or ``sim/`` reads a target, a subject or a protocol, or branches
on one. Sources and the notes of what a parameter was calibrated against are words for readers: they
stand in declarations, and no code reads them.
"""

import ast
from pathlib import Path

import pytest

from experiments.protocol.files import names_of
from experiments.protocol.quantities import body_catalog
from experiments.validation.reading import HOME, target_ids

ROOT = HOME.parents[1]
MODULES = sorted(path for package in ("agents", "sim") for path in (ROOT / package).rglob("*.py"))

FILES = {
    "agents/compiled.py": "hash of the sources, where compiled code is kept",
    "agents/model_hash.py": "hash of what the sources compute",
    "sim/checkpoint.py": "states of bodies",
}
"""Modules that may touch files, and what for."""

SYSTEM = {
    "sim/sharing.py": "a thread that waits lets others go on",
    "sim/threads.py": "a child process begins with helpers of its own",
}
"""Modules that speak to the system, but touch no file."""

READERS = {
    "open",
    "read_text",
    "read_bytes",
    "glob",
    "iterdir",
    "fromfile",
    "environ",
    "getenv",
}
HIDDEN = {"eval", "exec", "compile", "__import__", "import_module"}
PHYSIOLOGY = {"lean", "bath", "day"}
"""Names of subjects and protocols that are words of the body as well; so are its quantities."""

NOTES = ("calibrated", "source", "meaning")
"""Arguments of declarations that are words for readers."""


class Findings(ast.NodeVisitor):
    """What a module does that a model of physiology has no reason to do."""

    def __init__(self, name: str, words: set[str]) -> None:
        self.name, self.words = name, words
        self.found: list[str] = []

    def say(self, node: ast.AST, what: str) -> None:
        self.found.append(f"{self.name}:{getattr(node, 'lineno', 0)}: {what}")

    def visit_Import(self, node):
        for alias in node.names:
            self.check_import(node, alias.name)

    def visit_ImportFrom(self, node):
        self.check_import(node, node.module or "")
        for alias in node.names:
            self.check_import(node, alias.name)

    def check_import(self, node, name):
        first = name.split(".")[0]
        if first in ("experiments", "importlib", "tomllib", "csv", "pickle"):
            self.say(node, f"imports {name}")
        if first in ("json", "os") and self.name not in {**FILES, **SYSTEM}:
            self.say(node, f"imports {name}")

    def visit_If(self, node):
        """Visit a branch, but not what is there for the reader of types only."""
        if getattr(node.test, "id", "") != "TYPE_CHECKING":
            self.generic_visit(node)

    def visit_Name(self, node):
        self.check_word(node, node.id)

    def visit_Attribute(self, node):
        if node.attr == "calibrated":
            self.say(node, "reads what a parameter was calibrated against")
        self.check_word(node, node.attr)
        self.generic_visit(node)

    def check_word(self, node, word):
        if word in HIDDEN:
            self.say(node, f"uses {word}")
        if word in READERS and self.name not in FILES:
            self.say(node, f"reads from outside with {word}")

    def visit_Call(self, node):
        """Visit a call without the notes of a declaration."""
        declares = getattr(node.func, "id", "") in ("parameter", "State", "redeclare")
        self.visit(node.func)
        for argument in node.args:
            if not (declares and isinstance(argument, ast.Constant)):
                self.visit(argument)
        for keyword in node.keywords:
            if not (declares and keyword.arg in NOTES):
                self.visit(keyword.value)

    def visit_Constant(self, node):
        if isinstance(node.value, str) and node.value in self.words:
            self.say(node, f"names '{node.value}'")

    def visit_Expr(self, node):
        if not isinstance(node.value, ast.Constant):  # documentation
            self.visit(node.value)


def findings(name: str, source: str) -> list[str]:
    """What is wrong with the source of a module."""
    words = {*target_ids(), *names_of("subject"), *names_of("protocol"), *names_of("cohort")}
    visitor = Findings(name, words - PHYSIOLOGY - set(body_catalog().units))
    visitor.visit(ast.parse(source))
    return visitor.found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_module_of_the_model_reads_a_target_or_branches_on_one(path: Path):
    name = path.relative_to(ROOT).as_posix()
    assert findings(name, path.read_text(encoding="utf-8")) == []


DISHONEST = {
    "a table of targets": 'BANDS = {"B1": (1.0, 2.0)}',
    "a branch on a target": 'def f(goal):\n    return 2.0 if goal == "C2" else 1.0',
    "a branch on a subject": 'if person.name == "t2d_early":\n    gain = 0.0',
    "a match on a protocol": 'match name:\n    case "natural_history":\n        gain = 2.0',
    "an import of targets": "from experiments.validation import load_targets",
    "a late import": "def f():\n    import experiments.validation.reading as targets",
    "a hidden import": '__import__("experiments.validation")',
    "a file read": "def f(path):\n    return path.read_text()",
    "a file opened": 'with open("x") as file:\n    pass',
    "a note read": 'def f(parameters):\n    return parameters["x"].calibrated',
    "an environment": 'import os\ngain = os.environ["GAIN"]',
}

HONEST = {
    "documentation": '"""Fitted to B1."""\n\n\ndef f():\n    """See C2."""\n',
    "a note": 'parameter("gain", 1.0, "1", (0.0, 5.0), "Roden1996", "gain", calibrated="B1")',
}


@pytest.mark.parametrize("case", DISHONEST)
def test_dishonest_code_is_found(case):
    assert findings("sim/glucose.py", DISHONEST[case])


@pytest.mark.parametrize("case", HONEST)
def test_words_for_readers_are_allowed(case):
    assert findings("sim/glucose.py", HONEST[case]) == []
