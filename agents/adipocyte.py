"""The adipocyte: stores fatty acids, releases them, outgrows its oxygen, calls macrophages.

Uptake goes with the cell's surface and stops as the cell nears the largest size its genes allow
[Soula2013]; lipolysis goes with the surface of its droplet and is restrained by insulin at low
concentrations [Conte2012]. What full cells cannot take spills over to muscle and liver. A cell near
its limit is short of oxygen, attracts macrophages and, with them, fills its neighborhood with
TNF-alpha [Weisberg2003]. Cells die and are born: about 10 % are renewed each year [Spalding2008].
Visceral and subcutaneous adipocytes obey the same rule with parameters of their own; visceral ones
drain into the portal vein.
"""

from __future__ import annotations

from collections import namedtuple

from . import insulin_signaling as signaling
from .cell import Cell
from .compiled import cube_root, equation, relax
from .declarations import (
    ParameterGroup,
    State,
    StateTable,
    offset_tuple,
    parameter,
    redeclare,
)
from .inflammation import INFLAMMATION_PARAMETERS, advance_inflammation

# fmt: off
ADIPOCYTE_PARAMETERS = (
    # the lipid of an adipocyte lies in its droplet: neither diacylglycerol nor ceramide acts
    *redeclare(
        [p for p in signaling.SHARED_PARAMETERS if "acylglycerol" not in p.name
         and "ceramide" not in p.name],
        tnf_alpha_half_inhibition=(60.0, "Plomgaard2005"),
    ),
    *INFLAMMATION_PARAMETERS,
    parameter("lean_lipid", 0.5, "ug", (0.05, 3.0), "Anthanont2017",
              "mean lipid per adipocyte of a lean person", calibrated="D13"),
    parameter("small_cell_share", 0.5, "1", (0.0, 0.9), "McLaughlin2014",
              "share of small cells in the bimodal size distribution"),
    parameter("small_cell_lipid", 0.12, "1", (0.01, 1.0), "McLaughlin2014",
              "lipid of a small cell relative to the mean of the large ones"),
    parameter("lipid_variation", 0.35, "1", (0.05, 1.0), "McLaughlin2014",
              "coefficient of variation of lipid within the small and the large cells"),
    parameter("maximal_lipid", 1.5, "ug", (0.2, 10.0), "Soula2013",
              "lipid at which uptake is halved: the expandability of an average genome",
              calibrated="E5, D13"),
    parameter("storage_affinity", 1.0, "1", (0.1, 10.0), "Frayn2002",
              "uptake per surface relative to subcutaneous cells", calibrated="H12"),
    parameter("lipolysis_rate", 8.9e-6, "1/min", (1e-7, 1e-3), "Karpe2011",
              "release of stored fatty acids without insulin", calibrated="A5"),
    parameter("lipolysis_minimum", 0.075, "1", (0.0, 1.0), "Conte2012",
              "share of lipolysis that full signal leaves", calibrated="C3"),
    parameter("lipolysis_half_signal", 0.235, "1", (0.01, 1.0), "Conte2012",
              "signal that halves the rest", calibrated="A3, C3"),
    parameter("adrenergic_gain", 1.3, "1", (0.0, 20.0), "Romijn1993",
              "gain of lipolysis with the sympathetic drive of exercise and fasting; "
              "in visceral fat set by hand for H12"),
    parameter("glucose_uptake_capacity", 0.018, "mmol/kg/min", (0.0005, 1.0), "Nyman2011",
              "glucose uptake per kg of lean fat with all GLUT4 at the surface"),
    parameter("glucose_half_uptake", 5.0, "mmol/L", (0.5, 50.0), "Nyman2011",
              "glucose at half-maximal uptake"),
    parameter("glut4_basal_surface", 0.05, "1", (0.0, 1.0), "Govers2004",
              "surface share of GLUT4 without insulin"),
    parameter("glut4_insulin_surface", 0.75, "1", (0.0, 1.0), "Govers2004",
              "further surface share of GLUT4 under full signal"),
    parameter("glut4_translocation_rate", 0.1, "1/min", (0.005, 1.0), "Coster2004",
              "rate at which surface GLUT4 follows the signal"),
    parameter("glut4_turnover_rate", 5e-5, "1/min", (1e-6, 0.01), "Frittitta1994",
              "adaptation of GLUT4 content"),
    parameter("glut4_fullness_loss", 2.8, "1", (0.0, 20.0), "Frittitta1994",
              "loss of GLUT4 content as cells fill", calibrated="D10"),
    parameter("turnover_rate", 0.1, "1/y", (0.0, 2.0), "Spalding2008",
              "adipocytes that die each year"),
    parameter("recruitment_rate", 0.12, "1/y", (0.0, 5.0), "Spalding2008",
              "new adipocytes per cell and year under full storage pressure",
              calibrated="D13, H12"),
    parameter("recruitment_onset", 0.45, "1", (0.0, 1.0), "Spalding2008",
              "mean fullness of a depot at which precursors are recruited",
              calibrated="D13"),
    parameter("newborn_lipid", 0.05, "ug", (0.001, 1.0), "McLaughlin2014",
              "lipid of a newborn adipocyte"),
    parameter("receptor_variation", 0.25, "1", (0.0, 1.0), "Norris2021",
              "coefficient of variation of receptor number between adipocytes",
              calibrated="D11"),
    parameter("glut4_variation", 0.25, "1", (0.0, 1.0), "Norris2021",
              "coefficient of variation of GLUT4 content", calibrated="D11"),
)

