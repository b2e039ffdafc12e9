"""Finding and reading the TOML files: protocols, subjects, cohorts and diets."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from experiments.naming import nearest
from experiments.protocol.problems import refuse

HOME = Path(__file__).resolve().parent.parent
FOLDERS = {"protocol": "protocols", "subject": "subjects", "cohort": "cohorts", "diet": "diets"}


def names_of(kind: str) -> list[str]:
    """Names of the built-in files of a kind ("protocol", "subject", "cohort", "diet")."""
    return sorted(path.stem for path in (HOME / FOLDERS[kind]).glob("*.toml"))


def find(kind: str, name: str, beside: Path | None = None) -> Path:
    """Path of a file given by built-in name or by path (relative to ``beside`` or to here)."""
    built_in = HOME / FOLDERS[kind]
    if "/" in name or "\\" in name or name.endswith(".toml"):
        places = [Path(name)] if beside is None else [beside / name, built_in / name, Path(name)]
    else:
        places = [built_in / f"{name}.toml"]
        if beside is not None:
            places.append(beside / f"{name}.toml")
    for path in places:
        if path.is_file():
            return path
    if places[0].suffix == ".toml" and places[0].is_dir():
        refuse(name, "is a folder, not a file.")
    if len(places) == 1 and places[0] == Path(name):
        refuse(name, f"there is no such {kind} file.")
    hint = nearest(Path(name).stem, names_of(kind), most=30)
    refuse(name, f"there is no {kind} of this name; {hint}" + ("" if hint.endswith("?") else "."))
    raise AssertionError


def read(path: Path) -> dict[str, Any]:
    """Read one TOML file; a syntax error is told with its line."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        refuse(path.name, f"cannot be read: {reason}.")
        raise AssertionError from None
    return parse(text, path.name)


@lru_cache(maxsize=256)
def _parsed(text: str) -> dict[str, Any]:
    return tomllib.loads(text)


def parse(text: str, source: str) -> dict[str, Any]:
    """Read the text of a TOML file."""
    try:
        return _parsed(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = re.search(r"\(at line (\d+), column (\d+)\)", message)
        reason = re.sub(r"\s*\(at .*\)", "", message)
        where = f"line {place[1]}" if place else f"line {len(text.splitlines())} (the end)"
        refuse(source, f"{where} is not valid TOML: {reason[:1].lower()}{reason[1:]}.")
        raise AssertionError from None


def merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Tables merged key by key; everything else of ``over`` replaces what ``base`` says."""
    result = dict(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = merged(result[key], value) if both else value
    return result


def with_includes(
    kind: str, path: Path, raw: dict[str, Any], chain: tuple[Path, ...] = ()
) -> dict[str, Any]:
    """The tables of a file laid over those of the files it includes."""
    if path.resolve() in chain:
        refuse(path.name, f"includes itself by way of {chain[-1].name}.")
    includes = raw.get("include", [])
    includes = [includes] if isinstance(includes, str) else includes
    if not isinstance(includes, list) or not all(isinstance(name, str) for name in includes):
        refuse(
            path.name,
            "'include' is a list of file names, as in include = [\"parts/euglycemic_clamp.toml\"].",
        )
    result: dict[str, Any] = {}
    for name in includes:
        other = find(kind, name, path.parent)
        result = merged(result, with_includes(kind, other, read(other), (*chain, path.resolve())))
    own = {key: value for key, value in raw.items() if key != "include"}
    return merged(result, own)
