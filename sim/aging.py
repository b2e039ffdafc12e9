"""Growing older: mitochondria and beta cells lose a little each year."""

from agents.declarations import ParameterGroup, parameter

# fmt: off
AGING = ParameterGroup(
    "aging",
    parameter("mitochondrial_loss", 0.007, "1/y", (0.0, 0.1), "Short2005",
              "yearly loss of the mitochondrial capacity of untrained muscle; 0 removes it"),
    parameter("beta_cell_loss", 0.007, "1/y", (0.0, 0.1), "Szoke2008",
              "yearly loss of the beta-cell mass that is maintained; 0 removes it"),
)
# fmt: on


def grow_older(body, days: float) -> None:
    """Age the inherited capacities of a body by a number of days."""
    aging = body.parameters["aging"]
    muscle = body.tissues["muscle"]
    kept = 1.0 - aging["mitochondrial_loss"] * days / 365.25
    muscle.put("mitochondria_at_birth", muscle.column("mitochondria_at_birth") * kept)
    body.record["beta_cell_capacity"] *= 1.0 - aging["beta_cell_loss"] * days / 365.25
    body.record["age"] += days / 365.25