VISCERAL = ParameterGroup(
    "visceral_fat",
    *redeclare(
        ADIPOCYTE_PARAMETERS,
        lean_lipid=(0.35, "Anthanont2017"),
        storage_affinity=(1.35, "Frayn2002"),
        maximal_lipid=(2.0, "Soula2013"),
        lipolysis_rate=(1.12e-5, "Nielsen2004"),
        lipolysis_half_signal=(0.33, "Mittelman2002"),
        macrophages_recruited=(8.2, "Weisberg2003"),
        adrenergic_gain=(2.4, "Richelsen1991"),
    ),
)
SUBCUTANEOUS = ParameterGroup("subcutaneous_fat", *ADIPOCYTE_PARAMETERS)
# fmt: on

ADIPOCYTE_STATES = StateTable(
    "adipocyte",
    *signaling.SHARED_STATES,
    State("lipolysis", "mmol/kg/min", "slow", "release of fatty acids per kg of its fat", 0.0),
    State("lipolysis_sum", "mmol", "fast", "fatty acids released since the last slow step"),
    State("lipolysis_capacity", "mmol/min", "slow", "release without insulin", 0.0),
    State("storage_capacity", "1", "slow", "uptake of fatty acids, lean depot = 1 in sum", 0.0),
    State("glut4_total", "lean", "slow", "GLUT4 content", 1.0),
    State("glut4_at_birth", "lean", "fixed", "GLUT4 content of a lean cell", 1.0),
    State("glut4_surface_insulin", "share", "fast", "surface GLUT4", 0.05),
    State("glut4_membrane", "lean", "slow", "GLUT4 at the surface", 0.05),
    State("glucose_capacity", "mmol/min", "slow", "glucose uptake with all GLUT4 out", 0.0),
    State("lipid", "ug", "slow", "stored triglyceride", 0.5),
    State("maximal_lipid", "ug", "fixed", "lipid at which uptake is halved", 1.5),
    State("fullness", "1", "slow", "lipid relative to the maximum", 0.3),
    State("diameter", "um", "slow", "cell diameter", 90.0),
    State("hypoxia", "1", "slow", "stress of outgrown oxygen supply", 0.0),
    State("macrophages", "1", "slow", "macrophages around the cell", 0.1),
    State("tnf_source", "pg/ml/min", "slow", "local secretion of TNF-alpha", 0.1),
    State("interleukin_6_source", "pg/ml/min", "slow", "local secretion of IL-6", 0.1),
    State("number", "1e9", "fate", "adipocytes that this agent stands for", 0.0),
    State("weight", "1", "fate", "1 alive, 0 free row", 0.0),
    State("age", "d", "fate", "age since recruitment", 0.0),
    read_each_minute=(
        *signaling.READ_EACH_MINUTE, "lipolysis_capacity", "glucose_capacity", "weight",
    ),
)  # fmt: skip

