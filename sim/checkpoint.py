"""The state of a body on disk: one file, from which life goes on bit for bit.

The file is a NumPy archive (npz) that holds the arrays of the body and one entry of JSON text
with everything else; nothing in it is executed when it is read. It carries the version of the
format and a hash of the model whose equations the state was lived under. Functions that users
put on Mesa's schedule are not part of a state.
"""

from __future__ import annotations

import json
import math
import os
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from agents.adipocyte import Adipocyte
from agents.declarations import WIDTH, ParameterGroup, UserError
from agents.hepatocyte import Hepatocyte
from agents.model_hash import model_hash
from agents.muscle_fiber import MuscleFiber

from .agenda import Agenda
from .body_state import new_body_state
from .lattice import Lattice
from .leap import Leap
from .person import Person, habits_from_json, habits_to_json
from .recording import series_names
from .resampling import resample
from .step import Clocks
from .tissue import Tissue

if TYPE_CHECKING:
    from .body import Body

FORMAT = "glucell state"
VERSION = 1
"""Raised whenever older programs could not read the file any more."""

CELL_TYPES = {
    "muscle": MuscleFiber,
    "liver": Hepatocyte,
    "visceral_fat": Adipocyte,
    "subcutaneous_fat": Adipocyte,
}
LEAP = "leap/"
"""What names of arrays of the leap begin with."""

LATTICE_ARRAYS = ("sites", "field", "source", "capillaries")


def save(body: Body, path: str | Path) -> None:
    """Write the state of a body to ``path``; an older file is replaced only when all is written."""
    path = Path(path)
    arrays = {"record": body.record_array.view(np.float64)}
    for name, tissue in body.tissues.items():
        arrays[f"{name}.rows"] = tissue.rows
        arrays[f"{name}.cells"] = tissue.columns.flat
        for part in LATTICE_ARRAYS:
            arrays[f"{name}.{part}"] = getattr(tissue.lattice, part)
    if body.leap is not None:
        arrays |= {f"{LEAP}{name}": array for name, array in body.leap.arrays().items()}
    if body._recorded:
        arrays["recorded"] = np.vstack(body._recorded)
    text = json.dumps(_plain(body), default=lambda number: number.item())
    arrays["json"] = np.frombuffer(text.encode(), np.uint8)
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with aside.open("wb") as file:
            np.savez_compressed(file, **arrays)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
    except OSError as error:
        raise UserError(f"The state cannot be written to {path}: {error.strerror}.") from error
    finally:
        aside.unlink(missing_ok=True)


def load(path: str | Path, *, cells: int | None = None, accept_other_version: bool = False) -> Body:
    """Return the body of a state file, with another number of cells if ``cells`` is given.

    A state of another version of the model is refused unless ``accept_other_version``; it then
    goes on under the present equations and defaults, with new states at their initial values.
    """
    path = Path(path)
    arrays, data = _read(path)
    if data["model"] != model_hash() and not accept_other_version:
        raise UserError(
            f"The state in {path} was lived under another version of the model; "
            f"live it again with this one, or go on with it in the version that made it "
            f"(in Python, load(..., accept_other_version=True) takes it as it is)."
        )
    try:
        body = _build(arrays, data)
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(f"The state in {path} is incomplete or damaged ({error}).") from error
    if cells is not None and cells != body.cell_count:
        resample(body, cells)
    return body


def model_of(path: str | Path) -> str:
    """Return the hash of the model that a state was lived under."""
    return _read(Path(path))[1]["model"]


