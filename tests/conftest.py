"""Settings of the whole suite."""

import csv

import pytest
from hypothesis import settings

# The first example may compile a kernel, and everybody sees the same examples.
settings.register_profile("glucell", deadline=None, derandomize=True)
settings.load_profile("glucell")


@pytest.fixture
def undescribed():
    """Return the columns of the tables of a folder that its data dictionary leaves out."""

    def columns(folder):
        with (folder / "dictionary.csv").open(newline="") as file:
            known = {(row["table"], row["name"]) for row in csv.DictReader(file) if row["meaning"]}
        missing = set()
        for path in folder.glob("*.csv"):
            if path.stem != "dictionary":
                with path.open(newline="") as file:
                    missing |= {(path.stem, name) for name in next(csv.reader(file))} - known
        return missing

    return columns
