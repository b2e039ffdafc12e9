"""Contraction, its fuel, the memory of a bout, training and disuse of a muscle fiber.

Contraction drives glucose uptake through AMPK and, in parallel, calcium and Rac1, so that uptake
survives the loss of either [Richter2013]. A fiber meets what its share of the bout costs from
fatty acids as far as carnitine allows, from blood glucose, and from glycogen for all the rest
[Romijn1993, VanLoon2001]. What a bout leaves behind, a sensitization distal to
Akt, is tied to the glycogen it used: it fades as glycogen is restored [Wojtaszewski2000,
Oshida1991]. Repeated bouts are summed in a training load that GLUT4, uptake of fatty
acids, mitochondria, capillaries (aerobic) and fiber size (resistance) follow on their own clocks,
GLUT4 within days [Houmard1996, Davidson2009, Talanian2010, Andersen1977]. Ordinary daily
activity is remembered for days: its loss lowers the gain of the insulin signal [Stuart1988].
"""

from .compiled import equation, relax
from .declarations import parameter

# fmt: off
CONTRACTION_PARAMETERS = (
    parameter("ampk_gain", 0.6, "1", (0.0, 5.0), "Richter2013",
              "share of AMPK in the drive of contraction; 0 removes it", calibrated="G20"),
    parameter("calcium_rac1_gain", 0.4, "1", (0.0, 5.0), "Richter2013",
              "share of calcium and Rac1 in the drive of contraction; 0 removes it",
              calibrated="G20"),
    parameter("ampk_rate", 0.15, "1/min", (0.01, 2.0), "Richter2013",
              "rate at which AMPK follows contraction"),
    parameter("calcium_rac1_rate", 0.7, "1/min", (0.01, 5.0), "Richter2013",
              "rate at which calcium and Rac1 follow contraction"),
    parameter("contraction_transport_gain", 3.1, "1", (0.0, 50.0), "Richter2013",
              "gain of the intrinsic activity of carriers in contraction", calibrated="G20"),
    parameter("contraction_delivery_gain", 15.0, "1", (0.0, 200.0), "Richter2013",
              "gain of delivery with the hyperemia of contraction", calibrated="G20"),
    parameter("contraction_capillary_gain", 1.06, "1", (0.0, 10.0), "Richter2013",
              "further capillaries opened by contraction", calibrated="G20"),
    parameter("contraction_phosphorylation_gain", 4.0, "1", (0.0, 20.0), "Richter2013",
              "gain of phosphorylation in contraction", calibrated="G20"),
    # fuel
    parameter("bout_fat_oxidation_gain", 80.0, "1", (0.0, 200.0), "VanLoon2001",
              "gain of fat oxidation of a recruited fiber with enough free carnitine",
              calibrated="fuel mix of bouts [Romijn1993]"),
    parameter("carnitine_half_effort", 0.6, "1", (0.1, 2.0), "VanLoon2001",
              "effort at which shortage of free carnitine halves the entry of fatty acids into "
              "mitochondria", calibrated="fuel mix of bouts [Romijn1993]"),
    parameter("bout_fat_uptake_gain", 45.0, "1", (0.0, 300.0), "Romijn1993",
              "gain of the uptake of fatty acids of a recruited fiber with free carnitine",
              calibrated="fuel mix of bouts [Romijn1993]"),
    parameter("bout_lipolysis_gain", 60.0, "1", (0.0, 500.0), "VanLoon2001",
              "gain of intramyocellular lipolysis of a recruited fiber with free carnitine",
              calibrated="G11"),
    parameter("stimulated_power", 2.3, "kJ/kg/min", (0.1, 20.0), "Romijn1993",
              "power of muscle that is stimulated in a bath: maximal oxygen uptake per kg muscle"),
    # memory
    parameter("memory_gain", 1.0, "1", (0.0, 3.0), "Wojtaszewski2000",
              "strength of the memory of a bout; 0 removes it", plausible=(0.0, 2.0)),
    parameter("memory_onset_rate", 0.03, "1/min", (0.001, 1.0), "Wojtaszewski2000",
              "rate at which contraction lays down the memory"),
    parameter("memory_decay_rate", 0.003, "1/min", (1e-5, 0.1), "Oshida1991",
              "decay of the memory with glycogen restored", calibrated="G2"),
    parameter("memory_glut4_release", 0.929, "1", (0.0, 10.0), "Wojtaszewski2000",
              "gain of GLUT4 release with the memory", calibrated="G1, G2"),
    parameter("memory_speed", 2.31, "1", (0.0, 10.0), "Wojtaszewski2000",
              "gain of the speed of release and recruitment with the memory", calibrated="G1"),
    parameter("memory_delivery", 4.4, "1", (0.0, 20.0), "Wojtaszewski2000",
              "gain of insulin's capillary recruitment with the memory", calibrated="G1, G2"),
    parameter("memory_phosphorylation", 2.2, "1", (0.0, 20.0), "Wojtaszewski2000",
              "gain of phosphorylation with the memory", calibrated="G1, G2"),
)
# fmt: on
"""The drive of contraction and the memory it leaves."""

