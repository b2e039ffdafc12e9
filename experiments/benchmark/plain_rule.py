"""The fast rule of a muscle fiber on plain attributes: as an ordinary agent would state it.

The equations are those of the compiled rule, called as plain Python. With floats as attributes
they advance one agent, with arrays a whole population, as vectorized NumPy does.
"""

from __future__ import annotations

from types import SimpleNamespace

import mesa

from agents import compiled, contraction, glucose_transport, insulin_signaling

relax = compiled.relax.py_func
pi3k_activity = insulin_signaling.pi3k_activity.py_func
akt_target = insulin_signaling.akt_target.py_func
capillary_target = glucose_transport.capillary_target.py_func
cycling_target = glucose_transport.cycling_target.py_func
steady_surface_share = glucose_transport.steady_surface_share.py_func
uptake_through_three = glucose_transport.uptake_through_three.py_func
contraction_signal = contraction.contraction_signal.py_func

READ = (
    "receptor_number", "signal_gain", "akt_gain", "half_release", "half_capillary",
    "release_fraction",
    "recruitment", "capillary_fraction", "post_exercise_memory", "capillary_access",
    "capillary_density", "glut4_total", "size", "weight",
)  # fmt: skip
WRITTEN = (
    "receptor_activity", "irs1", "pi3k", "akt", "gsk3", "glycogen_synthase",
    "glut4_cycling", "glut4_surface_insulin",
    "glut4_surface_contraction", "ampk", "calcium_rac1", "capillary_recruitment",
    "glucose_uptake", "uptake_sum",
)  # fmt: skip
"""States that the fast rule reads only, and those that it writes."""


def advance_plainly(fiber, now, p):
    """Advance a fiber (floats) or all fibers (arrays) by one fast step."""
    fiber.receptor_activity = relax(
        fiber.receptor_activity,
        fiber.receptor_number * now.occupancy + insulin_signaling.TRACE,
        now.receptor_fraction,
    )
    fiber.irs1 = fiber.receptor_activity * fiber.signal_gain
    pi3k = pi3k_activity(fiber.irs1, p.pi3k_half_activation)
    fiber.pi3k = pi3k + p.pi3k_constitutive
    fiber.akt = relax(
        fiber.akt, akt_target(pi3k, p.akt_two_site_share, fiber.akt_gain), now.akt_fraction
    )
    fiber.gsk3 = relax(fiber.gsk3, 1.0 - fiber.akt, now.gsk3_fraction)
    fiber.glycogen_synthase = relax(
        fiber.glycogen_synthase, 1.0 - fiber.gsk3, now.synthase_fraction
    )
    fiber.glut4_cycling = relax(
        fiber.glut4_cycling,
        cycling_target(
            fiber.akt, p.glut4_basal_cycling, p.glut4_maximal_cycling, fiber.half_release
        ),
        fiber.release_fraction,
    )
    fiber.glut4_surface_insulin = relax(
        fiber.glut4_surface_insulin,
        steady_surface_share(
            fiber.glut4_cycling, p.glut4_exocytosis_rate, p.glut4_endocytosis_rate
        ),
        now.surface_fraction,
    )
    effort = fiber.recruitment + 1e-9
    fiber.ampk = relax(fiber.ampk, effort, now.ampk_fraction)
    fiber.calcium_rac1 = relax(fiber.calcium_rac1, effort, now.calcium_fraction)
    contracting = contraction_signal(
        fiber.ampk, fiber.calcium_rac1, p.ampk_gain, p.calcium_rac1_gain
    )
    fiber.glut4_surface_contraction = relax(
        fiber.glut4_surface_contraction,
        p.glut4_contraction_share * contracting,
        now.surface_fraction,
    )
    fiber.capillary_recruitment = relax(
        fiber.capillary_recruitment,
        capillary_target(now.insulin_square, fiber.half_capillary, p.capillary_basal_recruitment),
        fiber.capillary_fraction,
    )
    memory = fiber.post_exercise_memory * p.memory_gain
    opened = (
        p.capillary_basal_recruitment
        + (fiber.capillary_recruitment - p.capillary_basal_recruitment)
        * (1.0 + p.memory_delivery * memory)
        + p.contraction_capillary_gain * contracting
    ) * fiber.capillary_access
    surface = fiber.glut4_surface_insulin + fiber.glut4_surface_contraction
    uptake = (
        uptake_through_three(
            now.glucose,
            p.delivery_conductance
            * fiber.capillary_density
            * (1.0 + p.delivery_recruitment * opened + p.contraction_delivery_gain * contracting),
            now.transport_factor
            * opened
            * (fiber.glut4_total * surface + p.glut1_equivalent)
            * (1.0 + p.contraction_transport_gain * contracting),
            now.phosphorylation_factor
            * (
                1.0
                + p.memory_phosphorylation * memory
                + p.contraction_phosphorylation_gain * contracting
            ),
        )
        * fiber.size
    )
    fiber.glucose_uptake = uptake
    fiber.uptake_sum = fiber.uptake_sum + uptake * now.minutes
    return uptake * fiber.weight


class PlainFiber(mesa.Agent):
    """A muscle fiber as an ordinary Mesa agent: its states are attributes."""

    def __init__(self, model, **states: float) -> None:
        super().__init__(model)
        self.__dict__.update(states)

    def step(self) -> None:
        """Advance by one fast step."""
        advance_plainly(self, self.model.now, self.model.p)


class PlainMuscle(mesa.Model):
    """Plain fibers in surroundings that stand still."""

    def __init__(self, states: dict[str, list[float]], now, parameters: dict[str, float]) -> None:
        super().__init__(rng=1)
        self.now = now
        self.p = SimpleNamespace(**parameters)
        for values in zip(*states.values(), strict=True):
            PlainFiber(self, **dict(zip(states, values, strict=True)))

    def advance_for(self, minutes: int) -> None:
        """Advance every agent by a number of fast steps."""
        for _ in range(minutes):
            self.agents.do("step")
