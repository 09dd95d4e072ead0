"""The reference data for drift monitoring: what the model was trained on and what it says about such flights."""

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .errors import UserError
from .features import FeatureTable
from .fields import CATEGORIES, DECIMALS, FEATURES, NAMES

FILE: Final = "reference.parquet"


def write(
    path: Path,
    table: FeatureTable,
    departed: NDArray[np.int64],
    probability: NDArray[np.float64],
    threshold: float,
    label: NDArray[np.bool_],
) -> None:
    """Writes time, features, answers (of trees that had not seen the flight) and truth, in the order of time."""
    import duckdb

    airports = np.array(table.airports, dtype=object)
    columns = {name: table.columns[name] for name in NAMES} | {
        name: airports[table.columns[name]] for name in CATEGORIES
    }
    # Rounded as the server rounds, so that the reference holds no value that an endpoint could not answer.
    answered = np.round(probability, DECIMALS)
    reference = columns | {
        "departed": departed,
        "probability": answered,
        "late": (answered >= threshold).astype(np.int8),
        "label": label.astype(np.int8),
    }
    chosen = ", ".join(_selected(feature.name, feature.kind) for feature in FEATURES)
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.register("reference", reference)
        connection.execute(
            f"COPY (SELECT make_timestamp(departed * 60000000) AS time, {chosen}, probability, late, label "
            f"FROM reference) TO {_quoted(path)} (FORMAT parquet, COMPRESSION zstd)"
        )


def _selected(name: str, kind: str) -> str:
    # numpy's NaN stands for a missing value.
    return name if kind != "number" else f"CASE WHEN isnan({name}) THEN NULL ELSE {name} END AS {name}"


def export(model: Path, out: Path, rows: int | None) -> int:
    """Copies the reference of a training run to CSV or Parquet, thinned evenly to at most `rows`; counts them."""
    import duckdb

    source = model / FILE
    if not source.is_file():
        raise UserError(f"There is no {source}. Give the folder of a training run with --model, or train first.")
    if out.suffix not in (".csv", ".parquet"):
        raise UserError(f"{out} has an unknown kind. End --out with .csv or .parquet.")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with duckdb.connect(config={"threads": 2}) as connection:
            connection.read_parquet(str(source), file_row_number=True).create_view("reference")
            ((total,),) = connection.execute("SELECT count(*) FROM reference").fetchall()
            step = 1 if rows is None else max(1, -(-total // rows))
            form = "csv, HEADER" if out.suffix == ".csv" else "parquet, COMPRESSION zstd"
            time = "strftime(time, '%Y-%m-%dT%H:%M:%SZ') AS time" if out.suffix == ".csv" else "time AS time"
            connection.execute(
                f"COPY (SELECT * EXCLUDE (file_row_number) REPLACE ({time}) FROM reference "
                f"WHERE file_row_number % {step} = 0 ORDER BY file_row_number) TO {_quoted(out)} (FORMAT {form})"
            )
            return -(-total // step)
    except (OSError, duckdb.Error) as error:
        raise UserError(f"{out} cannot be written: {str(error).splitlines()[0]}") from error


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
