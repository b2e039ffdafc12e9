"""The language of protocols: what is written in a file, what it means, how it is performed.

From file to result: ``files`` and ``reading`` (TOML to schema), ``checking`` (without simulating),
``timeline`` and ``acts`` (when what happens), ``engine`` and ``branch`` (bodies living through
it), ``record`` and ``evaluation`` (what was seen, and the measures made of it), ``outcome``.
"""
