"""The launcher: which Python it takes, when it installs, how it hands over."""

import ast
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = (ROOT / "glucell.py").read_text(encoding="utf-8")
posix = pytest.mark.skipif(os.name == "nt", reason="the stand-ins are shell scripts")


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder, with a space in its name, in which a launcher finds all it reads."""
    monkeypatch.delenv("GLUCELL_PYTHON", raising=False)
    folder = tmp_path / "a place"
    (folder / "requirements").mkdir(parents=True)
    shutil.copy(ROOT / "glucell.py", folder)
    (folder / "pyproject.toml").write_text("[project]\n")
    for name in ("core", "page"):
        (folder / "requirements" / f"{name}.txt").write_text(f"{name}==1\n")
    return folder


@pytest.fixture
def launcher(place):
    """The launcher of that folder, as a module, whose installations are only noted."""
    spec = importlib.util.spec_from_file_location("launcher", place / "glucell.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.steps = []

    def make_environment(lock):
        module.steps.append("environment")
        module.PROGRAMS.mkdir(parents=True, exist_ok=True)
        if not module.PYTHON.exists():
            module.PYTHON.symlink_to(sys.executable)
        python = os.path.realpath(module.PYTHON)
        return {"base": python, "python": python, "installing": None, "layers": {}}

    module.make_environment = make_environment
    module.install = lambda text, options, lock: module.steps.append(text.split()[-1])
    return module


def stand_in(path, answer):
    """Write a program that answers like a Python, or fails like a version manager's shim."""
    path.write_text(f"#!/bin/sh\n{answer}\n")
    path.chmod(0o755)
    return [str(path)]


def claims(version, fit=True):
    """What a stand-in for a Python of this version answers."""
    return f"echo '{json.dumps([version, 'python' + str(version[1]), fit])}'"


def test_any_python_from_3_8_can_run_it():
    tree = ast.parse(SOURCE, feature_version=(3, 8))
    nodes = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
    for node in nodes:
        for name in [alias.name for alias in node.names] if isinstance(node, ast.Import) else []:
            assert name in sys.stdlib_module_names
        if isinstance(node, ast.ImportFrom):
            assert node.module in sys.stdlib_module_names


@posix
def test_passes_over_what_does_not_run(launcher, tmp_path):
    shim = stand_in(tmp_path / "python3.12", "echo 'command not found' >&2; exit 127")
    talker = stand_in(tmp_path / "python3", "echo 'not a version'")
    absent = [str(tmp_path / "absent")]
    program = launcher.find_interpreter([shim, talker, absent, [sys.executable]])
    assert os.path.realpath(program) == os.path.realpath(sys._base_executable)


@posix
def test_refuses_with_remedies_where_only_old_ones_stand(launcher, tmp_path):
    old = stand_in(tmp_path / "old", claims([3, 8, 18]))
    special = stand_in(tmp_path / "special", claims([3, 13, 0], fit=False))
    with pytest.raises(launcher.Refusal) as refusal:
        launcher.find_interpreter([old, special])
    for word in (
        "3.12 or newer",
        "3.8.18",
        "3.13.0 (an unusual build",
        "install",
        "GLUCELL_PYTHON",
    ):
        assert word in str(refusal.value)


@posix
def test_a_version_without_ready_made_packages_is_the_last_resort(launcher, tmp_path):
    new = stand_in(tmp_path / "new", claims([3, 99, 0]))
    fine = stand_in(tmp_path / "fine", claims([3, 13, 1]))
    assert launcher.find_interpreter([new, fine]) == "python13"
    assert launcher.find_interpreter([new]) == "python99"


@posix
def test_refusal_is_one_sentence_with_exit_code_2(place, tmp_path):
    (old,) = stand_in(tmp_path / "old", claims([3, 11, 2]))
    environment = dict(os.environ, GLUCELL_PYTHON=old)
    command = [sys.executable, str(place / "glucell.py"), "run"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1 and "gives only 3.11.2" in done.stderr
    assert not (place / ".venv").exists()


def test_help_does_not_wait_for_an_environment(place):
    for arguments in ([], ["--help"]):
        command = [sys.executable, str(place / "glucell.py"), *arguments]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0 and done.stdout.startswith("usage:")
        assert not (place / ".venv").exists()


@posix
def test_installs_once(launcher):
    launcher.prepare(["core"])
    assert launcher.steps == ["environment", "simulation", "glucell"]
    launcher.prepare(["core", "page"])
    launcher.prepare(["core", "page"])
    assert launcher.steps[3:] == ["page"]


@posix
@pytest.mark.parametrize("changed", ["requirements/core.txt", "pyproject.toml"])
def test_installs_again_when_what_it_installed_from_has_changed(launcher, place, changed):
    launcher.prepare(["core", "page"])
    launcher.steps.clear()
    (place / changed).write_text("changed")
    launcher.prepare(["core", "page"])
    assert launcher.steps == ["simulation", "glucell"]


@posix
def test_makes_all_anew_after_an_interruption(launcher):
    launcher.prepare(["core"])

    def interrupted(text, options, lock):
        raise KeyboardInterrupt

    noted, launcher.install = launcher.install, interrupted
    with pytest.raises(KeyboardInterrupt):
        launcher.prepare(["core", "page"])
    launcher.install = noted
    launcher.steps.clear()
    launcher.prepare(["core"])
    assert launcher.steps == ["environment", "simulation", "glucell"]


@posix
def test_an_extra_that_fails_leaves_the_core_usable(launcher):
    launcher.prepare(["core"])

    def refused(text, options, lock):
        raise launcher.Refusal("no network")

    launcher.install = refused
    with pytest.raises(launcher.Refusal):
        launcher.prepare(["core", "page"])
    assert launcher.missing(["core", "page"], launcher.read_stamp()) == ["page"]


@posix
def test_makes_all_anew_when_its_python_has_gone(launcher):
    launcher.prepare(["core"])
    launcher.PYTHON.unlink()
    assert launcher.read_stamp() == {}


@posix
def test_a_second_start_waits_and_finds_the_work_done(launcher):
    second = threading.Thread(target=launcher.prepare, args=(["core"],))
    with launcher.only_one() as lock:
        second.start()
        second.join(timeout=0.2)
        assert second.is_alive() and not launcher.steps
        stamp = launcher.make_environment(lock)
        stamp["layers"]["core"] = launcher.fingerprint("core")
        launcher.write_stamp(stamp)
    second.join(timeout=10)
    assert launcher.steps == ["environment"]


@posix
def test_hands_over_arguments_and_exit_code(launcher, place, tmp_path):
    launcher.prepare(["core"])
    stand_in(launcher.PROGRAMS / "glucell", 'echo "$PWD|$1|$2"; exit 7')
    command = [sys.executable, str(place / "glucell.py"), "run", "two words"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (7, "")
    assert done.stdout == f"{tmp_path}|run|two words\n"
