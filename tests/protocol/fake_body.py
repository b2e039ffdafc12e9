"""A body of a few linear equations with exact solutions, for tests of the language alone.

It writes down everything that is done to it, answers like the real body, and costs nothing.
"""

import copy
import math

import numpy as np
import pandas as pd

from experiments.protocol.quantities import Catalog
from sim.person import Habits

UNITS = {
    "glucose": "mmol/L",
    "insulin": "pmol/L",
    "nefa": "umol/L",
    "egp": "umol/kg/min",
    "rd": "umol/kg/min",
    "glucose_infusion_rate": "umol/kg/min",
    "insulin_secretion": "pmol/min",
    "insulin_extraction": "1",
    "glucagon": "pg/ml",
    "weight": "kg",
    "lean_mass": "kg",
    "memory": "1",
    "muscle.akt": "1",
    "muscle.glucose_uptake": "mmol/kg/min",
    "muscle.diacylglycerol": "lean",
    "muscle.size": "lean",
    "liver.triglyceride": "mmol/kg",
}
CATALOG = Catalog(UNITS)
STATES = ("glucose", "insulin", "weight", "memory")
TAU = {"glucose": 20.0, "insulin": 10.0, "memory": 600.0}


class FakeDied(Exception):
    def __init__(self, time, cause):
        super().__init__(cause)
        self.time, self.cause = time, cause


class FakeTissue:
    """Ten cells that stand for one kilogram each."""

    def __init__(self, body, name):
        self.body, self.name = body, name
        self.weights = np.ones(10)
        self.states = (
            "akt",
            "glucose_uptake",
            "diacylglycerol",
            "size",
            "fiber_type",
            "region",
            "zone",
        )

    @property
    def agents(self):
        return list(range(10))

    def column(self, state):
        place = np.arange(10.0)
        return {
            "akt": self.body.values["insulin"] / 600.0 * (place + 1) / 5.5,
            "glucose_uptake": 0.01 * self.body.values["insulin"] / 60.0 * (place + 1) / 5.5,
            "diacylglycerol": 1.0 + place / 10.0,
            "triglyceride": 10.0 + place,
            "size": np.ones(10),
            "fiber_type": place % 3,
            "region": place % 3,
            "zone": place / 10.0,
        }[state]


class FakeBody:
    lean_mass = 55.0
    body_surface_area = 1.8

    def __init__(self, weight=70.0, deadly_glucose=1.0):
        self.time = 0.0
        self.values = {"glucose": 5.0, "insulin": 60.0, "weight": weight, "memory": 0.0}
        self.habits = Habits()
        self.log = []
        self.infusions, self.holds, self.bouts, self.changes = {}, {}, {}, {}
        self.fasting_until = -math.inf
        self.every = 0.0
        self.rows = []
        self.deadly_glucose = deadly_glucose
        self.tissues = {name: FakeTissue(self, name) for name in ("muscle", "liver")}
        self.parameters = {"pancreas": {"glucagon_volume": 10.0, "glucagon_rate": 0.1}}

    @property
    def weight(self):
        return self.values["weight"]

    def note(self, *what):
        self.log.append((self.time, *what))

    # time

    def run_until(self, end):
        while self.time < end - 1e-9:
            target = end
            if self.every:
                target = min(end, (math.floor(self.time / self.every + 1e-9) + 1) * self.every)
            self._advance(target - self.time)
            if self.every and abs(self.time / self.every - round(self.time / self.every)) < 1e-9:
                self.rows.append(self._row())
            if self.values["glucose"] < self.deadly_glucose:
                raise FakeDied(self.time, "glucose fell below 1 mmol/L")

    def run_for(self, minutes):
        self.run_until(self.time + minutes)

    def _advance(self, minutes):
        rate = sum(rate for substance, rate in self.infusions.values() if substance == "insulin")
        targets = {
            "insulin": 60.0 + rate / 1.0,
            "glucose": self.holds.get("glucose", 5.0 - 0.001 * max(rate, 0.0)),
            "memory": 1.0 if self.bouts else 0.0,
        }
        for name, target in targets.items():
            decay = math.exp(-minutes / TAU[name])
            self.values[name] = target + (self.values[name] - target) * decay
        energy = self.habits.diet.energy
        surplus = 0.0 if energy is None else energy - self.maintenance_energy()
        self.values["weight"] += surplus * minutes / 1440.0 / 32000.0
        self.time += minutes

    def _row(self):
        return {"time": self.time, **{name: self.value(name) for name in UNITS}}

    def maintenance_energy(self):
        return 10000.0

    # looking

    def value(self, name):
        if name in self.values:
            return self.values[name]
        parts = name.split(".")
        if len(parts) > 1:
            return float(self.tissues[parts[0]].column(parts[-1]).mean())
        insulin, weight = self.values["insulin"], self.values["weight"]
        return {
            "nefa": 400.0 * 60.0 / insulin,
            "egp": 11.0 * 60.0 / insulin,
            "rd": 11.0 * insulin / 60.0,
            "glucose_infusion_rate": 11.0 * (insulin / 60.0 - 60.0 / insulin),
            "insulin_secretion": 80.0,
            "insulin_extraction": 0.4,
            "glucagon": 70.0,
            "lean_mass": self.lean_mass,
            "weight": weight,
        }[name]

    def start_recording(self, every):
        self.every = every

    def series(self):
        frame = pd.DataFrame(self.rows, columns=["time", *UNITS])
        return frame.set_index("time")

    def branch(self):
        twin = copy.copy(self)
        for name in ("values", "log", "infusions", "holds", "bouts", "changes"):
            setattr(twin, name, copy.copy(getattr(self, name)))
        twin.rows = []
        twin.tissues = {name: FakeTissue(twin, name) for name in self.tissues}
        return twin

    # acting

    def eat(self, **meal):
        self.note("eat", meal)

    def drink_glucose(self, grams, over=5.0):
        self.note("drink", grams)
        self.values["glucose"] += grams / 75.0 * 3.0

    def fast(self, until):
        self.note("fast", until)
        self.fasting_until = max(self.fasting_until, until)

    def start_infusion(self, key, substance, rate, **more):
        assert key not in self.infusions
        self.infusions[key] = (substance, rate)
        self.note("infuse", key, substance, round(rate, 9), more)

    def stop_infusion(self, key):
        del self.infusions[key]
        self.note("stop", key)

    def start_hold(self, key, quantity, target):
        assert quantity not in self.holds
        self.holds[quantity] = target
        self.holds[key] = quantity
        self.note("hold", key, quantity, target)

    def stop_hold(self, key):
        del self.holds[self.holds.pop(key)]
        self.note("stop", key)

    def change_parameters(self, key, changes):
        assert key not in self.changes
        self.changes[key] = changes
        self.note("set", key, changes)

    def restore_parameters(self, key):
        del self.changes[key]
        self.note("restore", key)

    def start_bout(self, key, mode, intensity, limb):
        self.bouts[key] = (mode, intensity, limb)
        self.note("bout", key, mode, intensity, limb)

    def stop_bout(self, key):
        del self.bouts[key]
        self.note("stop", key)

    def live(self, habits):
        self.habits = habits
        self.note("live", habits.steps, habits.diet.energy)


def make(subject, *, cells, seed, parameters):
    body = FakeBody()
    body.note("born", dict(parameters), cells, seed)
    return body
