"""Kernels: made of vector instructions, sums in a fixed order, roots and lattices exact."""

import platform
import re

import numba
import numpy as np
import pytest

from agents.adipocyte import ADIPOCYTE, VISCERAL, AdipocyteMinute, AdipocyteQuarter
from agents.compiled import cube_root
from agents.declarations import WIDTH
from agents.hepatocyte import HEPATOCYTE, LIVER, HepatocyteMinute, HepatocyteQuarter
from agents.muscle_fiber import FIBER, MUSCLE, FiberMinute, FiberQuarter
from sim.cytokines import diffuse, expose
from sim.passes import (
    advance_fat,
    advance_fat_slowly,
    advance_liver,
    advance_liver_slowly,
    advance_muscle,
    advance_muscle_slowly,
)
from sim.recording import tissue_means
from sim.sums import weighted_sum


def met(kind):
    return kind(*[0.1] * len(kind._fields))


def lane():
    return np.zeros(WIDTH)


KERNELS = {
    "muscle": (advance_muscle, FIBER, lambda: (met(FiberMinute), MUSCLE.record()[0], lane())),
    "liver": (advance_liver, HEPATOCYTE,
              lambda: (met(HepatocyteMinute), LIVER.record()[0], lane(), lane())),
    "fat": (advance_fat, ADIPOCYTE,
            lambda: (met(AdipocyteMinute), VISCERAL.record()[0], lane(), lane())),
    "muscle slowly": (advance_muscle_slowly, FIBER,
                      lambda: (met(FiberQuarter), MUSCLE.record()[0])),
    "liver slowly": (advance_liver_slowly, HEPATOCYTE,
                     lambda: (met(HepatocyteQuarter), LIVER.record()[0])),
    "fat slowly": (advance_fat_slowly, ADIPOCYTE,
                   lambda: (met(AdipocyteQuarter), VISCERAL.record()[0])),
}  # fmt: skip


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="reads x86 assembly")
@pytest.mark.parametrize("name", KERNELS)
def test_kernels_are_made_of_vector_instructions(name):
    kernel, at, arguments = KERNELS[name]
    # compiled anew: nothing can be read from what comes out of the cache
    fresh = numba.njit(error_model="numpy")(kernel.py_func)
    fresh(np.ones(2 * at.block), *arguments())
    (assembly,) = fresh.inspect_asm().values()
    packed = len(re.findall(r"\bv?(?:add|mul|div|sub)pd\b", assembly))
    alone = len(re.findall(r"\bv?(?:add|mul|div|sub)sd\b", assembly))
    assert packed > 0.3 * alone, f"{packed} packed, {alone} scalar operations"


def test_weighted_sums_agree_with_numpy():
    rng = np.random.default_rng(3)
    columns = rng.random(7 * FIBER.block)
    blocks = columns.reshape(7, -1, WIDTH)
    value, weight = blocks[:, FIBER.akt // WIDTH], blocks[:, FIBER.weight // WIDTH]
    total = weighted_sum(columns, FIBER.block, FIBER.akt, FIBER.weight, lane())
    assert total == pytest.approx(np.sum(value * weight), rel=1e-14)


def test_means_of_regions_agree_with_numpy():
    rng = np.random.default_rng(4)
    columns = rng.random(3 * FIBER.block)
    blocks = columns.reshape(3, -1, WIDTH)
    region = blocks[:, FIBER.region // WIDTH]
    region[...] = rng.integers(0, 3, region.shape)
    weight = blocks[:, FIBER.weight // WIDTH]
    lanes = (lane(), lane(), lane(), lane(), np.zeros(FIBER.block))
    for wanted in (-1.0, 0.0, 2.0):
        out = np.zeros(FIBER.block // WIDTH)
        tissue_means(columns, FIBER.block, FIBER.weight, FIBER.region, wanted, lanes, out)
        chosen = weight * (region == wanted) if wanted >= 0.0 else weight
        expected = np.einsum("ksj,kj->s", blocks, chosen) / chosen.sum()
        np.testing.assert_allclose(out, expected, rtol=1e-13)


def test_the_cube_root_of_vectors_is_that_of_numpy():
    @numba.njit(error_model="numpy")
    def roots(values, found):
        for k in range(values.size):
            found[k] = cube_root(values[k])

    values = np.concatenate([np.geomspace(1e-9, 1e9, 4001), [1.0, 8.0, 27.0]])
    found = np.empty_like(values)
    roots(values, found)
    np.testing.assert_allclose(found, np.cbrt(values), rtol=5e-16)


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1), (2, 2), (17, 16), (5, 40)])
def test_a_cytokine_spreads_without_loss_on_any_lattice(shape):
    rows, columns = shape
    rng = np.random.default_rng(5)
    field, none = rng.random(rows * columns), np.zeros(rows * columns)
    scratch = np.zeros(max(shape)), np.zeros(max(shape))
    before = field.copy()
    diffuse(field, none, rows, columns, 14.0, 0.0, 15.0, *scratch)
    assert field.sum() == pytest.approx(before.sum(), rel=1e-13)
    assert field.min() >= before.min() - 1e-15
    assert field.max() <= before.max() + 1e-15


def test_the_implicit_step_solves_its_equation():
    rows, columns, spread = 6, 5, 3.6
    field = np.random.default_rng(6).random(rows * columns)

    def second_difference(count):
        steps = 2.0 * np.eye(count) - np.eye(count, k=1) - np.eye(count, k=-1)
        steps[0, 0] = steps[-1, -1] = 1.0
        return np.eye(count) + spread * steps

    across, down = second_difference(columns), second_difference(rows)
    expected = np.linalg.solve(across, field.reshape(rows, columns).T).T
    expected = np.linalg.solve(down, expected)
    scratch = np.zeros(rows), np.zeros(rows)
    diffuse(field, np.zeros(rows * columns), rows, columns, spread, 0.0, 15.0, *scratch)
    np.testing.assert_allclose(field.reshape(rows, columns), expected, rtol=1e-13)


def test_each_cell_is_exposed_to_its_site():
    columns = np.zeros(2 * FIBER.block)
    field = np.arange(200.0)
    sites = np.random.default_rng(7).permutation(200)[: 2 * WIDTH]
    expose(columns, FIBER.block, FIBER.tnf_alpha, field, sites)
    felt = columns.reshape(2, -1, WIDTH)[:, FIBER.tnf_alpha // WIDTH].ravel()
    np.testing.assert_array_equal(felt, field[sites])
