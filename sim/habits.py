"""How ordinary days go: waking, meals, steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agents.declarations import UserError

from .person import Diet, Habits

if TYPE_CHECKING:
    from .agenda import Agenda
    from .step import Clocks

GRAM_GLUCOSE = 1.0 / 0.18016
"""mmol of glucose in a gram."""
GRAM_FAT = 3.484
"""mmol of fatty acid in a gram of triglyceride."""
GRAM_PROTEIN = 17.0
"""kJ in a gram of protein."""
REFERENCE_STEPS = 8000.0
REFERENCE_FIBER = 20.0


class DailyLife:
    """The part of a body that plans and lives its habits."""

    habits: Habits
    agenda: Agenda
    clocks: Clocks
    time: float
    fasting_until: float
    record: Any
    _groups: dict[str, Any]

    def _plan_day(self, midnight: float) -> None:
        """Put the day's waking, sleep and meals on the agenda."""
        habits = self.habits
        self._live_by_habits()
        self.agenda.add(midnight + habits.sleep_end, "wake", awake=1.0)
        self.agenda.add(midnight + habits.sleep_start, "wake", awake=0.0)
        for index, time in enumerate(habits.meal_times):
            self.agenda.add(midnight + time, "habitual_meal", share=habits.meal_shares[index])

    def _live_by_habits(self) -> None:
        """Let activity and inherited tone follow the habits."""
        self.record["activity"] = self.habits.steps / REFERENCE_STEPS
        load = self.habits.diet.inflammatory_load
        tone = float(self._groups["genes"][0]["inflammatory_tone"])
        self.record["tone"] = tone * (1.0 + 0.15 * (load - 1.0))
        self.record["eating_saturated_share"] = self.habits.diet.saturated_share

    def _wake(self, awake: float) -> None:
        self.record["awake"] = awake

    def daily_intake(self) -> float:
        """Return the energy of today's meals in kJ: the diet's, or what is spent."""
        diet = self.habits.diet
        spent = self.maintenance_energy()
        base = spent if diet.energy is None else diet.energy
        return max(base + self.habits.energy_change, 0.0)

    def maintenance_energy(self) -> float:
        """Return the energy (kJ/d) that the days of late have cost."""
        return float(self.record["expenditure_mean"]) * 1440.0

    def _habitual_meal(self, share: float) -> None:
        if self.time < self.fasting_until - 1e-9:
            return
        energy = self.daily_intake() * share
        if energy > 0.0:
            self._eat_energy(energy, self.habits.diet, 20.0)

    def _eat_energy(self, energy: float, diet: Diet, over: float) -> None:
        """Eat ``energy`` kJ of a diet in ``over`` minutes."""
        e = self._groups["energy"][0]
        carbohydrate = energy * diet.carbohydrate / e["glucose_energy"]
        fat = energy * diet.fat / e["fatty_acid_energy"]
        protein = energy * diet.protein
        rapid = diet.rapid_share / (1.0 + 0.01 * max(diet.fiber - REFERENCE_FIBER, 0.0))
        self._swallow(carbohydrate * rapid, carbohydrate * (1.0 - rapid), fat, protein,
                      diet.saturated_share, over)  # fmt: skip

    def _swallow(self, rapid, slow, fat, protein, saturated_share, over) -> None:
        """Eat amounts (mmol, mmol, mmol fatty acid, kJ) at a constant rate for ``over`` min."""
        steps = max(round(over / self.clocks.minutes), 1)
        over = steps * self.clocks.minutes
        rates = {
            "eating_rapid": rapid / over,
            "eating_slow": slow / over,
            "eating_fat": fat / over,
            "eating_protein": protein / over,
        }
        self._change_rates(rates)
        if fat > 0.0:
            self.record["eating_saturated_share"] = saturated_share
        ending = {name: -rate for name, rate in rates.items()}
        self.agenda.add(self.time + over, "change_rates", rates=ending)

    def _change_rates(self, rates: dict[str, float]) -> None:
        """Add to rates of the record; what rounding leaves near zero becomes zero."""
        for name, change in rates.items():
            value = float(self.record[name]) + change
            self.record[name] = 0.0 if abs(value) < 1e-9 else value

    def eat(self, *, carbohydrate=0.0, fat=0.0, protein=0.0, rapid_share=0.6,
            saturated_share=0.35, over=15.0) -> None:  # fmt: skip
        """Eat a meal of grams of carbohydrate, fat and protein within ``over`` minutes."""
        for name, amount in (("carbohydrate", carbohydrate), ("fat", fat), ("protein", protein)):
            if not 0.0 <= amount <= 2000.0:
                raise UserError(f"A meal needs 0 to 2000 g of {name}, not {amount:g} g.")
        glucose = carbohydrate * GRAM_GLUCOSE
        self._swallow(glucose * rapid_share, glucose * (1.0 - rapid_share), fat * GRAM_FAT,
                      protein * GRAM_PROTEIN, saturated_share, over)  # fmt: skip

    def drink_glucose(self, grams: float, over: float = 5.0) -> None:
        """Drink a glucose solution."""
        self.eat(carbohydrate=grams, rapid_share=1.0, over=over)

    def fast(self, until: float) -> None:
        """Skip habitual meals before a time (min)."""
        self.fasting_until = max(self.fasting_until, until)
