"""A body on which acts are performed: doses become absolute, habits are layered, levels
resolved."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from experiments.protocol.acts import Act
from experiments.protocol.events import Bath, Drug, Meal, OralGlucose, PancreaticClamp
from experiments.protocol.fields import Level
from experiments.protocol.infusions import FATTY_ACID_PER_MILLILITER, RATES
from experiments.protocol.timeline import FOREVER
from experiments.protocol.times import DAY
from experiments.protocol.units import Amount, Unit, convert, unit

HELD = {"glucose": "mmol/l", "nefa": "umol/l"}
KCAL = 4.184
ENERGY_DENSITY = {"carbohydrate": 16.7, "fat": 37.7, "protein": 16.7}
"""Metabolizable energy of macronutrients, kJ/g."""


def absolute(dose: Amount, target: str, body: Any, substance: str | None = None) -> float:
    """A dose in an absolute unit, per-body units resolved with the body's size now."""
    sizes = {"body": body.weight, "surface": body.body_surface_area, "lean_mass": body.lean_mass}
    value, exponents = dose.value * dose.unit.factor, dict(dose.unit.dimension)
    for name, size in sizes.items():
        value *= size ** -exponents.pop(name, 0)
    if exponents.get("length") == 3 and unit(target).exponent(
        "amount"
    ):  # a volume of lipid emulsion
        del exponents["length"]
        exponents["amount"] = 1
        value *= FATTY_ACID_PER_MILLILITER * 1e3
    plain = Unit(dose.unit.text, 1.0, tuple(sorted(exponents.items())))
    return convert(value, plain, target, substance)


