"""Names of measures that scripts rely on: told by the protocols alone, nothing is simulated."""

from itertools import product

import pytest

from experiments.protocol.evaluation import Evaluation
from experiments.protocol.moments import test_points as points_of
from experiments.protocol.plan import longest, timeline_of
from experiments.protocol.quantities import body_catalog
from experiments.protocol.reading import load_protocol
from experiments.protocol.record import Key, Record, Sizes

BEFORE_AND_AFTER = ("before", "after")
TRAINED = ("m_value", "glut4", "mitochondria", "capillaries", "dag", "ceramide", "imcl",
           "muscle_mass", "vo2max")  # fmt: skip
YEARLY = ("fasting_glucose", "glucose_120", "fasting_insulin", "homa_b", "m_value", "liver_fat",
          "imcl", "bmi")  # fmt: skip
AGES = ("year_0", "year_1", "year_2", "year_4", "year_6", "year_8", "year_9", "recovered")


def each(measures, moments):
    return [f"{measure}.{moment}" for measure, moment in product(measures, moments)]


PROMISED = {
    "lipid_infusion": ["rd_change_2h", "rd_change_6h", "dag_fold_6h", "ceramide_change_6h"],
    "natural_history": [
        *each(YEARLY, [f"year_{year}" for year in range(16)]), "diabetes_onset",
    ],
    "story": each(("fasting_glucose", "glucose_120", "fasting_insulin", "liver_fat", "imcl",
                   "m_value"), AGES),
    "weight_loss": each(
        ("egp_suppression", "liver_fat", "imcl", "rd", "fasting_glucose"), BEFORE_AND_AFTER
    ),
    "one_leg_exercise": [
        "uptake_half_time.exercised", "uptake_half_time.rested", "uptake_ratio", "akt_ratio",
    ],
    "after_exercise": [
        *each(("m_value", "ratio_to_sedentary"), ("h14", "h38", "h86")), "m_value.sedentary",
    ],
    "eccentric_exercise": [
        *each(("rd_change", "irs1_change", "pi3k_change", "akt_change"), ("h24", "second_h24")),
        *(f"glut4_day_{day}" for day in (1, 2, 4, 7)), "second_against_first",
    ],
    "exercise_bout": ["recruited_type_1", "recruited_type_2a", "recruited_type_2x"],
    "half_training": each(("m_value_ratio", "si_ratio", "glut4_ratio"),
                          each(("kept", "halved", "stopped"), ("after",))),
    "aerobic_training": each(TRAINED, BEFORE_AND_AFTER),
    "resistance_training": each(TRAINED, BEFORE_AND_AFTER),
    "combined_training": each(TRAINED, BEFORE_AND_AFTER),
    "training_comparison": each(
        each(TRAINED, ("aerobic", "resistance", "combined")), BEFORE_AND_AFTER
    ),
    "bed_rest": each(("rd_ec50", "m_value", "imcl", "lean_mass"), BEFORE_AND_AFTER),
}  # fmt: skip


def empty(key, protocol, variant, **more):
    """The record of a branch in which nothing was seen."""
    timeline = timeline_of(protocol, variant)
    timeline.place(assume_limits=True)
    timeline.anchors.known.setdefault("end", longest(protocol, variant))
    return timeline, Record(
        key, protocol, timeline.anchors, sizes=[Sizes(0.0, 70.0, 55.0, 1.8)], **more
    )


def names_of(name):
    """Names of all measures that a run of a protocol reports."""
    protocol = load_protocol(name)
    model, records = protocol.model, {}
    for labels in product(model.group_labels(), model.arm_labels(), model.dose_labels()):
        group, arm, dose = labels
        key = Key(group, 0, arm, dose)
        timeline, records[key] = empty(key, protocol, protocol.variant(group, arm, dose))
        for test, asked in model.tests.items():
            if asked.groups is not None and group not in (*asked.groups, ""):
                continue
            for moment, point, shift in points_of(asked, timeline):
                side = key._replace(test=test, moment=moment)
                inner = protocol.tests[test]
                time = timeline.anchors.resolve(point) + shift
                _, records[side] = empty(side, inner, inner.variant(), test_time=time)
    return set(Evaluation(protocol, records, body_catalog()).measures())


@pytest.mark.parametrize("protocol", PROMISED)
def test_promised_measures_are_reported(protocol):
    assert set(PROMISED[protocol]) - names_of(protocol) == set()
