"""The body: a Mesa model whose unit of time is the minute.

Between two events (a meal, a bout, a change of infusion, midnight) everything advances in one
compiled call; the order of a step is in ``step.py``. What can be done to a body is in
``actions.py``, how ordinary days go in ``habits.py``.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from agents.declarations import WIDTH, ParameterGroup, UserError, check_parameters, unknown

from . import birth, checkpoint
from .actions import Actions
from .agenda import Agenda
from .aging import grow_older
from .fate import spend_a_day
from .leap import Ahead, Leap
from .mesa_model import MesaModel
from .person import Person
from .quantities import catalog
from .recording import record_row, series_names
from .sharing import new_board, pieces_of
from .step import LETHAL_GLUCOSE, BodyParameters, Cells, Clocks, advance, assist, scratch_lanes
from .step import advance_one as advance_one_cell
from .threads import CREW
from .tissue import split_cells

FAT = ("visceral_fat", "subcutaneous_fat")

PRECISIONS = {8: "double", 4: "single"}
"""Precisions in which the states of cells can be kept, by bytes of a number."""


class BodyDied(Exception):
    """A body that could not have lived on: the time (min) and the cause."""

    def __init__(self, time: float, cause: str) -> None:
        super().__init__(f"The body died at {time / 1440.0:.2f} d: {cause}.")
        self.time = time
        self.cause = cause


class Body(Actions, MesaModel):
    """A person made of cells."""

    def __init__(
        self,
        person: Person | None = None,
        *,
        cells: int = 1000,
        rng: int = 1,
        parameters: Mapping[str, float] | None = None,
        minutes_per_step: float = 1.0,
        settle_days: float = 28.0,
    ) -> None:
        """Make a lean adult and let habitual life settle for ``settle_days`` (time is then 0).

        ``cells`` is the number over all tissues, ``rng`` the seed, ``parameters`` dotted names
        with values that hold from birth, ``minutes_per_step`` the fast step.
        """
        if not isinstance(cells, int | np.integer) or not 4 <= cells <= 20_000_000:
            raise UserError(f"A body needs 4 to 20000000 cells, not {cells!r}.")
        self.cell_count = int(cells)
        self._begin(person or Person(), split_cells(self.cell_count), int(rng), parameters or {})
        self._set_clocks(minutes_per_step, bath=0)
        self.agenda.add(0.0, "midnight")
        self.settle(settle_days)

    def _begin(
        self, person: Person, counts: dict[str, int], seed: int, parameters: Mapping[str, float]
    ) -> None:
        """Make cells and blood; nothing has happened yet."""
        self.seed = seed
        self._join_mesa(seed)
        self.habits = person.habits
        self.changed_parameters = check_parameters(
            {**{f"genes.{k}": v for k, v in person.genes.items()}, **parameters}
        )
        genes = {
            k.split(".", 1)[1]: v for k, v in self.changed_parameters.items() if k[:6] == "genes."
        }
        self.person = birth.with_genes(person, genes)
        self.temporary: dict[str, dict] = {}
        self._groups = {
            name: group.record(self.changed_parameters)
            for name, group in ParameterGroup.registry.items()
        }
        self.agenda = Agenda()
        self.drivers: dict[str, dict] = {}
        self.fasting_until = -math.inf
        self.steps_done = 0
        self.record_every = 0
        self.leap: Leap | None = None
        self._recorded: list[np.ndarray] = []
        self.tissues = birth.make_tissues(self, counts)
        self.record_array = birth.make_record(self)
        self._bind()

    def _set_clocks(self, minutes_per_step: float, bath: int) -> None:
        """Set the lengths of steps in minutes; ``bath`` is 1 where there is no blood."""
        if minutes_per_step not in (0.25, 0.5, 1.0, 2.0, 2.5, 5.0):
            raise UserError("The fast step must be 0.25, 0.5, 1, 2, 2.5 or 5 minutes.")
        self.clocks = Clocks(minutes_per_step, round(15.0 / minutes_per_step), 4, bath)

    # --- what compiled code works on

    def _bind(self) -> None:
        """Gather the memory that compiled code reads and writes."""
        self.record = self.record_array[0]
        self._numbers = self.record_array.view(np.float64)
        four = [self.tissues[name] for name in birth.TISSUES]
        longest = max(max(t.lattice.rows, t.lattice.across) for t in four)
        pieces = pieces_of([(t.living_columns.size, len(t.states) * WIDTH) for t in four])
        self._cells = Cells(
            *(t.living_columns for t in four),
            scratch_lanes(longest),
            tuple(t.lattice.field for t in four),
            tuple(t.lattice.source for t in four),
            tuple(t.lattice.sites for t in four),
            np.array([[t.lattice.rows, t.lattice.across] for t in four]),
            np.array([t.lattice.spacing for t in four]),
            pieces,
            np.zeros((len(pieces), 16)),
            np.zeros(2),
        )  # type: ignore[call-arg]
        self._parameters = BodyParameters(
            *(self._groups[birth.GROUP_OF.get(f, f)] for f in BodyParameters._fields)
        )

    @property
    def parameters(self) -> dict[str, np.void]:
        """The parameters in force, one record per component."""
        return {name: group[0] for name, group in self._groups.items()}

    @property
    def precision(self) -> str:
        """In which precision the states of cells are kept: "double" or "single"."""
        return PRECISIONS[self.tissues["muscle"].columns.flat.itemsize]

    def use_precision(self, name: str) -> None:
        """Keep the states of cells in double or single precision from now on.

        Whatever is computed with them, and all of blood, is in double precision with both.
        """
        if name not in PRECISIONS.values():
            raise unknown("precision", name, PRECISIONS.values())
        for tissue in self.tissues.values():
            tissue.columns.flat = tissue.columns.flat.astype(name)
        self._bind()

    # --- time

    @property
    def clock(self) -> float:
        """Minutes since midnight."""
        return self.record["time"] % 1440.0

    def run_for(self, duration: float) -> None:
        """Advance by ``duration`` minutes."""
        self.run_until(self.time + duration)

    def run_until(self, end_time: float, ahead: Callable[[], Ahead] | None = None) -> None:
        """Advance to a time in minutes; raise BodyDied if the body cannot live on.

        A body that leaps asks ``ahead`` how far days go on alike; it may then come to a stop
        beyond ``end_time``.
        """
        if self.leap is None:
            self.live_until(end_time)
        else:
            self.leap.run_until(self, end_time, ahead)

    def live_until(self, end_time: float) -> None:
        """Advance to a time in minutes at full resolution."""
        step = self.clocks.minutes
        end = self._steps_at(end_time)
        while True:
            now = self.steps_done * step
            for entry in self.agenda.due(now + 1e-9):
                getattr(self, "_" + entry.action)(**entry.values)
            self._run_mesa_events()
            if self.steps_done >= end:
                break
            upcoming = min(self.agenda.next_time(), self.next_event_of_users())
            target = min(end, max(self._steps_at(upcoming), self.steps_done + 1))
            self._advance(int(target) - self.steps_done)

    def _steps_at(self, time: float) -> float:
        """Return the fast steps done by a time, rounded to the nearest step."""
        return math.inf if math.isinf(time) else round(time / self.clocks.minutes)

    def _advance(self, steps: int) -> None:
        rows, first = 0, self.steps_done
        if self.record_every:
            rows = (first + steps) // self.record_every - first // self.record_every
        series = np.empty((max(rows, 1), len(series_names())))
        with CREW.helping(self.cell_count, partial(self._assist, series)) as board:
            done = advance(
                self.record_array, self._numbers, self._cells, self._parameters, self.clocks,
                steps, self.record_every, series, self.steps_done, board,
            )  # fmt: skip
        if done < 0:
            lived = -done - 1
            rows = (first + lived) // self.record_every - first // self.record_every if rows else 0
            steps = lived + 1
        self.steps_done += steps
        self.time = self.steps_done * self.clocks.minutes
        if rows:
            self._recorded.append(series[:rows])
        if done < 0:
            low = 0.0 < self.record["glucose"] <= LETHAL_GLUCOSE
            raise BodyDied(
                self.time,
                "glucose fell below 1 mmol/L"
                if low
                else "a concentration left the range in which anything lives",
            )

    def _assist(self, series: np.ndarray, board: np.ndarray) -> None:
        """Help, as another thread, with the call that this board belongs to."""
        lanes = tuple(map(np.zeros_like, self._cells.lanes))
        cells = self._cells._replace(lanes=lanes)
        assist(self.record_array, cells, self._parameters, self.clocks, series, board)

    def settle(self, days: float) -> None:
        """Live whole ``days`` of habitual life, then call that midnight time 0."""
        if days < 0 or days != int(days):
            raise UserError(f"A body settles for whole days, not for {days:g}.")
        start = self.steps_done
        self.run_for(days * 1440.0)
        self._rebase(start)
        self.opening_stores = birth.open_books(self)

    def _rebase(self, start: int) -> None:
        shift = (self.steps_done - start) * self.clocks.minutes
        self.steps_done = 0
        self.time = 0.0
        self.record["time"] = 0.0
        self.agenda = Agenda.from_json(
            {
                "count": self.agenda._count,
                "entries": [
                    [e.time - shift, e.order, e.action, birth.shifted(e.values, shift)]
                    for e in self.agenda.entries
                ],
            }
        )
        self.fasting_until -= shift
        self._recorded.clear()

    # --- the day

    def _midnight(self) -> None:
        """Begin a day: cells meet their fate, the day's sleep and meals are planned."""
        now = self.time
        if self.leap is not None:
            self.leap.day_ends(self)
        if self.record["lean_mass"] < 0.5 * self.person.lean_mass:
            raise BodyDied(now, "half of the lean mass was lost")
        for name in FAT:
            self.meet_fate(name)
        if self.leap is not None:
            self.leap.fates_met(self)
        grow_older(self, 1.0)
        self._plan_day(now)
        self.agenda.add(now + 1440.0, "midnight")

    def meet_fate(self, depot: str) -> bool:
        """Let the adipocytes of a depot meet the fate of a day; tell whether any met one."""
        tissue = self.tissues[depot]
        expandability = self._groups["genes"][0]["adipose_expandability"]
        died, born = spend_a_day(tissue, self._groups[depot][0], self.rng, expandability)
        if died + born:
            self._bind()
        short = depot.split("_")[0]
        self.record[f"storage_capacity_{short}"] = tissue.column("storage_capacity").sum()
        return died + born > 0

    def skip(self, days: int) -> None:
        """Let the clock and the plan of the day go on by whole days in which nothing is lived."""
        self.steps_done += round(days * 1440.0 / self.clocks.minutes)
        self.time = self.steps_done * self.clocks.minutes
        self.record["time"] = self.time
        self.agenda.postpone(days * 1440.0)

    def advance_one(self, tissue: str, cell) -> None:
        """Advance one cell by one fast step at the present surroundings."""
        advance_one_cell(
            self.record_array, self._cells, self._parameters, self.clocks.minutes,
            birth.TISSUES.index(tissue), cell.lane,
        )  # fmt: skip

    # --- looking

    @property
    def weight(self) -> float:
        """Body weight in kg."""
        return float(self.record["weight"])

    @property
    def lean_mass(self) -> float:
        """Fat-free mass in kg."""
        return float(self.record["lean_mass"])

    @property
    def fat_mass(self) -> float:
        """Fat mass in kg."""
        return float(self.record["fat_mass"])

    @property
    def bmi(self) -> float:
        """Body-mass index, kg/m²."""
        return self.weight / self.person.height**2

    @property
    def body_surface_area(self) -> float:
        """Body surface in m² [DuBois1916]."""
        return 0.007184 * self.weight**0.425 * (100.0 * self.person.height) ** 0.725

    def record_now(self) -> np.ndarray:
        """Return one row of all recorded quantities as they are now."""
        rows = np.empty((1, len(series_names())))
        record_row(rows, 0, self._numbers, self._cells, new_board())
        return rows[0]

    def values_now(self) -> dict[str, float]:
        """Return every quantity of the catalog as it is now, read in one pass."""
        row = dict(zip(series_names(), self.record_now().tolist(), strict=True))
        derived = {n: q.derive for n, q in catalog().items() if q.derive is not None}
        return row | {name: float(derive(row, self)) for name, derive in derived.items()}

    def value(self, quantity: str) -> float:
        """Return a quantity of the catalog as it is now."""
        known = catalog()
        if quantity not in known:
            raise unknown("quantity", quantity, known)
        return known[quantity].read(self)

    def start_recording(self, every: float) -> None:
        """Record all quantities each ``every`` minutes from now on (0 stops)."""
        self.record_every = round(every / self.clocks.minutes)
        if every > 0.0 and not self.record_every:
            raise UserError(f"Nothing changes within a step of {self.clocks.minutes:g} min.")

    def series(self) -> pd.DataFrame:
        """Return what was recorded: one row per time (min), one column per quantity."""
        names = series_names()
        rows = np.vstack(self._recorded) if self._recorded else np.empty((0, len(names)))
        if self.leap is not None and len(rows) and self.record_every:
            rows = self.leap.filled(rows, self.record_every * self.clocks.minutes)
        frame = pd.DataFrame(rows, columns=list(names))
        known = catalog()
        for name, quantity in known.items():
            if quantity.derive is not None:
                frame[name] = quantity.derive(frame, self)
        return frame.set_index("time")

    # --- copies

    def branch(self) -> Body:
        """Return an independent copy: same state, same agenda, same random stream."""
        return self._copy_as(type(self))

    def _copy_as(self, kind: type[Body]) -> Body:
        twin = object.__new__(kind)
        twin._join_mesa(self.seed)
        twin.rng.bit_generator.state = self.rng.bit_generator.state
        twin.random.setstate(self.random.getstate())
        for name in ("seed", "person", "habits", "cell_count", "clocks", "fasting_until",
                     "steps_done", "record_every", "opening_stores", "time"):  # fmt: skip
            setattr(twin, name, getattr(self, name))
        twin.leap = None if self.leap is None else self.leap.copy()
        twin.changed_parameters = dict(self.changed_parameters)
        twin.temporary = copy.deepcopy(self.temporary)
        twin.drivers = copy.deepcopy(self.drivers)
        twin._groups = {name: group.copy() for name, group in self._groups.items()}
        twin.agenda = Agenda.from_json(self.agenda.to_json())
        twin._recorded = []
        twin.tissues = {name: birth.copy_tissue(t) for name, t in self.tissues.items()}
        twin.record_array = self.record_array.copy()
        twin._bind()
        return twin

    def save(self, path: str | Path) -> None:
        """Write the state to a file from which ``load`` goes on bit for bit."""
        checkpoint.save(self, path)

    @staticmethod
    def load(path: str | Path, **options) -> Body:
        """Return the body of a state file (``cells``, ``accept_other_version``)."""
        return checkpoint.load(path, **options)
