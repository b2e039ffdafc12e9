"""Names and units of what can be measured: quantities of the body and states of cells."""

from dataclasses import dataclass, field

_SUBSTANCES = (
    ("nefa", "fatty_acid"),
    ("fatty_acid", "fatty_acid"),
    ("lipid_infusion", "lipid"),
    ("palmitate", "fatty_acid"),
    ("c_peptide", "c_peptide"),
    ("insulin", "insulin"),
    ("glucagon", "glucagon"),
    ("lactate", "lactate"),
    ("tnf", "tnf_alpha"),
    ("interleukin", "interleukin_6"),
    ("triglyceride", "triglyceride"),
    ("glucose", "glucose"),
    ("glycogen", "glucose"),
    ("egp", "glucose"),
    ("gluconeogenesis", "glucose"),
    ("rd", "glucose"),
    ("ra", "glucose"),
    ("splanchnic", "glucose"),
    ("uptake", "glucose"),
)


def substance_of(quantity: str) -> str | None:
    """The substance whose molar mass connects mass and amount in a quantity."""
    name = quantity.rpartition(".")[2]
    words = name.split("_")
    for part, substance in _SUBSTANCES:
        if part in words or (len(part) > 3 and part in name):
            return substance
    return None


@dataclass
class Catalog:
    """Units of quantities by name; names of regions may stand between a tissue and a state."""

    units: dict[str, str]
    regions: tuple[str, ...] = ("left_leg", "right_leg", "trunk_and_arms")
    meanings: dict[str, str] = field(default_factory=dict)

    def knows(self, name: str) -> bool:
        """Whether a quantity of this name exists."""
        return self._plain(name) in self.units

    def unit(self, name: str) -> str:
        """Unit in which the body gives a quantity."""
        return self.units[self._plain(name)]

    def meaning(self, name: str) -> str:
        """What a quantity is, in words; empty where nothing is known of it."""
        return self.meanings.get(self._plain(name), "")

    def _plain(self, name: str) -> str:
        parts = name.split(".")
        if name not in self.units and len(parts) == 3 and parts[1] in self.regions:
            return f"{parts[0]}.{parts[2]}"
        return name


def body_catalog() -> Catalog:
    """The catalog of the simulated body."""
    from sim.quantities import catalog

    entries = catalog()
    return Catalog(
        {name: entry.unit for name, entry in entries.items()},
        meanings={name: entry.meaning for name, entry in entries.items()},
    )
