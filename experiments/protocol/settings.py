"""Settings of parameters as text: "muscle.diacylglycerol_gain=0", or a file of them."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path


def parse_settings(settings: "Mapping[str, float] | Sequence[str]") -> dict[str, float]:
    """Read settings and check their names and bounds; the last one of a name wins.

    A text may be the path of a TOML file with a table ``parameters``.
    """
    from agents.declarations import UserError

    if not settings:
        return {}
    if isinstance(settings, Mapping):
        return checked(dict(settings))
    result: dict[str, float] = {}
    for text in expanded(settings):
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


LEAP_TOLERANCE = 0.01
"""Estimated relative error of one leap that is allowed where nothing else is asked for."""


def tolerance_of(leap: bool | float) -> float | None:
    """Return the tolerance of the leap that is asked for: a number, or whether to leap at all."""
    from agents.declarations import UserError

    if isinstance(leap, bool):
        return LEAP_TOLERANCE if leap else None
    if not isinstance(leap, int | float) or not 1e-5 <= leap <= 0.2:
        raise UserError(f"The tolerance of a leap must lie in 1e-05 to 0.2, not {leap!r}.")
    return float(leap)


def expanded(settings: Sequence[str]) -> list[str]:
    """Return settings with those of files in place of the files' names."""
    result: list[str] = []
    for text in settings:
        if text.endswith(".toml") and "=" not in text:
            result += settings_of_file(Path(text))
        else:
            result.append(text)
    return result


def settings_of_file(path: Path) -> list[str]:
    """Return the settings in a file: name=value for each entry of its table ``parameters``."""
    from experiments.protocol.files import read
    from experiments.protocol.problems import refuse

    if not path.is_file():
        refuse(str(path), "there is no such file of settings.")
    table = read(path).get("parameters")
    if not isinstance(table, dict) or not table:
        refuse(path.name, "a file of settings has a table [parameters] with names and values.")
        raise AssertionError
    for name, value in table.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            refuse(path.name, f"parameters.{name} must be a number, not {value!r}.")
    return [f"{name}={value!r}" for name, value in table.items()]


def checked(values: Mapping[str, float]) -> dict[str, float]:
    """Check names and bounds of parameters."""
    import sim.body  # noqa: F401  (declares all parameters)
    from agents.declarations import check_parameters

    return check_parameters(values)