# fmt: off
TRAINING_PARAMETERS = (
    parameter("glut4_turnover_rate", 6e-4, "1/min", (1e-6, 0.01), "Houmard1996",
              "adaptation of GLUT4 content (1.2 d): sensitivity is that of the "
              "untrained some days after the last session, content after two weeks at most",
              calibrated="G2, G3"),
    parameter("glut4_training_gain", 1.4, "1", (0.0, 5.0), "Houmard1996",
              "gain of GLUT4 content under unlimited training", calibrated="G3"),
    parameter("training_half_load", 30.0, "min/d", (1.0, 500.0), "Houmard1996",
              "daily minutes of recruitment at half of the training effect", calibrated="G3"),
    parameter("training_memory_rate", 8e-4, "1/min", (1e-6, 0.01), "Houmard1996",
              "forgetting of the training load (21 h)", calibrated="G2"),
    parameter("mitochondria_turnover_rate", 1.2e-5, "1/min", (1e-7, 0.01), "Bajpeyi2012",
              "adaptation of mitochondrial content"),
    parameter("mitochondria_training_gain", 1.8, "1", (0.0, 5.0), "Houmard1996",
              "gain of mitochondria under unlimited aerobic training", calibrated="G3"),
    parameter("capillary_turnover_rate", 3e-5, "1/min", (1e-7, 0.01), "Andersen1977",
              "growth and loss of capillaries around a fiber (about 23 d)"),
    parameter("capillary_training_gain", 0.95, "1", (0.0, 5.0), "Andersen1977",
              "gain of capillaries under unlimited aerobic training",
              calibrated="20 % in eight weeks [Andersen1977]"),
    parameter("mitochondria_overload_gain", 0.26, "1", (0.0, 5.0), "Morino2005",
              "loss of mitochondria under lasting lipid overload", calibrated="H1, J1"),
    parameter("mitochondria_overload_onset", 1.15, "lean", (1.0, 5.0), "Morino2005",
              "labile fatty acids at which that loss begins", calibrated="H1, J1"),
    parameter("size_turnover_rate", 1.2e-5, "1/min", (1e-7, 0.01), "Davidson2009",
              "adaptation of fiber size (about 60 d)"),
    parameter("size_training_gain", 0.45, "1", (0.0, 2.0), "Davidson2009",
              "gain of fiber size under unlimited resistance training", calibrated="G8, G18"),
    parameter("disuse_gain", 0.3, "1", (0.0, 1.0), "Stuart1988",
              "loss of the gain of the signal under complete disuse; 0 removes it",
              calibrated="G12, G15"),
    parameter("disuse_release_loss", 0.1, "1", (0.0, 3.0), "Stuart1988",
              "rise, under complete disuse, of the Akt activity that half release of GLUT4 "
              "needs; 0 removes it", calibrated="G12, G15"),
    parameter("disuse_capillary_loss", 0.75, "1", (0.0, 10.0), "Sonne2010",
              "rise, under complete disuse, of the insulin that recruits half of the capillaries; "
              "0 removes it", calibrated="G12, G15"),
    parameter("disuse_half_activity", 0.2, "1", (0.01, 10.0), "KroghMadsen2010",
              "daily activity that gives half of what unlimited activity would: rising and the "
              "first steps count most", calibrated="G12, G15"),
    parameter("disuse_rate", 1.7e-4, "1/min", (1e-6, 0.01), "Stuart1988",
              "rate at which the signal follows daily activity (about 4 d)", calibrated="G12"),
    parameter("disuse_glut4_loss", 0.06, "1", (0.0, 1.0), "Stuart1988",
              "loss of GLUT4 content under complete disuse", calibrated="G12"),
    parameter("disuse_mitochondria_loss", 0.12, "1", (0.0, 1.0), "KroghMadsen2010",
              "loss of mitochondria under complete disuse", calibrated="G15"),
    parameter("disuse_size_loss", 0.1, "1", (0.0, 1.0), "KroghMadsen2010",
              "loss of fiber size under complete disuse", calibrated="G12"),
    parameter("resistance_glut4_share", 0.7, "1", (0.0, 1.0), "Holten2004",
              "gain of GLUT4 under resistance work relative to aerobic work",
              calibrated="G8, G18"),
)
# fmt: on
"""Adaptation to training and to disuse."""


@equation
def contraction_signal(ampk, calcium_rac1, ampk_gain, calcium_rac1_gain):
    """Return the drive of contraction on transport: AMPK and, beside it, calcium and Rac1."""
    return ampk_gain * ampk + calcium_rac1_gain * calcium_rac1


