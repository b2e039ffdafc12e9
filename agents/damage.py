"""Damage of a muscle fiber by lengthening work, the leukocytes it calls, and what both do.

Work that lengthens an active fiber tears sarcomeres. Within hours leukocytes gather around the
torn fiber; a day later insulin reaches IRS-1, PI3K and Akt less well, although its receptor is
unharmed [DelAguila2000]: leukocytes secrete TNF-alpha, and the nitric oxide of their inducible
synthase blocks Akt itself [CarvalhoFilho2005]. The fiber loses GLUT4 for days [Asp1995] and
glycogen returns late. What has been repaired is stronger: the next bout within weeks does much
less harm, after three months the protection is fading [Nosaka2005], and with a bout a week
insulin resistance no longer follows [Paschalis2011].

Leukocytes are a load that each fiber carries, as macrophages are of adipocytes. What they
secrete acts on their own fiber only: neighbors on the lattice of muscle may lie in other limbs.
"""

from .compiled import equation, without_trace
from .declarations import State, parameter

# fmt: off
DAMAGE_PARAMETERS = (
    parameter("damage_rate", 0.033, "1/min", (0.0, 1.0), "Asp1995",
              "rate at which full effort in lengthening breaks a fiber that is not used to it; "
              "0 removes all damage", calibrated="F9, GLUT4 after eccentric work [Asp1995]"),
    parameter("damage_repair_rate", 5.3e-4, "1/min", (1e-5, 0.01), "Asp1995",
              "repair of what is broken (1.3 d)",
              calibrated="GLUT4 after eccentric work [Asp1995]"),
    parameter("damage_glut4_loss", 0.0026, "1/min", (0.0, 0.1), "Asp1995",
              "loss of GLUT4 from a fiber that is all broken; 0 removes it",
              calibrated="GLUT4 after eccentric work [Asp1995]"),
    parameter("leukocyte_rate", 1.4e-3, "1/min", (1e-5, 0.1), "VandeVyver2012",
              "rate at which leukocytes arrive and leave (12 h): TNF-alpha peaks on the day after"),
    parameter("leukocyte_tnf_alpha", 153.0, "pg/ml", (0.0, 5000.0), "DelAguila2000",
              "rise of local TNF-alpha around a fiber with the most leukocytes; 0 removes it",
              calibrated="F9"),
    parameter("leukocyte_akt_gain", 3.5, "1", (0.0, 50.0), "CarvalhoFilho2005",
              "strength of the nitric oxide of leukocytes on Akt; 0 removes it", calibrated="F9"),
    parameter("protection_gain", 5.5, "1", (0.0, 50.0), "Nosaka2005",
              "protection from the next bout, per share of the fiber that was repaired; 0 removes "
              "it", calibrated="second bouts after 4 to 12 weeks [Nosaka2005]"),
    parameter("protection_fading_rate", 8.3e-6, "1/min", (1e-7, 0.001), "Nosaka2005",
              "fading of that protection (12 weeks)"),
)
# fmt: on
"""Damage by lengthening work."""

DAMAGE_STATES = (
    State("lengthening_share", "1", "event", "share of lengthening work in the bout now"),
    State("damage", "1", "slow", "share of the fiber's structure that is broken"),
    State("leukocytes", "1", "slow", "leukocytes around the fiber, share of the most"),
    State("lengthening_protection", "1", "slow", "protection by earlier damage (0-1)"),
)


@equation
def nitric_oxide_inhibition(leukocytes, gain):
    """Return what the nitric oxide of leukocytes leaves of Akt."""
    return 1.0 / (1.0 + gain * leukocytes)


@equation
def advance_damage(state, i, at, minutes, p):
    """Advance damage, leukocytes, protection and the GLUT4 that is lost by one slow step.

    Each share moves toward 1 by what builds it and toward 0 by what removes it, implicitly, so
    that it stays between them; a fiber that was never damaged keeps exact zeros.
    """
    protection = state[i + at.lengthening_protection]
    broken = (
        p.damage_rate
        * state[i + at.recruitment]
        * state[i + at.lengthening_share]
        * max(1.0 - protection, 0.0)
        * minutes
    )
    mended = p.damage_repair_rate * minutes
    damage = without_trace((state[i + at.damage] + broken) / (1.0 + broken + mended))
    arriving = p.leukocyte_rate * minutes
    learned = p.protection_gain * mended * damage
    fading = p.protection_fading_rate * minutes
    state[i + at.damage] = damage
    state[i + at.leukocytes] = without_trace(
        (state[i + at.leukocytes] + arriving * damage) / (1.0 + arriving)
    )
    state[i + at.lengthening_protection] = without_trace(
        (protection + learned) / (1.0 + learned + fading)
    )
    state[i + at.glut4_total] /= 1.0 + p.damage_glut4_loss * damage * minutes
