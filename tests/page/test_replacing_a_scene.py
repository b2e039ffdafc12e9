"""A new scene takes the place of the one that was shown."""

import pytest

pytestmark = pytest.mark.browser  # runs where the page's requirements are


@pytest.mark.parametrize("play", [True, False])
def test_whether_it_plays_is_known_before_anybody_can_see_it(play):
    """Bodies may enter at once: what is said later, nobody would ask for."""
    pytest.importorskip("solara")
    from experiments.page.view import View, replace_scene

    view = View({"rng": 1, "cells": 40, "subject": "lean", "beside": "nobody"})
    heard = []
    view.scene.subscribe(lambda scene: heard.append((view.play_when_ready, scene)))
    replace_scene(view, play=play, subject="sedentary")
    [(waiting, scene)] = heard
    assert (waiting is scene) is play
    for shown in (scene, view.scene.value):
        shown.work.wait(60)
        shown.close()