ADIPOCYTE = offset_tuple("AdipocyteOffsets", ADIPOCYTE_STATES.states)

AdipocyteMinute = namedtuple("AdipocyteMinute", [
    "occupancy", "adrenergic", "glucose_factor", "receptor_fraction", "akt_fraction",
    "glut4_fraction", "minutes",
])  # fmt: skip
"""What an adipocyte meets in one fast step."""

AdipocyteQuarter = namedtuple("AdipocyteQuarter", [
    "occupancy", "stored_per_capacity", "tone", "minutes", "receptor_fraction",
    "kinase_fraction", "glut4_fraction", "macrophage_fraction", "lean_surface",
])  # fmt: skip
"""What an adipocyte meets in one slow step."""

FATTY_ACID_PER_KILOGRAM = 3484.0
"""Fatty acid in 1 kg of triglyceride, mmol (0.287 kg per mol, glycerol included)."""


@equation
def lipolysis_restraint(signal, minimum, half_signal):
    """Return the share of lipolysis that the insulin signal leaves (Hill exponent 4)."""
    x = signal / half_signal
    return minimum + (1.0 - minimum) / (1.0 + x * x * x * x)


@equation
def storage_surface(lipid, maximal_lipid):
    """Return the uptake of a cell: its surface, braked as it nears its maximal size."""
    fullness = lipid / maximal_lipid
    square = fullness * fullness
    root = cube_root(lipid)
    return root * root / (1.0 + square * square)


SMALL_DROPLET = 0.1
"""Share of the lean content of an adipocyte below which lipases reach the whole droplet."""

SMALL_DROPLET_ROOT = SMALL_DROPLET ** (1.0 / 3.0)


@equation
def lipolysis_surface(lipid, lean_lipid):
    """Return the lipid (ug) within reach of lipases, which sit on the droplet's surface.

    All of a small droplet is within reach: release then falls with the lipid and never empties it.
    """
    root = cube_root(lipid)
    return min(root * root * cube_root(lean_lipid), lipid / SMALL_DROPLET_ROOT)


@equation
def diameter_of(lipid):
    """Return the diameter (um) of a sphere of triglyceride of 0.915 g/ml (lipid in ug)."""
    return 127.8 * cube_root(lipid)


@equation
def advance_adipocyte(state, i, now, p):
    """Advance one adipocyte by one fast step; return its lipolysis in mmol/min."""
    signal = signaling.advance_signal(
        state, i, ADIPOCYTE, now.occupancy, now.receptor_fraction, now.akt_fraction, p
    )
    released = (
        state[i + ADIPOCYTE.lipolysis_capacity]
        * lipolysis_restraint(signal, p.lipolysis_minimum, p.lipolysis_half_signal)
        * now.adrenergic
    )
    state[i + ADIPOCYTE.glut4_surface_insulin] = relax(
        state[i + ADIPOCYTE.glut4_surface_insulin],
        p.glut4_basal_surface + p.glut4_insulin_surface * signal,
        now.glut4_fraction,
    )
    state[i + ADIPOCYTE.lipolysis_sum] += released * now.minutes
    return released * state[i + ADIPOCYTE.weight]


@equation
def adipocyte_glucose_uptake(state, i, glucose_factor):
    """Return the glucose uptake of one adipocyte in mmol/min."""
    return (
        state[i + ADIPOCYTE.glucose_capacity]
        * state[i + ADIPOCYTE.glut4_surface_insulin]
        * glucose_factor
        * state[i + ADIPOCYTE.weight]
    )


