"""How declared names are written for people: as words, with abbreviations as the field has them."""

import re

ACRONYMS = {
    "irs1": "IRS-1", "pi3k": "PI3K", "akt": "Akt", "glut4": "GLUT4", "ampk": "AMPK",
    "rac1": "Rac1", "tnf alpha": "TNF-alpha", "interleukin 6": "IL-6", "vldl": "VLDL",
    "fatty acyl coa": "fatty acyl-CoA", "nefa": "NEFA", "egp": "EGP", "ec50": "EC50",
    "dag": "DAG", "imcl": "IMCL", "bmi": "BMI", "homa": "HOMA", "si": "SI", "sg": "SG",
    "vo2max": "VO2max",
}  # fmt: skip


def plain(name: str) -> str:
    """Return a declared name as words."""
    words = name.replace(".", ": ").replace("_", " ")
    for written, meant in ACRONYMS.items():
        words = re.sub(rf"\b{written}\b", meant, words)
    return words


def titled(name: str) -> str:
    """Return a declared name as a title: words, the first with a capital letter."""
    words = plain(name)
    return words[:1].upper() + words[1:]