def _plain(body: Body) -> dict:
    """Return everything of a body that is not an array, as plain data."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "model": model_hash(),
        "body_states": list(body.record_array.dtype.names),
        "tissues": {name: _plain_tissue(tissue) for name, tissue in body.tissues.items()},
        "person": body.person.to_json(),
        "habits": habits_to_json(body.habits),
        "seed": body.seed,
        "cell_count": body.cell_count,
        "clocks": list(body.clocks),
        "steps_done": body.steps_done,
        "record_every": body.record_every,
        "fasting_until": body.fasting_until if math.isfinite(body.fasting_until) else None,
        "opening_stores": body.opening_stores,
        "changed_parameters": body.changed_parameters,
        "temporary": body.temporary,
        "drivers": body.drivers,
        "agenda": body.agenda.to_json(),
        "random": body.random.getstate(),
        "rng": body.rng.bit_generator.state,
        "leap": None if body.leap is None else body.leap.to_plain(),
    }


def _read(path: Path) -> tuple[dict[str, np.ndarray], dict]:
    """Return the arrays and the plain data of a state file, or say what is wrong with it."""
    no_state = f"{path} is not a state of a body: give a file that glucell has saved."
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        data = json.loads(arrays.pop("json").tobytes())
    except FileNotFoundError as error:
        raise UserError(f"There is no state file {path}.") from error
    except (OSError, ValueError, KeyError, AttributeError, EOFError, zipfile.BadZipFile) as error:
        raise UserError(no_state) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise UserError(no_state)
    if data["version"] != VERSION:
        raise UserError(
            f"The state in {path} has format {data['version']}; "
            f"this program reads format {VERSION}."
        )
    return arrays, data


def _build(arrays: dict[str, np.ndarray], data: dict) -> Body:
    """Put a body together from what ``save`` took apart."""
    from .body import Body

    body = object.__new__(Body)
    body.seed = data["seed"]
    body._join_mesa(body.seed)
    version, words, gauss = data["random"]
    body.random.setstate((version, tuple(words), gauss))
    body.rng.bit_generator.state = data["rng"]
    body.person = Person.from_json(data["person"])
    body.habits = habits_from_json(data["habits"])
    body.cell_count = data["cell_count"]
    body.clocks = Clocks(*data["clocks"])
    body.steps_done = data["steps_done"]
    body.time = body.steps_done * body.clocks.minutes
    body.record_every = data["record_every"]
    body.fasting_until = -math.inf if data["fasting_until"] is None else data["fasting_until"]
    body.opening_stores = data["opening_stores"]
    body.changed_parameters = data["changed_parameters"]
    body.temporary = data["temporary"]
    body.drivers = data["drivers"]
    body.agenda = Agenda.from_json(data["agenda"])
    body._groups = {
        name: group.record(body.changed_parameters)
        for name, group in ParameterGroup.registry.items()
    }
    body.leap = None
    if data.get("leap") is not None:
        kept = {n.removeprefix(LEAP): a for n, a in arrays.items() if n.startswith(LEAP)}
        body.leap = Leap.from_plain(data["leap"], kept)
    recorded = arrays.get("recorded", np.empty((0, 0)))
    body._recorded = [recorded] if recorded.shape[1] == len(series_names()) else []
    body.tissues = {
        name: _build_tissue(name, arrays, tissue) for name, tissue in data["tissues"].items()
    }
    body.record_array = new_body_state()
    for state, value in zip(data["body_states"], arrays["record"], strict=True):
        if state in body.record_array.dtype.names:
            body.record_array[state] = value
    body._apply_parameters({name for changes in body.temporary.values() for name in changes})
    body._bind()
    return body


def _plain_tissue(tissue: Tissue) -> dict:
    lattice = tissue.lattice
    return {
        "states": list(tissue.states),
        "capacity": tissue.columns.capacity,
        "newborn_lipid": tissue.newborn_lipid,
        "lean_surface": tissue.lean_surface,
        "lattice": {n: getattr(lattice, n) for n in ("across", "rows", "spacing")},
    }


def _build_tissue(name: str, arrays: dict[str, np.ndarray], data: dict) -> Tissue:
    """Put one tissue together; states that the file lacks keep their initial values."""
    lattice = object.__new__(Lattice)
    lattice.__dict__.update(data["lattice"])
    for part in LATTICE_ARRAYS:
        setattr(lattice, part, arrays[f"{name}.{part}"])
    tissue = Tissue(name, CELL_TYPES[name], data["capacity"], lattice)
    flat = arrays[f"{name}.cells"]
    tissue.columns.flat = tissue.columns.flat.astype(flat.dtype)
    saved = flat.reshape(tissue.columns.blocks, len(data["states"]), WIDTH)
    for at, state in enumerate(data["states"]):
        if state in tissue.states:
            tissue.columns.view(state)[...] = saved[:, at, :]
    tissue.rows = arrays[f"{name}.rows"]
    tissue.newborn_lipid = data["newborn_lipid"]
    tissue.lean_surface = data["lean_surface"]
    return tissue
