"""The books after a leap: what went in and out over the leapt days is booked, and they close.

Intake, loss and burning are carried over a leap like any other state, with the same weights as
the pools, so that hardly anything is missing. What is missing all the same is set right where it
matters least: fatty acids in the lipid of all adipocytes by one factor, glucose and energy in
what was burned. How much that was is told, for the books alone can no longer show it.
"""

from __future__ import annotations

from agents.adipocyte import FATTY_ACID_PER_KILOGRAM

from ..books import residuals, stores

DEPOTS = ("visceral_fat", "subcutaneous_fat")


def settle(body) -> dict[str, float]:
    """Bring what the body knows of its cells up to date, then close the books.

    Returns what each book had missed, as a share of what went through it since the start.
    """
    muscle, b = body.tissues["muscle"], body.record
    b["muscle_size"] = float((muscle.column("size") * muscle.weights).sum()) / b["muscle_mass"]
    missed = residuals(body)
    close_books(body)
    return missed


def close_books(body) -> None:
    """Let the books close."""
    b, opening = body.record, body.opening_stores
    held = sum(
        float((body.tissues[n].column("lipid") * body.tissues[n].column("number")).sum())
        for n in DEPOTS
    )
    missing = b["fat_in"] - b["fat_out"] - (stores(body)["fatty_acids"] - opening["fatty_acids"])
    share = float(missing / (held * FATTY_ACID_PER_KILOGRAM))
    for name in DEPOTS:
        tissue = body.tissues[name]
        tissue.put("lipid", tissue.column("lipid") * (1.0 + share))
    now = stores(body)
    b["carbon_out"] += b["carbon_in"] - b["carbon_out"] - (now["glucose"] - opening["glucose"])
    b["energy_out"] += (
        b["energy_in"] - b["energy_out"] - b["energy_lost"] - (now["energy"] - opening["energy"])
    )
