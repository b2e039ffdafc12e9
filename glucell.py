"""Start glucell on a machine where it has never run.

Any Python from 3.8 on may run this file; it needs nothing but the standard library. It finds a
Python that glucell accepts, makes an environment in ``.venv`` beside this file, installs the pinned
requirements of the subcommand asked for, and hands over to the installed ``glucell`` command.
A stamp, written last, tells the next start that nothing is left to do.
"""

from __future__ import annotations

import contextlib
import glob
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
STAMP = ENVIRONMENT / "glucell.json"
LOCK = ROOT / ".venv.lock"
WINDOWS = os.name == "nt"
PROGRAMS = ENVIRONMENT / ("Scripts" if WINDOWS else "bin")
PYTHON = PROGRAMS / ("python.exe" if WINDOWS else "python")

OLDEST, NEWEST = (3, 12), (3, 14)  # above NEWEST some requirements have no ready-made wheel
CONTENTS = {  # requirements/NAME.txt; each holds the core too, in the same versions
    "core": "the simulation",
    "page": "the browser page",
    "science": "sweeps and analysis",
    "test": "the tests",
    "dev": "the code checks",
}
NEEDS = {  # what a subcommand asks for beyond the core
    "test": "test",
    "watch": "page",
    **dict.fromkeys(
        ["sweep", "worker", "cohort", "sensitivity", "calibrate", "validate"], "science"
    ),
}
USAGE = f"""usage: glucell.py SUBCOMMAND [ARGUMENT ...]

  run [PROTOCOL]    simulate; without a protocol, the default story
  watch             open the browser page
  test              run the tests; further arguments go to pytest
  install [NAME ..] prepare without running: {", ".join(CONTENTS)}

The other subcommands are listed by --help once the environment stands. The first start makes
it in .venv, which takes about a minute.
"""
PROBE = """
import json, sys, sysconfig
fit = sys.implementation.name == "cpython" and sys.maxsize > 2**32
fit = fit and not sysconfig.get_config_var("Py_GIL_DISABLED")
try:
    import ensurepip, venv
except ImportError:
    fit = False
program = getattr(sys, "_base_executable", None) or sys.executable
print(json.dumps([list(sys.version_info[:3]), program, fit]))
"""


class Refusal(Exception):
    """What is wrong and what would be right, in a sentence for the user."""


def say(text: str, end: str = "\n") -> None:
    """Write to standard error: standard output belongs to glucell."""
    sys.stderr.write(text + end)
    sys.stderr.flush()


# Finding an interpreter


def candidates():
    """Yield the commands that may start a Python, the likeliest first."""
    yield [sys.executable]
    versions = ["3.12", "3.13", "3.14"]
    folders = os.environ.get("PATH", "").split(os.pathsep)
    folders += ["/usr/local/bin", "/usr/bin", "/opt/homebrew/bin"]
    for name in ["python" + version for version in versions] + ["python3", "python"]:
        for folder in filter(None, folders):
            program = shutil.which(name, path=folder)
            if program:
                yield [program]
    if WINDOWS:
        yield from (["py", "-" + version] for version in versions)
    home, setting = os.path.expanduser("~"), os.environ.get
    data = setting("XDG_DATA_HOME") or home + "/.local/share"
    for pattern in (
        (setting("PYENV_ROOT") or home + "/.pyenv") + "/versions/3.*/bin/python3",
        (setting("UV_PYTHON_INSTALL_DIR") or data + "/uv/python") + "/*/bin/python3",
        data + "/mise/installs/python/3.*/bin/python3",
        home + "/.asdf/installs/python/3.*/bin/python3",
        home + "/*conda3/bin/python3",
        home + "/miniforge3/bin/python3",
        "/opt/python*/bin/python3",
        "/Library/Frameworks/Python.framework/Versions/3.*/bin/python3",
        setting("LOCALAPPDATA", home) + "/Programs/Python/Python3*/python.exe",
        setting("APPDATA", home) + "/uv/python/*/python.exe",
    ):
        yield from ([program] for program in sorted(glob.glob(pattern)))


