"""Settings of parameters as text: "muscle.diacylglycerol_gain=0"."""

import math
from collections.abc import Mapping, Sequence


def parse_settings(settings: "Mapping[str, float] | Sequence[str]") -> dict[str, float]:
    """Read settings and check their names and bounds; the last one of a name wins."""
    from agents.declarations import UserError

    if not settings:
        return {}
    if isinstance(settings, Mapping):
        return checked(dict(settings))
    result: dict[str, float] = {}
    for text in settings:
        name, equals, value = text.partition("=")
        if not equals:
            raise UserError(
                f"The setting '{text}' has no value; write name=value, as in "
                "muscle.diacylglycerol_gain=0."
            )
        try:
            number = float(value)
        except ValueError:
            raise UserError(f"The setting '{text}' needs a number after '='.") from None
        if not math.isfinite(number):
            raise UserError(f"The setting '{text}' needs a finite number.")
        result[name.strip()] = number
    return checked(result)


def checked(values: Mapping[str, float]) -> dict[str, float]:
    """Check names and bounds of parameters."""
    import sim.body  # noqa: F401  (declares all parameters)
    from agents.declarations import check_parameters

    return check_parameters(values)
