"""``glucell check``: check files without simulating."""

from __future__ import annotations

from argparse import Namespace

from experiments.command_line.parsing import Parser, Refusal

CHECKED_PEOPLE = 20
"""People of a cohort who are drawn to see whether they can live."""


def add_arguments(parser: Parser, name: str) -> None:
    """Declare the options."""
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="path (or name) of a protocol, subject, cohort, diet",
    )


def perform(options: Namespace, name: str) -> int:
    """Check every file and say what each one is; problems of all of them are told together."""
    from agents.declarations import UserError

    problems = []
    for given in options.files:
        try:
            print(what_it_is(given))
        except (UserError, Refusal) as error:
            problems.append(str(error))
    if problems:
        raise UserError("\n".join(problems))
    return 0


def what_it_is(given: str) -> str:
    """Return a line that says what a file holds; refuse a file with a mistake in it."""
    from experiments.command_line.show import find_any
    from experiments.protocol.files import read

    path = find_any(given)
    tables = read(path)
    if "person" in tables:
        from experiments.subject.reading import load_subject

        subject = load_subject(str(path.absolute()))
        subject.check()
        return f"{path.name}: a subject, {subject.title}"
    if "distributions" in tables:
        from experiments.cohort.people import load_people

        cohort = load_people(str(path.absolute()), CHECKED_PEOPLE).cohort
        varied = count(len(cohort.model.distributions), "part")
        return f"{path.name}: a cohort, {cohort.model.title} ({varied} vary)"
    if "saturated_share" in tables:
        from experiments.subject.diets import load_diet

        load_diet(str(path.absolute()))
        return f"{path.name}: a diet, {tables.get('title', '')}"
    from experiments.protocol.checking import check

    protocol = check(str(path.absolute()))
    model = protocol.model
    parts = [count(len(model.events), "event"), count(len(model.measures), "measure")]
    parts += [count(len(model.tests), "test")] if model.tests else []
    parts += [count(len(model.arms), "arm")] if model.arms else []
    return f"{path.name}: a protocol, {protocol.title} ({', '.join(parts)})"


def count(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number} {noun}" + ("" if number == 1 else "s")