@dataclass
class Stage:
    """A body (or bath), the time of its time 0, and what is going on with it."""

    body: Any
    origin: float
    basal: dict[str, float] = field(default_factory=dict)
    running: dict[str, str] = field(default_factory=dict)
    layers: dict[str, Any] = field(default_factory=dict)
    base_habits: Any = None
    bath: Any = None
    bath_start: float = 0.0

    def __post_init__(self) -> None:
        if self.base_habits is None:
            self.base_habits = getattr(self.body, "habits", None)

    def branch(self, origin: float) -> "Stage":
        """An independent copy with another time 0."""
        bath = None if self.bath is None else self.bath.branch()
        body = self.body.branch() if bath is None else self.body
        return Stage(
            body,
            origin,
            {},
            dict(self.running),
            dict(self.layers),
            self.base_habits,
            bath,
            self.bath_start,
        )

    def twin(self) -> "Stage":
        """An independent copy that goes on as this one does."""
        copy = self.branch(self.origin)
        copy.basal = dict(self.basal)
        return copy

    @property
    def subject(self) -> Any:
        """What is simulated and measured: the body, or the bath its cells are in."""
        return self.body if self.bath is None else self.bath

    @property
    def time(self) -> float:
        """Minutes from time 0."""
        return float(self.subject.time - self.zero)

    @property
    def zero(self) -> float:
        """Time 0 of the protocol on the clock of what is simulated."""
        return self.origin if self.bath is None else -self.bath_start

    def to_state(self) -> dict[str, Any]:
        """What is going on and the body does not know, as plain data."""
        from sim.person import habits_to_json

        return {
            "time": self.time,
            "origin": self.origin,
            "basal": self.basal,
            "running": self.running,
            "layers": {key: spent for key, (_, spent) in self.layers.items()},
            "base_habits": habits_to_json(self.base_habits),
        }

    def from_state(self, state: Mapping[str, Any], events: Mapping[str, Any]) -> None:
        """Take up what ``to_state`` gave; ``events`` are the events by the key of their act."""
        from sim.person import habits_from_json

        self.basal, self.running = dict(state["basal"]), dict(state["running"])
        self.layers = {key: (events[key], spent) for key, spent in state["layers"].items()}
        self.base_habits = habits_from_json(state["base_habits"])

    @property
    def leaps(self) -> bool:
        """Whether the body leaps over days that are alike."""
        return self.bath is None and getattr(self.body, "leap", None) is not None

    def leapt(self) -> dict[str, float]:
        """How often, how many days and with what error the body leapt; empty if it does not."""
        return self.body.leap.summary() if self.leaps else {}

    def live_in_full(self) -> None:
        """Leap no more."""
        if self.leaps:
            self.body.leap = None

    def run_until(self, time: float, ahead: Callable[[], Any] | None = None) -> None:
        """Advance to a time (min from time 0); a body that leaps asks ``ahead`` how far days go
        on alike, and may come to a stop beyond that time."""
        minutes = time - self.time
        if minutes <= 1e-9:
            return
        if self.leaps and ahead is not None:
            self.body.run_until(self.body.time + minutes, ahead)
        else:
            self.subject.run_for(minutes)

    def perform(self, act: Act) -> None:
        """Perform one act now."""
        getattr(self, f"_{act.verb}")(act.key, act.data)

    def _sample_basal(self, key: str, _: object) -> None:
        """Remember the levels at time 0, for holds at or relative to "basal"."""
        if self.bath is None:
            self.basal = {name: float(self.body.value(name)) for name in HELD}

    # Food

    def _eat(self, key: str, meal: Meal) -> None:
        from experiments.subject.diets import composition

        grams = {part: 0.0 for part in ENERGY_DENSITY}
        extra = {"rapid_share": meal.rapid_share, "saturated_share": meal.saturated_share}
        if meal.energy is not None:
            eaten = composition(meal.diet, self.body.habits.diet)
            kilojoules = absolute(meal.energy, "kJ", self.body)
            for part in grams:
                grams[part] = kilojoules * eaten[part] / ENERGY_DENSITY[part]
            for name in extra:
                extra[name] = eaten[name] if extra[name] is None else extra[name]
        else:
            for part in grams:
                written = getattr(meal, part)
                grams[part] = 0.0 if written is None else absolute(written, "g", self.body)
        shares = {name: value for name, value in extra.items() if value is not None}
        self.body.eat(**grams, **shares, over=meal.over)

    def _drink(self, key: str, drink: OralGlucose) -> None:
        self.body.drink_glucose(absolute(drink.dose, "g", self.body, "glucose"), over=drink.over)

    def _fast(self, key: str, end: float) -> None:
        self.body.fast(
            until=self.origin + end if end < FOREVER else self.body.time + 400 * 365 * DAY
        )

    def _end_fast(self, key: str, _: object) -> None:
        self.body.fast(until=self.body.time)

    # Into the vein

    def _infuse(self, key: str, data: tuple[str, Amount, float | None]) -> None:
        substance, rate, saturated = data
        target, molar, _ = RATES[substance]
        self._start_infusion(key, substance, absolute(rate, target, self.body, molar), saturated)

    def _inject(self, key: str, data: tuple[str, Amount, float, float | None]) -> None:
        substance, dose, over, saturated = data
        target, molar, _ = RATES[substance]
        amount_unit = target.rpartition("/")[0]
        rate = absolute(dose, amount_unit, self.body, molar) / over
        self._start_infusion(key, substance, rate, saturated)

    def _start_infusion(
        self, key: str, substance: str, rate: float, saturated: float | None = None
    ) -> None:
        if key in self.running:
            self.body.stop_infusion(key)
        extra = {} if saturated is None else {"saturated_share": saturated}
        self.body.start_infusion(key, substance, rate, **extra)
        self.running[key] = "infusion"

    def _stop_infusion(self, key: str, _: object) -> None:
        if self.running.pop(key, None):
            self.body.stop_infusion(key)

    def _hold(self, key: str, data: tuple[str, Level]) -> None:
        quantity, target = data
        if key in self.running:
            self.body.stop_hold(key)
        self.body.start_hold(key, quantity, self.level(quantity, target))
        self.running[key] = "hold"

    def level(self, quantity: str, target: Level) -> float:
        """A level in the unit in which the body holds the quantity."""
        value = (
            0.0
            if target.value is None
            else convert(target.value.value, target.value.unit, HELD[quantity], quantity)
        )
        if not target.basal:
            return value
        basal = self.basal.get(quantity, float(self.body.value(quantity)))
        return basal * target.factor + value

    def _stop_hold(self, key: str, _: object) -> None:
        if self.running.pop(key, None):
            self.body.stop_hold(key)

    def _pancreatic_clamp(self, key: str, clamp: PancreaticClamp) -> None:
        from experiments.protocol.pancreas import begin_pancreatic_clamp

        begin_pancreatic_clamp(self, key, clamp)

    def _end_pancreatic_clamp(self, key: str, _: object) -> None:
        from experiments.protocol.pancreas import end_pancreatic_clamp

        end_pancreatic_clamp(self, key)

    # Parameters

    def _set_parameters(self, key: str, changes: dict[str, float]) -> None:
        self.subject.change_parameters(key, changes)
        self.running[key] = "parameters"

    def _dose_drug(self, key: str, data: tuple[Drug, float]) -> None:
        drug, strength = data
        if key in self.running:
            self.subject.restore_parameters(key)
        changes: dict[str, Any] = {}
        for effect in drug.effects:
            if effect.times is None:
                changes[effect.parameter] = effect.set_to
            else:
                changes[effect.parameter] = ("times", 1.0 + strength * (effect.times - 1.0))
        self.subject.change_parameters(key, changes)
        self.running[key] = "parameters"

    def _restore_parameters(self, key: str, _: object) -> None:
        if self.running.pop(key, None):
            self.subject.restore_parameters(key)

    # Movement and habits

    def _exercise(self, key: str, data: tuple[str, float, str]) -> None:
        mode, intensity, limb = data
        self.body.start_bout(key, mode=mode, intensity=intensity, limb=limb)
        self.running[key] = "bout"

    def _stop_exercise(self, key: str, _: object) -> None:
        if self.running.pop(key, None):
            self.body.stop_bout(key)

    def _change_habits(self, key: str, change: Any) -> None:
        self.layers[key] = (change, float(self.body.maintenance_energy()))
        self._renew_habits()

    def _restore_habits(self, key: str, _: object) -> None:
        if self.layers.pop(key, None) is not None:
            self._renew_habits()

    def _renew_habits(self) -> None:
        from experiments.subject.habits import layered

        self.body.live(layered(self.base_habits, list(self.layers.values())))

    # In vitro

    def _bathe(self, key: str, bath: Bath) -> None:
        from experiments.protocol.in_vitro import bathe

        bathe(self, bath)
