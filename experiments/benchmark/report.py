"""A benchmark as a table, as text, as a figure, and beside an earlier one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from agents.declarations import UserError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAMES = {
    "plain_mesa": "plain Mesa",
    "numpy": "NumPy",
    "c_strict": "C",
    "c_fast": "C -ffast-math",
    "glucell": "glucell",
    "whole_body": "whole body",
    "two_threads": "2 threads",
    "single": "2 threads, single",
}
"""Contenders in the order in which they are shown."""


def table(results: dict) -> pd.DataFrame:
    """Return million cell-minutes per second by size and contender, and the ratios that matter."""
    rates = pd.DataFrame(results["rates"]).pivot(
        index="cells", columns="contender", values="median"
    )
    rates = rates[[name for name in NAMES if name in rates]].rename(columns=NAMES)
    rates["glucell / plain Mesa"] = rates["glucell"] / rates["plain Mesa"]
    rates["glucell / NumPy"] = rates["glucell"] / rates["NumPy"]
    if "C" in rates:
        rates["C / glucell"] = rates["C"] / rates["glucell"]
        rates["C / whole body"] = rates["C"] / rates["whole body"]
    if NAMES["two_threads"] in rates:
        rates["2 threads / one"] = rates[NAMES["two_threads"]] / rates["whole body"]
    return rates


def text(results: dict) -> str:
    """Return what a person reads: machine, table, agreement, costs."""
    machine, costs, start = results["machine"], results["costs"], results["start"]
    around = results["around"]
    rates = table(results)
    shown = rates.map(_three_digits)
    shown.index = pd.Index([f"{cells:,}" for cells in rates.index], name="cells")
    lines = [
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB, "
        f"vectors {machine['vectors']}, load {machine['load']}",
        f"Python {machine['python']}, Numba {machine['numba']}, NumPy {machine['numpy']}, "
        f"Mesa {machine['mesa']}, {machine['c_compiler'] or 'no C compiler'}",
        "",
        "Million cell-minutes per second on one core (medians of processor time). The fast rule",
        "of muscle fibers in five ways, and the whole body: all tissues, blood, slow clocks,",
        "meals, hourly recording; the same on two threads, and so in single precision.",
        "",
        shown.reset_index().to_string(index=False),
        "",
        "Greatest relative difference from glucell: "
        + ", ".join(
            f"{NAMES[name]} {f'{far:.0e}' if far else 'none'}"
            for name, far in results["differences"].items()
        )
        + ".",
        "",
    ]
    for span in results["spans"]:
        mark = " (extrapolated)" if span["year_is_extrapolated"] else ""
        lines.append(
            f"{span['cells']:>9,} cells: a day {_three_digits(span['day_s'])} s, "
            f"a year {_three_digits(span['year_s'])} s{mark}, "
            f"a decade {_three_digits(10 * span['year_s'])} s (extrapolated)"
        )
    lines += [
        "",
        f"A body of {costs['cells']:,} cells: born in {_three_digits(costs['birth_s'])} s, its "
        f"{costs['agents']:,} agents in {_three_digits(costs['agents_s'])} s,",
        f"branched in {_three_digits(costs['branch_s'])} s, saved in "
        f"{_three_digits(costs['save_s'])} s ({_three_digits(costs['file_mb'])} MB), loaded in "
        f"{_three_digits(costs['load_s'])} s.",
        f"Bytes per cell: {costs['column_bytes_per_cell']:.0f} in columns, "
        f"{costs['place_bytes_per_cell']:.0f} for its place"
        + (f", {costs['agent_bytes_per_cell']:.0f} for its agent once agents are asked for"
           if costs["agent_bytes_per_cell"] is not None else "")
        + ".",
        f"The page redraws the maps of {around['frame_cells']:,} cells in "
        f"{_three_digits(1e3 * around['frame_s'])} ms; a sweep adds "
        f"{_three_digits(1e3 * around['sweep_run_s'])} ms to each run.",
        f"First simulated minute of a new process after {start['warm_start_s']:.1f} s"
        + (f", {start['first_start_s']:.0f} s where nothing is compiled yet"
           if "first_start_s" in start else "")
        + f" (imports {start['import_s']:.1f} s).",
    ]  # fmt: skip
    return "\n".join(lines)


def _three_digits(value: float) -> str:
    if pd.isna(value):
        return "-"
    return f"{value:,.0f}" if value >= 99.5 else f"{value:.3g}"


def draw(results: dict) -> Figure:
    """Draw the rate of each contender against the number of cells."""
    from matplotlib.figure import Figure

    from experiments.figures.style import BLUE, CYCLE, GRAY, VERMILION, style

    rates = table(results)
    shown = [name for name in NAMES.values() if name in rates]
    colors = dict(zip(NAMES.values(), (GRAY, *CYCLE[2:5], BLUE, *[VERMILION] * 3), strict=True))
    dashes = {NAMES["two_threads"]: "o--", NAMES["single"]: "o:"}
    with style():
        figure = Figure(figsize=(6.4, 4.0), layout="constrained")
        axes = figure.add_subplot()
        for name in shown:
            own = name in (NAMES["glucell"], NAMES["whole_body"], *dashes)
            axes.plot(
                rates.index, rates[name], dashes.get(name, "o-"), color=colors[name], label=name,
                linewidth=2.4 if own else 1.4, markersize=5 if own else 4,
            )  # fmt: skip
        axes.set(xscale="log", yscale="log", xlabel="cells",
                 title="Million cell-minutes per second")  # fmt: skip
        axes.grid(axis="y", color="0.9", linewidth=0.6)
        axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return figure


def write(results: dict, folder: Path) -> None:
    """Write the results as JSON, the table as CSV and the figure to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    write_json(results, folder / "benchmark.json")
    table(results).to_csv(folder / "benchmark.csv", float_format="%.4g")
    draw(results).savefig(folder / "benchmark.png", dpi=160)


def write_json(results: dict, path: Path) -> None:
    """Write the results to a file that a later benchmark can be compared with."""
    path.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def read_json(path: Path) -> dict:
    """Read the results of an earlier benchmark."""
    try:
        results = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"The benchmark {path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise UserError(f"The file {path} does not hold a benchmark in JSON.") from error
    if not isinstance(results, dict) or results.get("format") != "glucell benchmark":
        raise UserError(f"The file {path} does not hold a benchmark of glucell.")
    return results


def compared(now: dict, earlier: dict) -> str:
    """Return how much faster each contender is than in an earlier benchmark (1.00: as fast)."""
    ratios = (table(now) / table(earlier)).dropna(how="all").dropna(how="all", axis=1)
    ratios = ratios[[name for name in NAMES.values() if name in ratios]]
    lines = [f"Rates relative to {earlier['made']} (above 1: faster now)"]
    if now["machine"]["processor"] != earlier["machine"]["processor"]:
        lines.append("The machines differ, so only ratios between contenders can be compared.")
    shown = ratios.map("{:.2f}".format)
    shown.index = pd.Index([f"{cells:,}" for cells in ratios.index], name="cells")
    return "\n".join([*lines, "", shown.reset_index().to_string(index=False)])
