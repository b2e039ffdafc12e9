"""The pinned requirements: hashed, agreeing with one another, without any address."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "requirements").glob("*.txt"))
PIN = re.compile(r"([a-z0-9][a-z0-9.-]*)==([\w.!+]+)(?: ; (.+))?$")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}$")


def pins(path):
    """Name to (version, number of hashes), after checking that the file holds nothing else."""
    found, name = {}, ""
    for entry in path.read_text(encoding="utf-8").replace("\\\n", "\n    ").split("\n"):
        text = entry.strip()
        if HASH.match(text):
            found[name][1] += 1
        elif text:
            match = PIN.match(text)
            assert match, f"{path.name}: {text!r} is neither a pin nor a hash"
            name = match[1]
            found[name] = [match[2], 0]
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_requirement_is_pinned_and_hashed(path):
    unhashed = [name for name, (_, hashes) in pins(path).items() if not hashes]
    assert not unhashed


def test_every_file_holds_the_core_in_the_same_versions():
    core = pins(ROOT / "requirements" / "core.txt")
    for path in FILES:
        own = pins(path)
        builders = {"editables", "hatchling", "pathspec", "pluggy", "tomlkit", "trove-classifiers"}
        missing = core.keys() - own.keys() - builders
        assert not missing, path.name
        assert all(own[name] == core[name] for name in core.keys() & own.keys()), path.name


def test_files_pin_what_the_project_declares():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    declared = {
        "core": project["dependencies"],
        "page": extras["page"],
        "science": extras["scale"] + extras["analysis"] + extras["storage"],
        "test": extras["test"],
        "dev": extras["dev"][1:],
    }
    assert set(declared) == {path.stem for path in FILES}
    for stem, requirements in declared.items():
        pinned = pins(ROOT / "requirements" / f"{stem}.txt")
        names = {re.match(r"[\w.-]+", text)[0].lower() for text in requirements}
        assert names <= pinned.keys()
