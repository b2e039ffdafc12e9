"""Adipocytes across a leap: each leapt day they store, release, are born and die.

A day of a depot is one call of the adipocytes' own slow rule with a step of a day. What it is fed
with is measured on the day lived in full: how much each cell releases of what it holds, and how
much the depots together gain. What that long step misses of macrophages and GLUT4 is measured
too, and added. All cells draw on the same fatty acids, by the capacity they have that day.
"""

from __future__ import annotations

import numpy as np

from agents.adipocyte import FATTY_ACID_PER_KILOGRAM, AdipocyteQuarter, storage_surface
from agents.compiled import step_fraction
from agents.declarations import WIDTH

from ..slow_step import advance_fat_slowly
from ..tissue import Tissue
from .memory import DAY

LED = (
    "receptor_number", "receptor_kinase", "receptor_activity", "irs1", "pi3k", "akt",
    "glut4_surface_insulin", "tnf_alpha",
)  # fmt: skip
"""States that the daily step leaves alone; a leap extrapolates them."""

MISSED = ("macrophages", "glut4_total")
"""States of which a step of a day misses something."""

MOST_RELEASED = 0.05
"""Share of its lipid that a cell may release in a day: twice what fasting and exercise drive."""

AN_OLD_DAY = 1.5
"""Age (d) from which a cell has lived through the measured day."""


class Depot:
    """What is known of the adipocytes of one depot; arrays over (blocks, WIDTH) rows."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.arrays: dict[str, np.ndarray] = {}
        self.numbers: dict[str, float] = {}

    # --- the day lived in full

    def begin(self, tissue: Tissue) -> None:
        """A period begins."""
        self.arrays["start"] = tissue.columns.flat.copy()

    def end(self, tissue: Tissue, days: float) -> None:
        """A period has ended, its cells have not met their fate yet: note what the depot gained."""
        columns, a = tissue.columns, self.arrays
        a["start"] = fitted(a["start"], columns)
        before = a["start"].reshape(-1, len(columns.table), WIDTH)
        self.numbers["net"] = (held(columns) - held_in(before, columns)) / days

    def mean_capacity(self, body) -> float:
        """Return the storage capacity of the depot in the middle of the period."""
        columns = body.tissues[self.name].columns
        before = self.arrays["start"].reshape(-1, len(columns.table), WIDTH)
        lipid = before[:, rows_of(columns)["lipid"]]
        return 0.5 * float(
            np.sum(capacity(body, self.name, lipid))
            + np.sum(capacity(body, self.name, columns.view("lipid")))
        )

    def measure(self, body, per_capacity: float, days: float) -> None:
        """Find out how much each cell released of what it held (1/d) and what a long step misses.

        ``per_capacity`` is what a unit of capacity stored in the period (mmol).
        """
        a, columns = self.arrays, body.tissues[self.name].columns
        before = a["start"].reshape(-1, len(columns.table), WIDTH)
        at = rows_of(columns)
        lived = (before[:, at["weight"]] > 0.0) & (columns.view("weight") > 0.0)
        lived &= columns.view("age") >= days
        first, last = before[:, at["lipid"]], columns.view("lipid")
        amount = columns.view("number") * FATTY_ACID_PER_KILOGRAM
        middle = 0.5 * (capacity(body, self.name, first) + capacity(body, self.name, last))
        released = np.where(lived, per_capacity * middle - (last - first) * amount, 0.0)
        content = np.where(lived, 0.5 * (first + last) * amount, 0.0)
        typical = np.sum(released) / max(np.sum(content), 1e-12) / days
        share = released / np.where(lived, content, 1.0) / days
        # a cell that gave or took lipid when others were born or died shows a share that is none
        a["release"] = np.where(lived & (share >= 0.0) & (share <= MOST_RELEASED), share, typical)
        trial = before.copy()
        for _ in range(round(days)):
            trial[:, at["lipolysis_sum"]] = a["release"] * trial[:, at["lipid"]] * amount
            advance_day(body, self.name, trial.reshape(-1), per_capacity / days)
        missed = [columns.view(n) - trial[:, at[n]] for n in MISSED]
        a["missed"] = np.where(lived, missed, 0.0) / days
        a["led"] = np.array([columns.view(n) for n in LED])
        # what a newborn of the coming midnight copies from its mother
        columns.view("lipolysis")[...] = a["release"] * FATTY_ACID_PER_KILOGRAM / DAY

    def forget(self) -> None:
        """Forget everything measured."""
        self.arrays.clear()
        self.numbers.clear()

    # --- the leapt days

    def set_off(self, body, days: int, days_apart: float | None) -> None:
        """Begin a leap: find slopes since the measurement ``days_apart`` ago, if there was one,
        and extrapolate what no leapt day moves."""
        a, columns = self.arrays, body.tissues[self.name].columns
        alive, age = columns.view("weight") > 0.0, columns.view("age")
        for name in ("release", "led"):
            a[name] = padded(a[name], columns.blocks)
            slope = np.zeros_like(a[name])
            if days_apart is not None:
                known = alive & (age > days_apart + 0.5)
                last = padded(a[f"last_{name}"], columns.blocks)
                slope = np.where(known, (a[name] - last) / days_apart, 0.0)
            a[f"last_{name}"], a[f"{name}_slope"] = a[name], slope
        a["missed"] = padded(a["missed"], columns.blocks)
        n = self.numbers
        n["net_slope"] = 0.0 if days_apart is None else (n["net"] - n["last_net"]) / days_apart
        n["last_net"] = n["net"]
        for at, name in enumerate(LED):
            now = columns.view(name)
            later = np.maximum(a["led"][at] + days * a["led_slope"][at], 0.3 * now)
            now[...] = np.where(alive & (age >= 2.0), later, now)
        self._after_fate(body)

    def release(self, tissue: Tissue, day: int) -> float:
        """Set what each cell releases on a leapt day; return the depot's sum (mmol)."""
        columns, a = tissue.columns, self.arrays
        share = np.clip(a["release"] + day * a["release_slope"], 0.0, MOST_RELEASED)
        released = share * columns.view("lipid") * columns.view("number") * FATTY_ACID_PER_KILOGRAM
        columns.view("lipolysis_sum")[...] = released
        return float(np.sum(released))

    def net(self, day: int) -> float:
        """Return what the depot is expected to gain on a leapt day (mmol)."""
        return self.numbers["net"] + day * self.numbers["net_slope"]

    def live(self, body, per_capacity: float) -> None:
        """Live a leapt day: store, release, grow, call macrophages; then meet fate."""
        columns = body.tissues[self.name].columns
        before = held(columns)
        advance_day(body, self.name, columns.flat, per_capacity)
        for at, name in enumerate(MISSED):
            columns.view(name)[...] += self.arrays["missed"][at]
        self.numbers["landed"] = held(columns) - before
        if body.meet_fate(self.name):
            self._after_fate(body)

    def _after_fate(self, body) -> None:
        """Let newborns release as their mothers do, whose row they copied, and the dead nothing;
        let all store by the lipid that they have now."""
        a, columns = self.arrays, body.tissues[self.name].columns
        columns.view("storage_capacity")[...] = capacity(body, self.name, columns.view("lipid"))
        for name in ("release", "release_slope", "missed"):
            a[name] = padded(a[name], columns.blocks)
        alive = columns.view("weight") > 0.0
        newborn = alive & (columns.view("age") == 0.0)
        as_mothers = columns.view("lipolysis") * DAY / FATTY_ACID_PER_KILOGRAM
        a["release"] = np.where(newborn, as_mothers, np.where(alive, a["release"], 0.0))
        a["release_slope"] = np.where(newborn | ~alive, 0.0, a["release_slope"])
        a["missed"] = np.where(newborn | ~alive, 0.0, a["missed"])

    def correct(self, body, leapt: float, since: float) -> float:
        """Put right what the depot gained in a leap; return the share by which it was off.

        What the last leapt day gained and what is measured ``since`` days later are taken to
        have drifted apart evenly.
        """
        n, columns = self.numbers, body.tissues[self.name].columns
        missed = (n["net"] - n["landed"]) * leapt / (leapt + since) * 0.5 * leapt
        share = missed / held(columns)
        columns.view("lipid")[...] *= 1.0 + share
        return float(share)


