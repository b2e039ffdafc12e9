"""Adipocytes across a leap: each leapt day they store, release, are born and die.

A day of a depot is one call of the adipocytes' own slow rule with a step of a day. What it is fed
with is measured on the day lived in full: how much each cell releases of what it holds, and how
much the depots together gain. What that long step misses of macrophages and GLUT4 is measured
too, and added. All cells draw on the same fatty acids, by the capacity they have that day.
"""

from __future__ import annotations

import numpy as np

from agents.adipocyte import FATTY_ACID_PER_KILOGRAM, AdipocyteQuarter
from agents.compiled import step_fraction
from agents.declarations import WIDTH

from ..passes import advance_fat_slowly
from ..tissue import Tissue
from .memory import DAY

LED = (
    "receptor_number", "receptor_kinase", "receptor_activity", "irs1", "pi3k", "akt",
    "glut4_surface_insulin", "tnf_alpha",
)  # fmt: skip
"""States that the daily step leaves alone; a leap extrapolates them."""

MISSED = ("macrophages", "glut4_total")
"""States of which a step of a day misses something."""

MOST_RELEASED = 4.0
"""Release without insulin is 1; sympathetic drive raises it, but no further than this."""


class Depot:
    """What is known of the adipocytes of one depot; arrays over (blocks, WIDTH) rows."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.arrays: dict[str, np.ndarray] = {}
        self.numbers: dict[str, float] = {}

    # --- the day lived in full

    def begin(self, body) -> None:
        """A period begins: note all states, with capacities that go with the lipid of now."""
        start = body.tissues[self.name].columns.flat.copy()
        advance(body, self.name, start, 0.0, 0.0)
        self.arrays["start"] = start
        self.arrays["inherited"] = np.zeros_like(body.tissues[self.name].columns.view("lipid"))

    def before_fate(self, columns) -> None:
        """A day within a period has ended: note what each cell holds (kg)."""
        self.arrays["held"] = columns.view("lipid") * columns.view("number")

    def after_fate(self, columns) -> None:
        """Cells have met their fate: note what each got of the dead or gave to newborns (kg)."""
        a = self.arrays
        before = padded(a.pop("held"), columns.blocks)
        got = columns.view("lipid") * columns.view("number") - before
        a["inherited"] = padded(a["inherited"], columns.blocks) + got

    def end(self, tissue: Tissue, days: float) -> None:
        """A period has ended, its cells have not met their fate yet: note what the depot gained."""
        columns, a = tissue.columns, self.arrays
        a["start"] = fitted(a["start"], columns)
        before = a["start"].reshape(-1, len(columns.table), WIDTH)
        self.numbers["net"] = (held(columns) - held_in(before, columns)) / days

    def mean_capacity(self, columns) -> float:
        """Return the storage capacity of the depot in the middle of the period."""
        before = self.arrays["start"].reshape(-1, len(columns.table), WIDTH)
        first = before[:, rows_of(columns)["storage_capacity"]]
        return 0.5 * float(np.sum(first) + np.sum(columns.view("storage_capacity")))

    def measure(self, body, per_capacity: float, days: float) -> None:
        """Find out what share of its capacity each cell released, and what a long step misses.

        ``per_capacity`` is what a unit of storage capacity took up in the period (mmol).
        """
        a, columns = self.arrays, body.tissues[self.name].columns
        before = a["start"].reshape(-1, len(columns.table), WIDTH)
        at = rows_of(columns)
        lived = (before[:, at["weight"]] > 0.0) & (columns.view("weight") > 0.0)
        lived &= columns.view("age") >= days
        first, last = before[:, at["lipid"]], columns.view("lipid")
        amount = columns.view("number") * FATTY_ACID_PER_KILOGRAM
        middle = 0.5 * (before[:, at["storage_capacity"]] + columns.view("storage_capacity"))
        inherited = padded(a["inherited"], columns.blocks) * FATTY_ACID_PER_KILOGRAM
        stored = per_capacity * middle + inherited
        released = np.where(lived, stored - (last - first) * amount, 0.0)
        able = 0.5 * DAY * days * (before[:, at["lipolysis_capacity"]]
                                   + columns.view("lipolysis_capacity"))  # fmt: skip
        able = np.where(lived, able, 0.0)
        typical = float(np.sum(released) / max(np.sum(able), 1e-12))
        self.numbers["typical"] = typical
        share = released / np.where(able > 0.0, able, 1.0)
        # a cell that gave or took lipid when others were born or died shows a share that is none
        known = (able > 0.0) & (share >= 0.0) & (share <= MOST_RELEASED)
        a["release"] = np.where(known, share, typical)
        trial = before.copy()
        for _ in range(round(days)):
            trial[:, at["lipolysis_sum"]] = a["release"] * DAY * trial[:, at["lipolysis_capacity"]]
            advance(body, self.name, trial.reshape(-1), per_capacity / days, DAY)
        missed = [columns.view(n) - trial[:, at[n]] for n in MISSED]
        a["missed"] = np.where(lived, missed, 0.0) / days
        a["led"] = np.array([columns.view(n) for n in LED])

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
        self._after_fate(body, n["typical"])

    def release(self, tissue: Tissue, day: int) -> float:
        """Set what each cell releases on a leapt day; return the depot's sum (mmol)."""
        columns, a = tissue.columns, self.arrays
        share = np.clip(a["release"] + day * a["release_slope"], 0.0, MOST_RELEASED)
        released = share * DAY * columns.view("lipolysis_capacity")
        columns.view("lipolysis_sum")[...] = released
        a["share"] = share
        return float(np.sum(released))

    def net(self, day: int) -> float:
        """Return what the depot is expected to gain on a leapt day (mmol)."""
        return self.numbers["net"] + day * self.numbers["net_slope"]

    def live(self, body, per_capacity: float) -> None:
        """Live a leapt day: store, release, grow, call macrophages; then meet fate."""
        columns = body.tissues[self.name].columns
        before = held(columns)
        advance(body, self.name, columns.flat, per_capacity, DAY)
        for at, name in enumerate(MISSED):
            columns.view(name)[...] += self.arrays["missed"][at]
        self.numbers["landed"] = held(columns) - before
        # a newborn copies the row of its mother, and with it what share of capacity is released
        columns.view("lipolysis")[...] = self.arrays["share"]
        if body.meet_fate(self.name):
            self._after_fate(body, body.tissues[self.name].columns.view("lipolysis").copy())

    def land(self, body) -> None:
        """End a leap: let the release of the last leapt day be seen."""
        columns = body.tissues[self.name].columns
        content = np.maximum(columns.view("lipid") * columns.view("number"), 1e-12)
        columns.view("lipolysis")[...] *= columns.view("lipolysis_capacity") / content

    def _after_fate(self, body, mothers: np.ndarray | float) -> None:
        """Let newborns release as their mothers do, and the dead nothing; let all store and
        release by the lipid that they have now."""
        a, columns = self.arrays, body.tissues[self.name].columns
        advance(body, self.name, columns.flat, 0.0, 0.0)
        for name in ("release", "release_slope", "missed"):
            a[name] = padded(a[name], columns.blocks)
        alive = columns.view("weight") > 0.0
        newborn = alive & (columns.view("age") == 0.0)
        a["release"] = np.where(newborn, mothers, np.where(alive, a["release"], 0.0))
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


def advance(body, depot: str, flat: np.ndarray, per_capacity: float, minutes: float) -> None:
    """Advance columns of a depot by one step of the adipocytes' slow rule.

    A step of no minutes brings capacities up to date with the lipid. Receptors stay as they are:
    they forget within a day and would follow its last hour.
    """
    p, b = body.parameters[depot], body.record
    now = AdipocyteQuarter(
        0.0,
        per_capacity,
        float(b["tone"]),
        max(minutes, 1.0),
        0.0,
        0.0,
        float(step_fraction(p["glut4_turnover_rate"], minutes)),
        float(step_fraction(p["macrophage_rate"], minutes)),
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
