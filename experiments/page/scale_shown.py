"""What a color bar says: its ends and its unit."""

from experiments.page.states_shown import SCALE_ENDS
from experiments.page.tissue_picture import Picture
from experiments.page.wording import pretty


def scale_of(state: str, picture: Picture) -> tuple[str, str, str]:
    """Return the ends of a color scale in words and its unit; ≥ tells that cells lie above it."""
    if state in SCALE_ENDS:
        return *SCALE_ENDS[state], ""
    low, high = f"{picture.low:.3g}", f"{picture.high:.3g}"
    unit = pretty(picture.unit) or ("" if picture.unit == "code" else "relative")
    return f"≤ {low}" if picture.below else low, f"≥ {high}" if picture.above else high, unit
