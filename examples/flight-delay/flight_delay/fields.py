"""What the model takes and what it answers: the one list that training, replay and the server read.

A request is one CSV row a flight, without a header, its columns in the order below. An empty cell is a missing value.
"""

from dataclasses import dataclass
from typing import Any, Final, Literal

Kind = Literal["category", "integer", "number"]


@dataclass(frozen=True)
class Feature:
    """A column of a request.

    A number outside `lowest` to `highest` (both included) is refused. `decimals` are the ones that the feature is
    rounded to before training, so that the text of a request is exactly the number that was trained on.
    """

    name: str
    kind: Kind
    unit: str | None = None
    lowest: float = 0
    highest: float = 0
    decimals: int = 0


FEATURES: Final = (
    Feature("origin", "category", "IATA airport code"),
    Feature("destination", "category", "IATA airport code"),
    Feature("distance", "integer", "miles", lowest=1, highest=12_500),
    # When the flight left the gate, on the clock of the origin: 17.5 is half past five in the afternoon.
    Feature("departure_hour", "number", "hours since midnight", lowest=0, highest=23.99, decimals=2),
    Feature("day_of_week", "integer", "1 is Monday", lowest=1, highest=7),
    # Missing where no flight from the origin has landed in those three hours.
    Feature("delay_3h", "number", "minutes", lowest=-1_440, highest=10_080, decimals=1),
    Feature("departures_3h", "integer", "flights", lowest=0, highest=10_000),
)
NAMES: Final = tuple(feature.name for feature in FEATURES)
CATEGORIES: Final = tuple(feature.name for feature in FEATURES if feature.kind == "category")

DOCUMENT_SCHEMA_VERSION: Final = 1

# Of a probability, as it is written.
DECIMALS: Final = 6


def feature_schema() -> dict[str, Any]:
    """The schema document that the endpoint and its monitors read."""

    def field(position: int, name: str, kind: str, unit: str | None = None, **rest: Any) -> dict[str, Any]:
        described = {"name": name, "kind": kind, "position": position}
        return described | ({"unit": unit} if unit is not None else {}) | rest

    return {
        "schemaVersion": DOCUMENT_SCHEMA_VERSION,
        "inputContentType": "text/csv",
        "outputContentType": "text/csv",
        "features": [field(i, f.name, f.kind, f.unit) for i, f in enumerate(FEATURES)],
        "outputs": [
            field(0, "probability", "number", "probability of being late"),
            # What is compared with the truth once the flight has landed.
            field(1, "late", "boolean", primary=True),
        ],
    }