@equation
def advance_adipocyte_slowly(state, i, now, p):
    """Advance lipid, stress, macrophages and the gains of one adipocyte by one slow step."""
    signaling.advance_receptors(
        state, i, ADIPOCYTE, now.occupancy, now.receptor_fraction, now.kinase_fraction, p
    )
    number = max(state[i + ADIPOCYTE.number], 1e-12)
    stored = now.stored_per_capacity * state[i + ADIPOCYTE.storage_capacity]
    lipid = state[i + ADIPOCYTE.lipid] + (stored - state[i + ADIPOCYTE.lipolysis_sum]) / (
        number * FATTY_ACID_PER_KILOGRAM
    )
    state[i + ADIPOCYTE.lipolysis] = state[i + ADIPOCYTE.lipolysis_sum] / (
        now.minutes * number * max(lipid, 1e-6)
    )
    state[i + ADIPOCYTE.lipolysis_sum] = 0.0
    state[i + ADIPOCYTE.lipid] = lipid
    maximal = state[i + ADIPOCYTE.maximal_lipid]
    fullness = lipid / maximal
    state[i + ADIPOCYTE.fullness] = fullness
    state[i + ADIPOCYTE.diameter] = diameter_of(max(lipid, 1e-9))
    advance_inflammation(state, i, ADIPOCYTE, fullness, now.tone, now.macrophage_fraction, p)
    state[i + ADIPOCYTE.glut4_total] = relax(
        state[i + ADIPOCYTE.glut4_total],
        state[i + ADIPOCYTE.glut4_at_birth] / (1.0 + p.glut4_fullness_loss * fullness * fullness),
        now.glut4_fraction,
    )

    state[i + ADIPOCYTE.glut4_membrane] = (
        state[i + ADIPOCYTE.glut4_total] * state[i + ADIPOCYTE.glut4_surface_insulin]
    )

    # what the fast clock uses until the next slow step
    state[i + ADIPOCYTE.lipolysis_capacity] = (
        p.lipolysis_rate
        * lipolysis_surface(max(lipid, 1e-9), p.lean_lipid)
        * number
        * FATTY_ACID_PER_KILOGRAM
    )
    state[i + ADIPOCYTE.storage_capacity] = (
        p.storage_affinity * storage_surface(max(lipid, 1e-9), maximal) * number / now.lean_surface
    )
    state[i + ADIPOCYTE.glucose_capacity] = (
        p.glucose_uptake_capacity * p.lean_lipid * number * state[i + ADIPOCYTE.glut4_total]
    )
    state[i + ADIPOCYTE.signal_gain] = (
        signaling.cytokine_inhibition(
            state[i + ADIPOCYTE.tnf_alpha], p.tnf_alpha_half_inhibition, p.cytokine_gain
        )
        * state[i + ADIPOCYTE.receptor_kinase]
    )
    state[i + ADIPOCYTE.akt_gain] = 1.0


class Adipocyte(Cell):
    """An adipocyte: it is recruited, grows, is surrounded by macrophages, and dies."""

    states = ADIPOCYTE_STATES

    def divide_from_precursor(self, newborn: Adipocyte) -> None:
        """Give rise to a newborn in a free row, fed from this cell's own lipid."""
        gift = min(self.tissue.newborn_lipid, 0.5 * self.lipid)
        self.tissue.columns.copy_row(self.row, newborn.row)
        newborn.lipid = gift
        newborn.age = 0.0
        newborn.macrophages = 0.0
        newborn.lipolysis_sum = 0.0
        self.lipid = self.lipid - gift * newborn.number / self.number

    def die(self) -> float:
        """Die; return the lipid (kg) that macrophages clear and the depot takes over."""
        left = self.lipid * self.number
        for name in ("weight", "number", "lipid", "lipolysis_capacity", "lipolysis_sum",
                     "storage_capacity", "glucose_capacity"):  # fmt: skip
            setattr(self, name, 0.0)
        return left
