"""Comparing two runs, two subjects or two sweeps: differences with bands over seeds.

``sources`` reads what is compared, ``comparison`` runs two subjects, ``differences`` are the
statistics, ``tables`` and ``figure`` tell them.
"""
