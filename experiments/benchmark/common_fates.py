"""The same deaths and births of adipocytes in two runs of one life.

Which adipocyte dies on which day is drawn; a difference of a thousandth in the fullness of a depot
can let two runs draw different numbers from some day on, and then their lives differ by chance
far more than by method. To compare methods, what one run drew is noted and the other run is given
the same.
"""

from __future__ import annotations

from typing import Any


class Noting:
    """A stream of random numbers that notes what was drawn from it."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.drawn: list[Any] = []

    @property
    def bit_generator(self) -> Any:
        """State of the stream below, which copies of a body go on with."""
        return self.stream.bit_generator

    def __getattr__(self, name: str) -> Any:
        draw = getattr(self.stream, name)

        def noted(*arguments: Any, **options: Any) -> Any:
            drawn = draw(*arguments, **options)
            self.drawn.append(drawn)
            return drawn

        return noted


class Repeating:
    """A stream that gives again what another one gave, draw by draw, and its own draws after
    that: a life that ends a little later than the noted one needs a few more."""

    def __init__(self, stream: Any, drawn: list[Any]) -> None:
        self.stream = stream
        self.left = iter(drawn)

    @property
    def bit_generator(self) -> Any:
        """State of the stream below, which copies of a body go on with."""
        return self.stream.bit_generator

    def __getattr__(self, name: str) -> Any:
        draw = getattr(self.stream, name)

        def repeated(*arguments: Any, **options: Any) -> Any:
            noted = next(self.left, None)
            return draw(*arguments, **options) if noted is None else noted

        return repeated
