"""What a visitor can do to a body: small forms, and the events of a protocol they stand for."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from agents.declarations import UserError
from experiments.protocol.files import names_of
from experiments.subject.diets import load_diet

Table = dict[str, Any]


@dataclass(frozen=True)
class Form:
    """A small form: its fields, and how their values become an event and a text."""

    key: str
    title: str
    icon: str
    button: str
    fields: tuple[Mapping[str, Any], ...]
    build: Callable[[Mapping[str, Any]], tuple[Table, str]]


def choice(name: str, label: str, options: Mapping[str, str], value: str) -> Table:
    """Describe a field with a menu of (value: text)."""
    listed = [{"value": key, "text": text} for key, text in options.items()]
    return {"name": name, "label": label, "type": "choice", "options": listed, "value": value}


def number(name: str, label: str, unit: str, value: float, low: float, high: float, step: float):
    """Describe a field for a number with its unit and limits."""
    return {"name": name, "label": label, "type": "number", "unit": unit, "value": value,
            "low": low, "high": high, "step": step}  # fmt: skip


@cache
def menu() -> dict[str, Table]:
    """Return the meals on offer."""
    return tomllib.loads(Path(__file__).with_name("menu.toml").read_text(encoding="utf-8"))


def _meal(values: Mapping[str, Any]) -> tuple[Table, str]:
    dish = menu()[values["dish"]]
    table = {part: f"{dish[part]:g} g" for part in ("carbohydrate", "fat", "protein")}
    shares = {"rapid_share": f"{100 * dish['rapid']:g} %",
              "saturated_share": f"{100 * dish['saturated']:g} %"}  # fmt: skip
    return {"type": "meal", **table, **shares, "over": "15 min"}, str(dish["title"])


def _drink(values: Mapping[str, Any]) -> tuple[Table, str]:
    grams = values["grams"]
    return {"type": "oral_glucose", "dose": f"{grams:g} g"}, f"{grams:g} g of glucose drunk"


def _insulin(values: Mapping[str, Any]) -> tuple[Table, str]:
    dose, over = values["dose"], values["over"]
    table = {
        "type": "bolus",
        "substance": "insulin",
        "dose": f"{dose:g} U",
        "over": f"{over:g} min",
    }
    return table, f"{dose:g} U of insulin into a vein"


def _bout(values: Mapping[str, Any]) -> tuple[Table, str]:
    table = {"type": "exercise", "mode": values["mode"], "intensity": f"{values['intensity']:g} %",
             "duration": f"{values['minutes']:g} min", "limb": values["limb"]}  # fmt: skip
    where = "" if values["limb"] == "whole_body" else f" ({LIMBS[values['limb']]})"
    return table, f"{values['minutes']:g} min {values['mode']} exercise{where}"


def _training(values: Mapping[str, Any]) -> tuple[Table, str]:
    table = {
        "type": "training", "mode": values["mode"], "intensity": f"{values['intensity']:g} %",
        "session": f"{values['minutes']:g} min", "sessions_per_week": values["sessions"],
        "duration": f"{values['weeks']:g} weeks",
    }  # fmt: skip
    return table, f"{values['weeks']:g} weeks of {values['mode']} training"


def _diet(values: Mapping[str, Any]) -> tuple[Table, str]:
    table: Table = {"type": "diet", "diet": values["diet"]}
    text = load_diet(values["diet"]).title
    if values["energy"] != "own":
        table["energy"] = values["energy"]
        text += f", {ENERGY[values['energy']]}"
    return table, text


def _weight_loss(values: Mapping[str, Any]) -> tuple[Table, str]:
    table = {
        "type": "diet", "energy": f"-{values['deficit']:g} kcal/day",
        "until": f"weight falls by {values['kilograms']:g} kg", "limit": "104 weeks",
    }  # fmt: skip
    return table, f"{values['kilograms']:g} kg to be lost"


def _steps(values: Mapping[str, Any]) -> tuple[Table, str]:
    steps, days = values["steps"], values["days"]
    table: Table = {"type": "bed_rest"} if steps == 0 else {
        "type": "steps", "steps": f"{steps:g} steps/day"
    }  # fmt: skip
    table["duration"] = f"{days:g} days"
    return table, f"{days:g} days of " + ("bed rest" if steps == 0 else f"{steps:g} steps a day")


def _infusion(values: Mapping[str, Any]) -> tuple[Table, str]:
    rate, text = INFUSIONS[values["substance"]]
    table = {"type": "infusion", "substance": values["substance"], "rate": rate,
             "duration": f"{values['hours']:g} h"}  # fmt: skip
    return table, f"{values['hours']:g} h of {text} into a vein"


INFUSIONS = {
    "lipid": ("1.5 ml/min", "lipid emulsion (1.5 ml/min)"),
    "tnf_alpha": ("700 ng/m2/h", "TNF-alpha (700 ng/m²/h)"),
    "insulin": ("40 mU/m2/min", "insulin (40 mU/m²/min)"),
    "glucose": ("5 mg/kg/min", "glucose (5 mg/kg/min)"),
    "interleukin_6": ("30 ug/h", "IL-6 (30 ug/h)"),
}
MODES = {"aerobic": "aerobic", "resistance": "resistance", "mixed": "mixed",
         "eccentric": "eccentric"}  # fmt: skip
LIMBS = {"whole_body": "whole body", "left_leg": "left leg", "right_leg": "right leg",
         "legs": "both legs"}  # fmt: skip
ENERGY = {
    "own": "as the diet says",
    "maintenance": "keeping the weight",
    "+250 kcal/day": "250 kcal a day more",
    "+500 kcal/day": "500 kcal a day more",
    "+1000 kcal/day": "1,000 kcal a day more",
    "-500 kcal/day": "500 kcal a day less",
    "-750 kcal/day": "750 kcal a day less",
}
PASSING = {
    "60": "1 hour", "360": "6 hours", "1440": "1 day", "10080": "1 week", "40320": "4 weeks",
    "131040": "3 months", "525600": "1 year", "2628000": "5 years", "5256000": "10 years",
}  # fmt: skip
"""Lengths of time that may pass at once, min."""


@cache
def forms() -> dict[str, Form]:
    """Return all forms in the order of the page."""
    dishes = {key: f"{dish['title']}" for key, dish in menu().items()}
    diets = {name: load_diet(name).title for name in names_of("diet")}
    listed = (
        Form("meal", "Meal", "mdi-food-apple", "Eat",
             (choice("dish", "", dishes, "burger"),), _meal),
        Form("drink", "Oral glucose", "mdi-cup-water", "Drink",
             (number("grams", "", "g", 75, 5, 200, 5),), _drink),
        Form("bout", "Bout of exercise", "mdi-run", "Begin", (
            choice("mode", "", MODES, "aerobic"),
            choice("limb", "", LIMBS, "whole_body"),
            number("intensity", "at", "%", 65, 10, 100, 5),
            number("minutes", "for", "min", 45, 5, 240, 5)), _bout),
        Form("insulin", "Insulin", "mdi-needle", "Inject", (
            number("dose", "", "U", 2, 0.1, 20, 0.1),
            number("over", "within", "min", 10, 1, 240, 1)), _insulin),
        Form("diet", "Diet from now on", "mdi-silverware-fork-knife", "Change", (
            choice("diet", "", diets, "mediterranean"),
            choice("energy", "", ENERGY, "own")), _diet),
        Form("training", "Training program", "mdi-dumbbell", "Begin", (
            choice("mode", "", MODES, "aerobic"),
            number("sessions", "", "a week", 4, 1, 14, 1),
            number("minutes", "of", "min", 40, 10, 180, 5),
            number("intensity", "at", "%", 65, 10, 100, 5),
            number("weeks", "for", "weeks", 12, 1, 104, 1)), _training),
        Form("weight_loss", "Lose weight", "mdi-scale-bathroom", "Begin", (
            number("kilograms", "", "kg", 8, 1, 60, 1),
            number("deficit", "by", "kcal/d less", 750, 100, 2000, 50)), _weight_loss),
        Form("steps", "Sit or lie", "mdi-hotel", "Begin", (
            number("steps", "", "steps/d", 0, 0, 30000, 500),
            number("days", "for", "days", 7, 1, 365, 1)), _steps),
        Form("infusion", "Infusion", "mdi-iv-bag", "Begin", (
            choice("substance", "", {key: text for key, (_, text) in INFUSIONS.items()}, "lipid"),
            number("hours", "for", "h", 4, 0.5, 72, 0.5)), _infusion),
        Form("pass", "Let time pass", "mdi-fast-forward", "Go",
             (choice("minutes", "", PASSING, "10080"),), _nothing_done),
    )  # fmt: skip
    return {form.key: form for form in listed}


def _nothing_done(values: Mapping[str, Any]) -> tuple[Table, str]:
    raise UserError("Letting time pass is no event.")


def read_form(form: Form, given: Mapping[str, Any]) -> dict[str, Any]:
    """Check what a browser sent for a form; refuse it in a sentence."""
    values: dict[str, Any] = {}
    for field in form.fields:
        value = given.get(field["name"], field["value"])
        name = field["label"] or field["name"]
        if field["type"] == "choice":
            if value not in {option["value"] for option in field["options"]}:
                raise UserError(f"{form.title}: there is no choice {value!r} for {name}.")
        else:
            try:
                value = float(value)
            except (TypeError, ValueError):
                value = float("nan")
            if not field["low"] <= value <= field["high"]:
                raise UserError(
                    f"{form.title}: give a number from {field['low']:g} to {field['high']:g} "
                    f"{field['unit']}, not {given.get(field['name'])!r}."
                )
        values[field["name"]] = value
    return values