def rows_of(columns) -> dict[str, int]:
    """Return the place of each state in a block."""
    return {name: row for row, name in enumerate(columns.table.states)}


def held(columns) -> float:
    """Return the fatty acids that a depot holds (mmol)."""
    amount = columns.view("lipid") * columns.view("number")
    return float(np.sum(amount)) * FATTY_ACID_PER_KILOGRAM


def held_in(states: np.ndarray, columns) -> float:
    """Return the fatty acids that a depot held when its states were these."""
    at = rows_of(columns)
    amount = states[:, at["lipid"]] * states[:, at["number"]]
    return float(np.sum(amount)) * FATTY_ACID_PER_KILOGRAM


def capacity(body, depot: str, lipid: np.ndarray) -> np.ndarray:
    """Return the storage capacity of the cells of a depot with so much lipid each."""
    columns = body.tissues[depot].columns
    largest = np.maximum(columns.view("maximal_lipid"), 1e-9)
    surface = storage_surface.py_func(np.maximum(lipid, 1e-9), largest)
    affinity = body.parameters[depot]["storage_affinity"]
    return affinity * surface * columns.view("number") / body.record["lean_surface"]


def advance_day(body, depot: str, flat: np.ndarray, per_capacity: float) -> None:
    """Advance columns of a depot by one step of a day of the adipocytes' slow rule.

    Receptors stay as they are: they forget within a day and would follow its last hour.
    """
    p, b = body.parameters[depot], body.record
    now = AdipocyteQuarter(
        0.0,
        per_capacity,
        float(b["tone"]),
        DAY,
        0.0,
        0.0,
        float(step_fraction(p["glut4_turnover_rate"], DAY)),
        float(step_fraction(p["macrophage_rate"], DAY)),
        float(b["lean_surface"]),
    )
    advance_fat_slowly(flat, now, p)


def fitted(flat: np.ndarray, columns) -> np.ndarray:
    """Return columns of a time before rows were added, with free rows where they are now."""
    room = np.zeros(columns.flat.size)
    room[: flat.size] = flat
    return room


def padded(array: np.ndarray, blocks: int) -> np.ndarray:
    """Return an array over (…, blocks, WIDTH) with zeros for blocks that came later."""
    short = blocks - array.shape[-2]
    if not short:
        return array
    return np.concatenate([array, np.zeros((*array.shape[:-2], short, WIDTH))], axis=-2)
