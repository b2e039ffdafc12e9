"""Which panels a run gets: decided by what its protocol does, not by its name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from experiments.figures import (
    clamp,
    day,
    dose_response,
    life,
    oral_glucose,
    programs,
    recruitment,
    trajectories,
)
from experiments.figures.acute import curve_panel, fiber_panel, flux_panel
from experiments.figures.cells import response_panel
from experiments.figures.curves import BranchView, main_branches, readable, test_branches
from experiments.protocol.events import Bath, Bolus, Hold, Infusion, Meal, OralGlucose
from experiments.protocol.movement import Exercise

if TYPE_CHECKING:
    from experiments.figures.parts import Panel
    from experiments.output.results import Results
    from experiments.protocol.reading import LoadedProtocol

DAY = 1440.0
LONG = 3 * DAY
"""Protocols beyond this length (min) are drawn by what their tests measured."""
MOST_BRANCHES = 6
MOST_PANELS = 9
QUANTITY_TITLES = {
    "glucose": "Plasma glucose", "insulin": "Plasma insulin", "nefa": "Fatty acids (NEFA)",
    "egp": "Glucose output of the liver", "rd": "Disappearance of glucose",
    "glucose_infusion_rate": "Glucose infusion", "imcl": "Lipid in muscle (IMCL)",
}  # fmt: skip


def panels_of(results: Results) -> list[Panel]:
    """Return the panels of a run."""
    views = main_branches(results)[:MOST_BRANCHES]
    if not views:
        return cell_panels(main_branches(results, recorded=False)[:MOST_BRANCHES])
    length = max(view.end for view in views)
    if len(views) == 1 and life.fits(results, views[0]):
        return life.panels(results, views[0])
    if programs.fits(results):
        return programs.panels(results, views)
    if varies_intensity(results.protocol):
        return recruitment.panels(views, results.body)
    doses = dose_response.panels(results)
    if length > LONG:
        made = trajectories.panels(results)
        made += quantity_panels(results.protocol, views)[: max(5 - len(made), 0)]
        cells = response_panel(views)
        return (doses + made)[: MOST_PANELS - 1] + ([cells] if cells else [])
    tests = results.protocol.tests
    if tests and length <= 0.0:
        return (test_panels(results, 8 // len(tests)) + cell_panels(views)[:1])[:MOST_PANELS]
    made = doses + acute_panels(results.protocol, views, results.body)
    if doses:
        made = made[:6]
    return (made + test_panels(results, 2 if len(tests) > 1 else 3))[:MOST_PANELS]


def varies_intensity(protocol: LoadedProtocol) -> bool:
    """Tell whether the doses of a protocol are intensities of a bout."""
    series = protocol.model.series
    words = [] if series is None else series.sets.split(".")
    event = protocol.model.events.get(words[1]) if len(words) == 3 else None
    return isinstance(event, Exercise) and words[2] == "intensity"


def test_panels(results: Results, most: int) -> list[Panel]:
    """Return the first panels of each test, named after it."""
    made: list[Panel] = []
    for test, inner in results.protocol.tests.items():
        branches = test_branches(results, test)[:MOST_BRANCHES]
        if branches:
            name = (
                test.upper() if test in ("ogtt", "ivgtt") else test.replace("_", " ").capitalize()
            )
            first = acute_panels(inner, branches, results.body)[: max(most, 1)]
            made += [replace(panel, title=f"{name}: {lower(panel.title)}") for panel in first]
    return made


def cell_panels(views: list[BranchView]) -> list[Panel]:
    """Return the distributions of insulin response in every tissue."""
    tissues = ("muscle", "liver", "visceral_fat", "subcutaneous_fat")
    made = [response_panel(views, tissue) for tissue in tissues]
    return [panel for panel in made if panel is not None]


def lower(title: str) -> str:
    """Return a title as it goes on after a colon."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def acute_panels(protocol: LoadedProtocol, views: list[BranchView], body: Any) -> list[Panel]:
    """Return the panels of what acts within hours."""
    events = list(protocol.model.events.values())
    infused = {event.substance for event in events if isinstance(event, Infusion)}
    held = {event.quantity for event in events if isinstance(event, Hold)}
    if any(isinstance(event, Bath) for event in events):
        return quantity_panels(protocol, views)
    if "glucose" in held and "insulin" in infused:
        states = [name for name in measured(protocol) if "." in name]
        return clamp.panels(views, [name for name in states if name in views[0].series.columns])
    if any(isinstance(event, OralGlucose) for event in events):
        return oral_glucose.panels(views, with_normal=True)
    if any(isinstance(event, Meal) for event in events):
        return oral_glucose.panels(views, with_normal=False)
    if infused or held or any(isinstance(event, Bolus) for event in events):
        return intravenous_panels(views)
    end = max(view.end for view in views)
    if end >= 0.5 * DAY:
        return day.panels(views, body)
    work = recruitment.panels(views, body) if len(views) == 1 else []
    if end > 30.0 or work:
        return intravenous_panels(views) + work
    return sample_panels(protocol, views)


def intravenous_panels(views: list[BranchView]) -> list[Panel]:
    """Return the panels of what a bolus or an infusion does."""
    made = [
        curve_panel("Plasma glucose", views, "glucose"),
        curve_panel("Plasma insulin", views, "insulin", floor=0.0),
        flux_panel("Glucose fluxes", views, {"rd": "disap-\npearance", "egp": "liver\noutput"}),
        curve_panel("Fatty acids (NEFA)", views, "nefa", floor=0.0),
    ]
    more = (fiber_panel(views[0]), response_panel(views))
    return made + [panel for panel in more if panel is not None]


def sample_panels(protocol: LoadedProtocol, views: list[BranchView]) -> list[Panel]:
    """Return the panels of a single sample: the hours before it, and the cells."""
    start = float(views[0].series.index[0])
    wanted = ("glucose", "insulin", "nefa", "egp")
    made = [
        curve_panel(QUANTITY_TITLES[name], views, name, start=start, floor=0.0) for name in wanted
    ]
    more = (response_panel(views), response_panel(views, "liver"))
    return made + [panel for panel in more if panel is not None]


def quantity_panels(protocol: LoadedProtocol, views: list[BranchView]) -> list[Panel]:
    """Return a panel for each quantity that the protocol measures, those of the body first."""
    told = [name for name in measured(protocol) if name in views[0].series.columns]
    told.sort(key=lambda name: "." in name)
    return [
        curve_panel(QUANTITY_TITLES.get(name, readable(name)), views, name, start=0.0)
        for name in told[:5]
    ]


def measured(protocol: LoadedProtocol) -> list[str]:
    """Return the quantities that a protocol measures, in its order."""
    from experiments.protocol.sampling import state_of

    measures = protocol.model.measures.values()
    return list(dict.fromkeys(state_of(measure) for measure in measures if measure.quantity))
