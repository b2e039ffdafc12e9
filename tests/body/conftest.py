"""A settled lean body, made once; a test works on a branch and leaves it as it is."""

from collections.abc import Callable

import pytest

from sim.body import Body


@pytest.fixture(scope="session")
def lean() -> Body:
    return Body(cells=80)


@pytest.fixture(scope="session")
def identical() -> Callable[[Body, Body], bool]:
    """Tell whether two bodies are the same to the last bit, with what is to come."""

    def same(one: Body, other: Body) -> bool:
        return (
            one.record_array.tobytes() == other.record_array.tobytes()
            and all(
                tissue.columns.flat.tobytes() == other.tissues[name].columns.flat.tobytes()
                and tissue.rows.tobytes() == other.tissues[name].rows.tobytes()
                and tissue.lattice.field.tobytes() == other.tissues[name].lattice.field.tobytes()
                for name, tissue in one.tissues.items()
            )
            and one.rng.bit_generator.state == other.rng.bit_generator.state
            and one.random.getstate() == other.random.getstate()
            and one.agenda.to_json() == other.agenda.to_json()
            and one.time == other.time
        )

    return same
