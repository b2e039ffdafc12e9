"""What holds a cell back agrees with the insulin response that runs report."""

import pytest

from experiments.output.insulin_response import insulin_response
from experiments.page.held_back import in_words, response_of


@pytest.mark.parametrize("name", ["muscle", "liver", "visceral_fat", "subcutaneous_fat"])
def test_the_response_is_the_one_of_the_tables(pair, name):
    for actor in pair.actors:
        tissue, parameters = actor.body.tissues[name], actor.body.parameters[name]
        known = insulin_response(tissue, parameters)
        for place in range(0, len(tissue), 7):
            response = response_of(actor.body, name, int(tissue.rows[place]))
            assert response.share == pytest.approx(known[place], rel=1e-9)
            assert sum(cause.share for cause in response.causes) == pytest.approx(1.0)


@pytest.mark.parametrize("name", ["muscle", "liver"])
def test_the_causes_are_those_that_the_kernel_multiplies(scene, name):
    from experiments.page.held_back import inhibitions

    body = scene.actors[0].body
    tissue = body.tissues[name]
    for cell in map(tissue.agent, tissue.rows[:20].tolist()):
        states = {state: getattr(cell, state) for state in tissue.states}
        early, late = inhibitions(states, body.parameters[name])
        product = 1.0
        for key, left in early.items():
            product *= 1.0 if key == "receptors" else left
        assert product == pytest.approx(cell.signal_gain, rel=1e-6)
        product = 1.0
        for left in late.values():
            product *= left
        assert product == pytest.approx(cell.akt_gain, rel=1e-6)


def test_a_damaged_fiber_names_what_its_leukocytes_take(scene):
    body = scene.actors[0].body.branch()
    row = int(body.tissues["muscle"].rows[0])
    fiber = body.tissues["muscle"].agent(row)
    fiber.damage = fiber.leukocytes = 0.4
    body.run_for(15.0)
    response = response_of(body, "muscle", row)
    known = insulin_response(body.tissues["muscle"], body.parameters["muscle"])
    assert response.share == pytest.approx(known[0], rel=1e-9)
    causes = {cause.key: cause for cause in response.causes}
    assert causes["leukocytes"].share > 0.1 and causes["tnf_alpha"].share > 0.05
    assert causes["leukocytes"].text.endswith("% of the most leukocytes around it")


def test_removing_the_main_cause_leaves_the_others(scene):
    body = scene.actors[0].body
    row = int(body.tissues["muscle"].rows[0])
    before = response_of(body, "muscle", row)
    scene.act({"type": "set", "parameters": {"muscle.diacylglycerol_gain": 0.0}})
    after = response_of(body, "muscle", row)
    lost = {cause.key: cause.share for cause in after.causes}
    assert lost["diacylglycerol"] == 0.0 and after.share >= before.share


def test_it_is_told_in_words(scene):
    body = scene.actors[0].body
    row = int(body.tissues["muscle"].rows[3])
    told = in_words(response_of(body, "muscle", row), "muscle fiber", 0.8)
    assert told.startswith("This muscle fiber responds to insulin at ")
    assert "(the middle cell of this tissue: 80 %)" in told and "Of what is lost, " in told
