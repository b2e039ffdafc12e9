"""Cohorts: a sample of virtual people, each examined by the same protocol.

``people`` makes a list of runs of a cohort file, ``classes`` says who has prediabetes or diabetes,
``relations`` correlates what was measured, ``tables`` writes it down, ``figure`` draws it.
"""
