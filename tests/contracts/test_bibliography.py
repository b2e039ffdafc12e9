"""The bibliography is well formed: each key says who and when, each source can be found."""

import re
import tomllib
import unicodedata
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest

BIBLIOGRAPHY = Path(__file__).resolve().parents[2] / "agents" / "bibliography.toml"
SOURCES = tomllib.loads(BIBLIOGRAPHY.read_text(encoding="utf-8"))

REQUIRED = {"authors", "year", "title", "journal", "verified", "note"}
OPTIONAL = {"volume", "pages", "publisher", "doi", "pmid", "url"}
FIRST_YEAR, LAST_YEAR = 1900, 2030

KEY = re.compile(r"(?P<name>[A-Z][A-Za-z]*)(?P<year>\d{4})(?P<suffix>[a-z]?)")
DOI = re.compile(r"10\.\d{4,9}/\S*[^\s.,;]")
PMID = re.compile(r"\d{1,8}")
INITIALS = re.compile(r"[A-Z]{1,4}")

# Archives of literature and code: a source is cited where it is kept to be read.
HOSTS = {"arxiv.org", "github.com", "pubmed.ncbi.nlm.nih.gov", "www.ncbi.nlm.nih.gov"}

# Letters that Unicode decomposition leaves whole.
PLAIN_LETTERS = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ß": "ss", "æ": "ae"})


def plain(name: str) -> str:
    """The ASCII letters of a name: no accents, spaces, hyphens or apostrophes."""
    decomposed = unicodedata.normalize("NFKD", name.translate(PLAIN_LETTERS))
    return "".join(letter for letter in decomposed if letter.isascii() and letter.isalpha())


def first_author(authors: str) -> tuple[str, bool]:
    """Name of the first author in plain letters, and whether it is a person's surname.

    A person carries initials after the surname; a committee or society does not.
    """
    words = authors.split(",")[0].removesuffix(" et al.").split()
    if words[-1] in {"Jr", "Sr", "2nd", "3rd"}:
        words.pop()
    is_person = len(words) > 1 and INITIALS.fullmatch(words[-1]) is not None
    return plain("".join(words[:-1] if is_person else words)), is_person


def test_there_are_sources():
    assert SOURCES


def test_tables_stand_in_alphabetical_order():
    keys = [key.lower() for key in SOURCES]
    assert keys == sorted(keys)


def test_every_source_has_the_declared_fields():
    wrong = {
        key: sorted((REQUIRED - set(source)) | (set(source) - REQUIRED - OPTIONAL))
        for key, source in SOURCES.items()
    }
    assert not {key: fields for key, fields in wrong.items() if fields}


def test_fields_have_their_types_and_are_not_empty():
    wrong = []
    for key, source in SOURCES.items():
        for field, value in source.items():
            if field in {"year", "verified"}:
                valid = type(value) is (int if field == "year" else bool)
            else:
                valid = isinstance(value, str) and value and value == " ".join(value.split())
            if not valid:
                wrong.append(f"{key}.{field}")
    assert not wrong


def test_key_is_first_author_and_year():
    wrong = []
    for key, source in SOURCES.items():
        name, is_person = first_author(source["authors"])
        match = KEY.fullmatch(key)
        if (
            match is None
            or int(match["year"]) != source["year"]
            or not (match["name"] == name if is_person else name.startswith(match["name"]))
        ):
            wrong.append(f"{key}: {source['authors']} ({source['year']})")
    assert not wrong


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ("Dalla Man C, Rizza RA, Cobelli C", ("DallaMan", True)),
        ("Gavin JR 3rd, Roth J", ("Gavin", True)),
        ("Krogh-Madsen R, et al.", ("KroghMadsen", True)),
        ("Vøllestad NK, Blom PC", ("Vollestad", True)),
        ("American College of Sports Medicine", ("AmericanCollegeofSportsMedicine", False)),
    ],
)
def test_first_author_is_read_from_the_list_of_authors(authors, expected):
    assert first_author(authors) == expected


def test_a_letter_after_the_year_tells_siblings_apart():
    stems = Counter(key[:-1] if key[-1].isalpha() else key for key in SOURCES)
    alone = [key for key in SOURCES if key[-1].isalpha() and stems[key[:-1]] < 2]
    assert not alone


def test_years_are_plausible():
    wrong = {key: source["year"] for key, source in SOURCES.items()}
    assert not {key: y for key, y in wrong.items() if not FIRST_YEAR <= y <= LAST_YEAR}


def test_every_source_can_be_found():
    lost = [
        key
        for key, source in SOURCES.items()
        if not ({"doi", "pmid", "url", "publisher"} & set(source))
        and not ({"volume", "pages"} <= set(source))
    ]
    assert not lost


def test_identifiers_have_the_right_form():
    wrong = [
        f"{key}: {source[field]}"
        for key, source in SOURCES.items()
        for field, form in (("doi", DOI), ("pmid", PMID))
        if field in source and not form.fullmatch(source[field])
    ]
    assert not wrong


def test_addresses_lead_to_archives_of_literature_or_code():
    wrong = []
    for key, source in SOURCES.items():
        if "url" in source:
            address = urlsplit(source["url"])
            if address.scheme != "https" or address.hostname not in HOSTS:
                wrong.append(f"{key}: {source['url']}")
    assert not wrong


@pytest.mark.parametrize("field", ["doi", "pmid", "url", "title"])
def test_no_source_stands_twice(field):
    values = Counter(str(source[field]).lower() for source in SOURCES.values() if field in source)
    assert not [value for value, count in values.items() if count > 1]
