"""The hash of the model changes with what is computed and with nothing else."""

import pytest

from agents.model_hash import model_hash

SOURCE = '''"""What the file is about."""

RATE = 0.1  # 1/min
parameter("rate", 0.1, "1/min", (0.0, 1.0), "Hill1910", "how fast it goes")


def grown(size, rate):
    """Return the next size."""
    return size * (1.0 + rate)
'''


@pytest.fixture
def tree(tmp_path):
    for package in ("agents", "sim"):
        (tmp_path / package).mkdir()
    (tmp_path / "agents" / "cell.py").write_text(SOURCE)
    return tmp_path


def hash_with(tree, old, new):
    """The hash of the tree after one change of its source."""
    assert SOURCE.count(old) >= 1
    (tree / "agents" / "cell.py").write_text(SOURCE.replace(old, new))
    return model_hash(tree)


@pytest.fixture(autouse=True)
def afresh(monkeypatch):
    """Each question reads the files; a process that runs the model reads them once."""
    monkeypatch.setitem(globals(), "model_hash", model_hash.__wrapped__)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  # 1/min", "  # another word"),
        ("What the file is about.", "Other words."),
        ('    """Return the next size."""\n', ""),
        ("how fast it goes", "how quickly it goes"),
        ("size * (1.0 + rate)", "(\n        size * (1.0 + rate)\n    )"),
        ("0.1, ", "0.10, "),
    ],
)
def test_words_and_layout_change_nothing(tree, old, new):
    before = model_hash(tree)
    assert hash_with(tree, old, new) == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("0.1, ", "0.2, "),
        ("1.0 + rate", "1.0 - rate"),
        ('"rate"', '"speed"'),
        ("(0.0, 1.0)", "(0.0, 2.0)"),
        ("grown", "shrunk"),
    ],
)
def test_numbers_operations_and_names_change_it(tree, old, new):
    before = model_hash(tree)
    assert hash_with(tree, old, new) != before


def test_a_file_more_or_another_name_changes_it(tree):
    before = model_hash(tree)
    (tree / "agents" / "cell.py").rename(tree / "agents" / "fiber.py")
    renamed = model_hash(tree)
    (tree / "sim" / "gut.py").write_text("")
    assert len({before, renamed, model_hash(tree)}) == 3
