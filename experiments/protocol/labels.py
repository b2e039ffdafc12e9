"""Every label of a protocol (group, arm, dose, step, moment of a test) and the part it belongs
to."""

from experiments.protocol.reading import LoadedProtocol
from experiments.protocol.schema import Every
from experiments.protocol.timeline import step_labels
from experiments.protocol.times import DAY, moment_name


def label_dimensions(protocol: LoadedProtocol) -> dict[str, str]:
    """Dimension of each label; labels that occur in two dimensions are found by the check."""
    model = protocol.model
    found: dict[str, str] = {}
    for key in model.tests:
        found.update(dict.fromkeys(moment_labels(protocol, key), "test"))
        for event in protocol.tests[key].model.events.values():
            found.update(dict.fromkeys(step_labels(event), "step"))
    for event in model.events.values():
        found.update(dict.fromkeys(step_labels(event), "step"))
    if model.series is not None:
        found.update(dict.fromkeys(model.series.labels(), "dose"))
    found.update(dict.fromkeys(model.arms, "arm"))
    found.update(dict.fromkeys(model.groups, "group"))
    return found


def moment_labels(protocol: LoadedProtocol, key: str) -> list[str]:
    """Names of the moments of a test."""
    from experiments.protocol.moments import test_points
    from experiments.protocol.plan import timeline_of

    test = protocol.model.tests[key]
    if isinstance(test.at, Every):
        timeline = timeline_of(protocol, protocol.variant())
        timeline.place(assume_limits=True)
        ends = [
            o.latest_end
            for placed in timeline.placed.values()
            for o in placed
            if o.latest_end < float("inf")
        ]
        timeline.anchors.known.setdefault("end", max([DAY, *ends]))
        return [name for name, _, _ in test_points(test, timeline)]
    points = test.at if isinstance(test.at, tuple) else (test.at,)
    return list(test.names or (moment_name(point) for point in points))
