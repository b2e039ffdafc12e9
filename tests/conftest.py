"""Settings of the whole suite."""

from hypothesis import settings

# The first example may compile a kernel, and everybody sees the same examples.
settings.register_profile("glucell", deadline=None, derandomize=True)
settings.load_profile("glucell")
