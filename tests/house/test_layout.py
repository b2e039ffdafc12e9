"""The layout that everybody relies on: few places, short files, nothing of one machine."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOP = {
    "README.md", "agents", "docs", "experiments", "sim", "tests",
    "glucell.py", "pyproject.toml", "requirements",
    ".ci", ".gitignore", ".python-version", "CITATION.cff", "LICENSE",
}  # fmt: skip
ADDRESS = re.compile(
    r'https?://[^ "]*(?:/simple|/packages/|npm|debian)|index[-]url'
    r"|(?:^|[ \"'(=])/(?:home|root|work|farm|tmp)/[a-z.]"
)


def tracked():
    """The files that belong to the product; without version control there is nothing to check."""
    command = ["git", "-c", "core.quotePath=false", "ls-files", "-z"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a checkout")
    paths = [ROOT / name for name in done.stdout.split("\0") if name]
    return [path for path in paths if path.exists()]


def test_nothing_new_at_the_top():
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} <= TOP


def test_no_source_file_is_longer_than_400_lines():
    sources = [path for path in tracked() if path.suffix == ".py"]
    lengths = {path.name: path.read_text(encoding="utf-8").count("\n") for path in sources}
    assert {name: lines for name, lines in lengths.items() if lines > 400} == {}


def test_no_file_names_a_place_of_one_machine_or_a_registry():
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if ADDRESS.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert found == []


def test_the_citation_names_the_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {project['version']}\n" in citation


def test_a_wheel_carries_the_data_files(tmp_path):
    pytest.importorskip("hatchling")
    import sys
    import zipfile

    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    carried = set(zipfile.ZipFile(wheel).namelist())
    packages = {"agents", "sim", "experiments"}
    ours = {path.relative_to(ROOT) for path in tracked()}
    assert {str(path.as_posix()) for path in ours if path.parts[0] in packages} <= carried