@equation
def at_work(effort):
    """Return whether a fiber works (0 or 1): one that is recruited fires close to its full rate."""
    return effort / (effort + 1e-9)


@equation
def fat_use_in_contraction(effort, half_effort):
    """Return how contraction drives fat oxidation of a fiber (0 at rest, at most 1).

    Acetyl groups from glycolysis trap free carnitine as effort grows; while more and more
    fibers join in, fat oxidation of the body peaks near 60 % of maximal oxygen uptake and falls
    beyond [VanLoon2001].
    """
    x = effort / half_effort
    square = x * x
    return at_work(effort) / (1.0 + square * square)


@equation
def glycogen_for_contraction(missing, glycogen, half, minutes):
    """Return the rate constant (1/min) at which glycogen covers ``missing`` (mmol/kg/min)."""
    middle = max(glycogen - 0.5 * missing * minutes, 0.5 * glycogen)
    return missing / middle * glycogen / (half + glycogen)


@equation
def training_effect(load, half_load):
    """Return the share (0-1) of the unlimited training effect at a load in min/d."""
    return load / (half_load + load)


@equation
def activity_stimulus(activity, half_activity):
    """Return what a day's activity is to a fiber (activity and result: 1 = ordinary days).

    Concave: days in bed lack nearly all of it, days of few steps about half.
    """
    return activity * (1.0 + half_activity) / (half_activity + activity)


@equation
def disuse_inhibition(activity_memory, gain):
    """Return what disuse leaves of the signal (activity_memory: 1 = ordinary daily activity)."""
    return 1.0 - gain * (1.0 - min(activity_memory, 1.0))


@equation
def memory_decay(glycogen, lean_glycogen, rate):
    """Return the decay rate (1/min) of the memory: slower while glycogen is missing."""
    return rate * min(glycogen / lean_glycogen, 1.0)


@equation
def overload_damage(acyl_coa, lean_acyl_coa, onset, gain):
    """Return the divisor of mitochondrial content under lasting lipid overload (1 = none)."""
    return 1.0 + gain * max(acyl_coa / lean_acyl_coa - onset, 0.0)


@equation
def advance_training(state, i, at, now, glycogen, labile, p):
    """Advance memory, training load, disuse and what a fiber builds for them by one slow step."""
    effort = state[i + at.recruitment]
    recruited = 1.0 if effort > 0.0 else 0.0
    minutes = now.minutes
    mitochondria = state[i + at.mitochondria]
    memory = state[i + at.post_exercise_memory]
    gained = p.memory_onset_rate * effort * minutes
    memory = (memory + gained) / (
        1.0 + gained + memory_decay(glycogen, p.glycogen_lean, p.memory_decay_rate) * minutes
    ) + 1e-12
    state[i + at.post_exercise_memory] = memory
    resistance = state[i + at.resistance_share]
    aerobic_load = relax(
        state[i + at.aerobic_load],
        1440.0 * recruited * (1.0 - resistance) + 1e-9,
        now.load_fraction,
    )
    resistance_load = relax(
        state[i + at.resistance_load],
        1440.0 * recruited * resistance + 1e-9,
        now.load_fraction,
    )
    state[i + at.aerobic_load] = aerobic_load
    state[i + at.resistance_load] = resistance_load
    aerobic = training_effect(aerobic_load, p.training_half_load)
    strength = training_effect(resistance_load, p.training_half_load)
    activity = relax(
        state[i + at.activity_memory],
        activity_stimulus(now.activity, p.disuse_half_activity),
        now.disuse_fraction,
    )
    state[i + at.activity_memory] = activity
    idle = 1.0 - min(activity, 1.0)
    state[i + at.glut4_total] = relax(
        state[i + at.glut4_total],
        state[i + at.glut4_at_birth]
        * (1.0 + p.glut4_training_gain * (aerobic + p.resistance_glut4_share * strength))
        * (1.0 - p.disuse_glut4_loss * idle),
        now.glut4_fraction,
    )
    state[i + at.mitochondria] = relax(
        mitochondria,
        state[i + at.mitochondria_at_birth]
        * (1.0 + p.mitochondria_training_gain * aerobic)
        * (1.0 - p.disuse_mitochondria_loss * idle)
        / overload_damage(
            labile,
            p.lean_acyl_coa,
            p.mitochondria_overload_onset,
            p.mitochondria_overload_gain,
        ),
        now.mitochondria_fraction,
    )
    state[i + at.capillary_density] = relax(
        state[i + at.capillary_density],
        1.0 + p.capillary_training_gain * aerobic,
        now.density_fraction,
    )
    size = relax(
        state[i + at.size],
        state[i + at.size_at_birth]
        * (1.0 + p.size_training_gain * strength)
        * (1.0 - p.disuse_size_loss * idle),
        now.size_fraction,
    )
    state[i + at.size] = size
