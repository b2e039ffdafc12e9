"""What can be done to a body: infusions, holds, drugs, bouts, new habits."""

from __future__ import annotations

import numpy as np

from agents.declarations import UserError, parameters, suggest, unknown

from .energy import bout_drive
from .exercise import BOUT_MODES, LIMBS, bout_power, recruit
from .habits import DailyLife
from .person import Habits
from .tissue import Tissue

INFUSIONS = {
    "glucose": "glucose_infusion",
    "insulin": "insulin_infusion",
    "lipid": "lipid_infusion",
    "glucagon": "glucagon_infusion",
    "tnf_alpha": "tnf_alpha_infusion",
    "interleukin_6": "interleukin_6_infusion",
    "amino_acids": "amino_acid_infusion",
}
"""Substances and the rate of the record that carries them (amino acids: g/min in, kJ inside)."""

HOLDS = {"glucose": "glucose_hold", "nefa": "nefa_hold"}


class Actions(DailyLife):
    """Immediate actions; whoever plans an experiment calls them at the right times."""

    drivers: dict[str, dict]
    changed_parameters: dict[str, float]
    temporary: dict[str, dict]
    tissues: dict[str, Tissue]

    def _claim(self, key: str, kind: str, values: dict) -> None:
        if key in self.drivers:
            raise UserError(f"Something called {key!r} is already acting on this body.")
        self.drivers[key] = {"kind": kind, **values}

    def _release(self, key: str, kind: str) -> dict:
        if self.drivers.get(key, {}).get("kind") != kind:
            raise UserError(f"No {kind} called {key!r} is acting on this body.")
        return self.drivers.pop(key)

    def start_infusion(
        self, key: str, substance: str, rate: float, *, saturated_share: float = 0.15
    ) -> None:
        """Infuse a substance at a rate: glucose, lipid mmol/min; insulin pmol/min; others
        ng/min; amino acids g/min. Infusions of one substance add up."""
        if substance not in INFUSIONS:
            raise unknown("substance for infusion", substance, INFUSIONS)
        if not 0.0 <= rate < 1e9:
            raise UserError(f"The rate of an infusion must not be negative, not {rate:g}.")
        if substance == "amino_acids":
            rate *= 17.0
        self._claim(key, "infusion", {"rate": rate, "substance": substance})
        self._change_rates({INFUSIONS[substance]: rate})
        if substance == "lipid":
            self.record["lipid_infusion_saturated_share"] = saturated_share

    def stop_infusion(self, key: str) -> None:
        """End an infusion."""
        old = self._release(key, "infusion")
        self._change_rates({INFUSIONS[old["substance"]]: -old["rate"]})

    def start_hold(self, key: str, quantity: str, target: float) -> None:
        """Hold glucose (mmol/L) or NEFA (umol/L) by feedback infusion, as in a clamp."""
        if quantity not in HOLDS:
            raise unknown("quantity to hold", quantity, HOLDS)
        if not target > 0.0:
            raise UserError(f"{quantity} can only be held at a positive value.")
        if self.record[HOLDS[quantity]] > 0.0:
            raise UserError(f"{quantity} is already held by another clamp.")
        self._claim(key, "hold", {"quantity": quantity})
        self.record[HOLDS[quantity]] = target

    def stop_hold(self, key: str) -> None:
        """End a hold."""
        self.record[HOLDS[self._release(key, "hold")["quantity"]]] = 0.0

    def change_parameters(self, key: str, changes: dict) -> None:
        """Change parameters for now: ``{name: value}`` or ``{name: ("times", factor)}``."""
        declared = parameters()
        for name, change in changes.items():
            if name not in declared:
                raise unknown("parameter", name, declared)
            factor = isinstance(change, tuple | list)
            value = self._base(name) * change[1] if factor else change
            declared[name].check(value)
        if key in self.temporary:
            raise UserError(f"Parameters are already changed under the name {key!r}.")
        self.temporary[key] = {
            n: list(c) if isinstance(c, tuple) else c for n, c in changes.items()
        }
        self._apply_parameters(changes)

    def restore_parameters(self, key: str) -> None:
        """Undo a change of parameters."""
        if key not in self.temporary:
            near = ", ".join(suggest(key, self.temporary)) or "none"
            raise UserError(f"No parameters are changed under the name {key!r} (near: {near}).")
        self._apply_parameters(self.temporary.pop(key))

    def _base(self, name: str) -> float:
        return self.changed_parameters.get(name, parameters()[name].default)

    def _apply_parameters(self, names) -> None:
        """Write the values in force: the base, then every change in order."""
        for name in names:
            value = self._base(name)
            for changes in self.temporary.values():
                if name in changes:
                    change = changes[name]
                    value = value * change[1] if isinstance(change, list | tuple) else change
            group, short = name.split(".", 1)
            self._groups[group][short] = parameters()[name].check(value)

    def start_bout(self, key: str, *, mode: str = "aerobic", intensity: float = 65.0,
                   limb: str = "whole_body") -> None:  # fmt: skip
        """Begin a bout of exercise at an intensity in % of maximum."""
        if mode not in BOUT_MODES:
            raise unknown("mode of exercise", mode, BOUT_MODES)
        if limb not in LIMBS:
            raise unknown("limb", limb, LIMBS)
        if not 0.0 < intensity <= 200.0:
            raise UserError(f"The intensity of a bout must lie in 0 to 200 %, not {intensity:g}.")
        for other, driver in self.drivers.items():
            if driver["kind"] == "bout" and not LIMBS[limb].isdisjoint(LIMBS[driver["limb"]]):
                raise UserError(f"The bout {other!r} already drives that limb.")
        self._claim(key, "bout", {"mode": mode, "intensity": intensity, "limb": limb})
        self._contract()

    def stop_bout(self, key: str) -> None:
        """End a bout."""
        self._release(key, "bout")
        self._contract()

    def _contract(self) -> None:
        """Recruit the fibers of all bouts in force."""
        bouts = [d for d in self.drivers.values() if d["kind"] == "bout"]
        muscle = self.tissues["muscle"]
        working = recruit(muscle, bouts, self._groups["muscle"][0])
        self.record["muscle_lipid_uptake"] = np.average(
            muscle.column("lipid_uptake"), weights=muscle.weights
        )
        resting = self.record["adrenergic"] - self._bout_drive()
        self.record["bout_intensity"] = working
        self.record["bout_power"] = bout_power(self, bouts)
        self.record["adrenergic"] = max(resting + self._bout_drive(), 0.0)

    def _bout_drive(self) -> float:
        """Return the drive of the bouts now on lipolysis."""
        p = self._groups["energy"][0]
        return bout_drive(
            float(self.record["bout_intensity"]),
            float(self.record["lactate"]),
            float(p["bout_sympathetic_gain"]),
            float(p["bout_sympathetic_half"]),
            float(p["lactate_half_restraint"]),
        )

    def live(self, habits: Habits) -> None:
        """Change habits from now on; today's remaining meals follow the new diet."""
        self.habits = habits
        self._live_by_habits()
