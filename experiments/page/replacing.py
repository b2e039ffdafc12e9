"""One thing is driven by one event at a time: a new diet ends the one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from experiments.page.director import read_events

COMPOSITION = ("diet", "carbohydrate", "fat", "protein", "fiber", "rapid_share", "saturated_share")


def end_what_it_replaces(
    scene: Any, event: Any, table: Mapping[str, Any], chosen: Sequence[int]
) -> dict[str, Any]:
    """End events that drive what a new one drives; return its table.

    A diet that says nothing of its composition keeps that of the diet it ends.
    """
    driven, result = set(event.driven()), dict(table)
    if not driven:
        return result
    now = scene.time
    for number, marker in enumerate(scene.markers):
        old = read_events({marker.key: marker.table})[marker.key]
        if driven.isdisjoint(old.driven()) or not _goes_on(scene, marker, now, chosen):
            continue
        inherited = {k: marker.table[k] for k in COMPOSITION if k in marker.table}
        if result.get("type") == "diet" and not any(k in result for k in COMPOSITION):
            result.update(inherited)
        for place in chosen:
            scene.actors[place].director.stop(marker.key)
        ended = {k: v for k, v in marker.table.items() if k not in ("duration", "until", "limit")}
        ended["end"] = f"{now:.10g} min"
        if "final_intensity" in ended:
            ended.pop("final_intensity")
        apart = len(chosen) < len(scene.actors) and not marker.whom
        if apart:  # it goes on in the other body: two markers from now on
            other = "AB"[1 - chosen[0]]
            scene.markers.append(replace(marker, key=f"{marker.key}_{other.lower()}", whom=other))
        whom = "AB"[chosen[0]] if apart else marker.whom
        scene.markers[number] = replace(marker, end=now, table=ended, whom=whom)
    return result


def _goes_on(scene: Any, marker: Any, now: float, chosen: Sequence[int]) -> bool:
    """Tell whether an event still drives any of the chosen bodies."""
    if marker.whom and "AB".index(marker.whom) not in chosen:
        return False
    open_ended = not any(key in marker.table for key in ("duration", "until", "end"))
    if open_ended and marker.start <= now:
        return True
    ends = [scene.actors[place].director.ends.get(marker.key, marker.end) for place in chosen]
    return marker.start <= now < max(ends)
