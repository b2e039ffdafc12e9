"""Many runs that differ in a few settings, of which none is ever lost or done twice.

From a file to tables: ``schema`` and ``axes`` (what varies), ``designs`` (which points),
``assigning`` (a point laid over protocol and subject), ``sweeping`` (the sweep as a list of
runs, checked before anything is computed), ``work`` (what every list of runs has), ``performing``
(one run), ``shards`` and ``folder`` (what has been done), ``conducting`` and ``cluster`` (who
does the rest), ``compaction`` (tables in the order of the design).
"""
