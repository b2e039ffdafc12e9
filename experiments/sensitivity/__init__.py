"""Sensitivity: which parameters move which measures, with confidence intervals.

``sampling`` draws the points that a method needs, ``analyzing`` makes indices of what they gave
(Morris, Sobol' and eFAST through SALib, PRCC in ``prcc``), ``consistency`` says how many seeds a
point needs (A-test), ``study`` puts it together, ``figure`` draws the tornado.
"""
