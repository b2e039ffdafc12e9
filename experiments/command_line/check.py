"""``glucell check``: check files without simulating."""

from __future__ import annotations

from argparse import Namespace

from experiments.command_line.parsing import Parser


def add_arguments(parser: Parser, name: str) -> None:
    """Declare the options."""
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="path (or name) of a protocol, subject or diet"
    )


def perform(options: Namespace, name: str) -> int:
    """Check every file and say what each one is."""
    from experiments.command_line.show import find_any
    from experiments.protocol.files import read

    for given in options.files:
        path = find_any(given)
        tables = read(path)
        if "person" in tables:
            from experiments.subject.reading import load_subject

            subject = load_subject(str(path.absolute()))
            subject.check()
            print(f"{path.name}: a subject, {subject.title}")
        elif "saturated_share" in tables and "person" not in tables:
            from experiments.subject.diets import load_diet

            load_diet(str(path.absolute()))
            print(f"{path.name}: a diet, {tables.get('title', '')}")
        else:
            from experiments.protocol.checking import check

            protocol = check(str(path.absolute()))
            model = protocol.model
            parts = [count(len(model.events), "event"), count(len(model.measures), "measure")]
            parts += [count(len(model.tests), "test")] if model.tests else []
            parts += [count(len(model.arms), "arm")] if model.arms else []
            print(f"{path.name}: a protocol, {protocol.title} ({', '.join(parts)})")
    return 0


def count(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number} {noun}" + ("" if number == 1 else "s")
