"""The nearest names to a name that is not known, as the second half of a sentence."""

import difflib
from collections.abc import Iterable


def nearest(name: str, known: Iterable[str], *, most: int = 8) -> str:
    """ "did you mean 'rate'?", or the list of what is known when nothing is near."""
    names = sorted(set(known))
    close = difflib.get_close_matches(name, names, n=3, cutoff=0.6)
    if not close:
        close = [other for other in names if name and (name in other or other in name)][:3]
    if close:
        return "did you mean " + " or ".join(f"'{other}'" for other in close) + "?"
    if not names:
        return "there is none"
    if len(names) <= most:
        return "known here: " + ", ".join(names)
    return "known here: " + ", ".join(names[:most]) + " ..."
