"""Clinical and physiological indices: pure functions, numbers in, numbers out.

Every function states the units it takes and gives, its formula and its source. Nothing here
knows of bodies, protocols or files, and nothing converts units.

``declared.py`` says how an index is declared and when it is *undefined*; ``samples.py`` what a
usable sample is; one further file per kind of test: ``fasting.py``, ``tolerance.py``,
``minimal_model.py``, ``meal_sensitivity.py``, ``glucose_monitoring.py``, ``hba1c.py``,
``diagnosis.py``; ``curve_fits.py``, ``slopes.py`` and ``agreement.py`` serve any quantity.
"""

from .declared import Index, Undefined, catalog

__all__ = ["Index", "Undefined", "catalog"]
