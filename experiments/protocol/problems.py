"""What is wrong with a file, one sentence each: file, place in the file, what would be right."""

import re
from typing import TYPE_CHECKING, Any

from experiments.naming import nearest

if TYPE_CHECKING:
    from pydantic import ValidationError

MOST_REPORTED = 5


def refuse(source: str, *sentences: str) -> None:
    """Raise a UserError that tells the first few problems of a file, a line each."""
    from agents.declarations import UserError

    told = [f"{source}: {sentence}" for sentence in sentences[:MOST_REPORTED]]
    if len(sentences) > MOST_REPORTED:
        told.append(f"{source}: {len(sentences) - MOST_REPORTED} more problems follow.")
    raise UserError("\n".join(told))


def sentences_of(error: "ValidationError") -> list[str]:
    """Sentences for the errors of a validation, without doubles."""
    told: dict[str, None] = {}
    for entry in error.errors(include_url=False):
        place = place_of(entry["loc"][:-1] if entry["type"] == "missing" else entry["loc"])
        told.setdefault(f"{place}: {_sentence(entry)}" if place else _sentence(entry))
    return list(told)


def place_of(location: tuple[int | str, ...]) -> str:
    """Dotted place in the file, without the names of the schema's own branches."""
    parts = [str(part) for part in location]
    if len(parts) > 2 and parts[0] == "events":
        del parts[2]
    kept = [
        part
        for part in parts
        if not re.match(
            r"(function-|tuple\[|dict\[|nullable|Every$|constrained-|is-instance)", part
        )
    ]
    return ".".join(kept)


def _sentence(entry: Any) -> str:
    kind, given, context = entry["type"], entry.get("input"), entry.get("ctx", {})
    if kind == "missing":
        text = f"'{entry['loc'][-1]}' is missing"
    elif kind == "union_tag_not_found":
        text = "needs a 'type', as in type = \"meal\""
    elif kind == "union_tag_invalid":
        known = re.findall(r"'([^']*)'", context["expected_tags"])
        hint = nearest(context["tag"], known, most=20)
        text = f"the event type '{context['tag']}' is not known; {hint}"
    elif kind == "literal_error":
        known = re.findall(r"'([^']*)'", context["expected"]) or [context["expected"]]
        text = f"{given!r} is not allowed; {nearest(str(given), known, most=20)}"
    elif kind == "value_error":
        text = entry["msg"].removeprefix("Value error, ")
    elif kind in ("finite_number", "float_type", "float_parsing"):
        text = f"{given!r} is not a finite number"
    elif kind in ("dict_type", "model_type", "model_attributes_type"):
        text = f"{given!r} should be a table with keys"
    elif kind in ("tuple_type", "list_type"):
        text = f"{given!r} should be a list in square brackets"
    else:
        text = f"{given!r}: {entry['msg'][:1].lower()}{entry['msg'][1:]}"
    return text if text.endswith((".", "?", "!")) else text + "."
