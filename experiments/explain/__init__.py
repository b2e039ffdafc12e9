"""Why a body is resistant: mechanisms taken away one by one and together, and what that gives back.

``mechanisms`` reads the table of mechanisms and takes them away from a body, ``shapley`` shares out
what they do together, ``examining`` is one examination, ``explanation`` all of them, ``tables`` and
``figure`` tell the result.
"""