def probe(command):
    """Ask a candidate its version, program and fitness; None when it does not answer.

    A candidate is believed only after it has run: version managers put names on the path behind
    which there is no interpreter.
    """
    question = [*command, "-I", "-c", PROBE]
    quiet = {"stdin": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        answer = subprocess.run(question, stdout=subprocess.PIPE, timeout=30, **quiet)
        version, program, fit = json.loads(answer.stdout.decode())
        return tuple(version), program, fit
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def find_interpreter(commands=None) -> str:
    """Return the program of a Python that glucell accepts."""
    chosen = os.environ.get("GLUCELL_PYTHON")
    found, newer = {}, None
    for command in [[chosen]] if chosen else commands or candidates():
        version, program, fit = probe(command) or ((), "", False)
        if fit and OLDEST <= version[:2] <= NEWEST:
            return program
        if fit and version[:2] > NEWEST:
            newer = newer or program
        elif version:
            spoiled = "" if version[:2] < OLDEST else " (an unusual build, or without venv)"
            found[".".join(map(str, version)) + spoiled] = True
    if newer:
        return newer
    where = f"GLUCELL_PYTHON={chosen} gives" if chosen else "there is"
    have = "only " + ", ".join(sorted(found)) if found else "none that starts"
    raise Refusal(
        f"glucell needs Python {OLDEST[0]}.{OLDEST[1]} or newer and {where} {have}: "
        "install one (from python.org, or by "
        "`apt install python3.12-venv`, `brew install python@3.12`, `pyenv install 3.12`, "
        "`uv python install 3.12`) or name one in the environment variable GLUCELL_PYTHON."
    )


# What has been installed


def fingerprint(layer: str) -> str:
    """Return a hash of everything that decides what a layer installs."""
    parts = [(ROOT / "requirements" / f"{layer}.txt").read_bytes()]
    if layer == "core":  # the package itself, installed in place: its metadata and where it lies
        parts += [(ROOT / "pyproject.toml").read_bytes(), os.fsencode(str(ROOT))]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def read_stamp() -> dict:
    """Return what stands in the environment; empty when it must be made anew."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
        sound = PYTHON.exists() and os.path.realpath(str(PYTHON)) == stamp["python"]
        chosen = os.environ.get("GLUCELL_PYTHON")
        if sound and chosen:
            answer = probe([chosen])
            sound = bool(answer) and os.path.realpath(answer[1]) == stamp["base"]
        return stamp if sound and not stamp["installing"] else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def write_stamp(stamp: dict) -> None:
    """Replace the stamp in one step, so that a killed set-up leaves no half of one."""
    aside = STAMP.with_suffix(".new")
    aside.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    os.replace(str(aside), str(STAMP))


def missing(layers, stamp: dict) -> list:
    """Return the layers that are not installed as their files now stand."""
    return [name for name in layers if stamp.get("layers", {}).get(name) != fingerprint(name)]


# Installing


@contextlib.contextmanager
def only_one():
    """Hold the lock against a second set-up; it frees itself when its holders die."""
    with open(str(LOCK), "a+") as handle:
        for attempt in range(10**9):
            try:
                if WINDOWS:
                    import msvcrt

                    handle.seek(0)
                    msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
                else:
                    import fcntl

                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if attempt == 0:
                    say("glucell: another start is setting up; waiting for it")
                time.sleep(0.5)
        yield handle


def phase(text: str, command, lock) -> None:
    """Run one step of the set-up and show its seconds; its output only when it fails."""
    begun, live = time.monotonic(), sys.stderr.isatty()
    # Neither another environment's modules nor a user's install target may mix with this one.
    foreign = ("PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "VIRTUAL_ENV")
    settings = {name: value for name, value in os.environ.items() if name not in foreign}
    say(f"glucell: {text} ...", end="")
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=settings,
            cwd=str(ROOT),
            # The step holds the lock too, should this process be killed before it.
            pass_fds=() if WINDOWS else (lock.fileno(),),
        )
        try:
            while process.poll() is None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=1)
                if live:
                    say(f"\rglucell: {text} ... {time.monotonic() - begun:.0f} s", end="")
        except KeyboardInterrupt:
            process.terminate()
            process.wait()
            say("")
            raise
        seconds = f" {time.monotonic() - begun:.1f} s"
        if process.returncode == 0:
            return say(f"\rglucell: {text} ...{seconds}" if live else seconds)
        say(" failed after" + seconds)
        if process.returncode < 0:
            raise InterruptedError(f"{text} was ended by signal {-process.returncode}")
        log.seek(0)
        lines = log.read().decode("utf-8", "replace").strip().splitlines()[-12:]
    raise Refusal(
        "\n".join("    " + line for line in lines)
        + f"\nglucell stopped while {text}, for the reason above; the same command tries again."
    )


def install(text: str, options, lock) -> None:
    """Install into the environment with uv, or with pip where uv is missing or fails."""
    uv = shutil.which("uv") or shutil.which("uv", path=os.path.expanduser("~/.local/bin"))
    if uv:
        with contextlib.suppress(Refusal):
            return phase(text, [uv, "pip", "install", "--python", PYTHON, *options], lock)
    pip = [PYTHON, "-I", "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    return phase(text, [*pip, *options], lock)


def make_environment(lock) -> dict:
    """Make an empty environment in place of any other and return its stamp."""
    base = find_interpreter()
    say(f"glucell: setting up, once, with {base}")
    if ENVIRONMENT.is_symlink() or ENVIRONMENT.is_file():
        ENVIRONMENT.unlink()
    elif ENVIRONMENT.exists():
        shutil.rmtree(str(ENVIRONMENT))
    phase("making .venv", [base, "-I", "-m", "venv", ENVIRONMENT], lock)
    python = os.path.realpath(str(PYTHON))
    return {"base": os.path.realpath(base), "python": python, "installing": None, "layers": {}}


def prepare(layers) -> None:
    """Make sure that the layers are installed as their requirement files now stand."""
    if not missing(layers, read_stamp()):
        return
    with only_one() as lock:
        stamp = read_stamp()  # another start may have done it meanwhile
        for name in missing(layers, stamp):
            stamp = stamp or make_environment(lock)
            stamp["layers"].pop(name, None)
            # Whoever kills the next steps leaves this note, and all is made anew; an extra that
            # fails in an orderly way, for want of a network, leaves the core usable.
            write_stamp(dict(stamp, installing=name))
            try:
                pinned = ["--require-hashes", "-r", ROOT / "requirements" / f"{name}.txt"]
                # The core brings what builds packages, in a pinned version too.
                pinned += ["--no-build-isolation"] if name != "core" else []
                install(f"installing {CONTENTS[name]}", pinned, lock)
                if name == "core":
                    itself = ["--no-deps", "--no-build-isolation", "-e", ROOT]
                    install("installing glucell", itself, lock)
            except Refusal:
                write_stamp(stamp)
                raise
            stamp["layers"][name] = fingerprint(name)
            write_stamp(stamp)


# Handing over


def hand_over(command) -> int:
    """Become the command, so that its exit code and signals are its own."""
    command = [str(part) for part in command]
    sys.stdout.flush()
    if not WINDOWS:
        os.execv(command[0], command)
    with contextlib.suppress(KeyboardInterrupt):
        return subprocess.call(command)
    return 130


def main(arguments) -> int:
    """Prepare what the subcommand needs, then hand over to it."""
    subcommand, *rest = arguments or ["--help"]
    layers = ["core"] + ([NEEDS[subcommand]] if subcommand in NEEDS else [])
    try:
        if subcommand in ("-h", "--help") and missing(layers, read_stamp()):
            sys.stdout.write(USAGE)
            return 0
        if subcommand == "install":
            unknown = [name for name in rest if name not in CONTENTS]
            if unknown:
                raise Refusal(f"`install` knows no {unknown[0]!r}, only {', '.join(CONTENTS)}.")
            layers += rest
        prepare(layers)
    except Refusal as refusal:
        say(str(refusal))
        return 2
    except OSError as error:
        say(f"glucell cannot make its environment in {ENVIRONMENT}: {error}.")
        return 2
    except KeyboardInterrupt:
        say("glucell: set-up interrupted; the same command begins it anew.")
        return 130
    if subcommand == "install":
        return 0
    if subcommand == "test":
        os.chdir(str(ROOT))
        return hand_over([PYTHON, "-m", "pytest", *rest])
    return hand_over([PROGRAMS / "glucell", subcommand, *rest])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
