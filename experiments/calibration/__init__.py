"""Calibration: free parameters fitted to published results, and what these say about each of them.

The parameters that are declared as calibrated move, on a logarithmic scale and within their bounds,
until the weighted deviations from the targets (``experiments.validation``) and from the declared
values are least. From questions to tables: ``free`` (the parameters), ``choosing`` (targets and
runs), ``deviations`` (from a scorecard to residuals), ``evaluating`` (runs done once and kept),
``fitting`` (least squares), ``identifying`` (what the targets determine), ``calibration`` (all of
it), ``tables``, ``figures`` and ``printing``.
"""
