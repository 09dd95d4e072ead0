"""The same job in the tools people use: captured lines on disk to a drift verdict a feature.

Usage: drift_job.py simdjson|duckdb|numpy|scipy|evidently FILE EDGES.json REFERENCE.csv
"""

import json
import resource
import sys

# 20 features and the prediction.
COLUMNS = [f"x{i}" for i in range(20)] + ["prediction"]


def psi(reference, current):
    """Population stability index of two lists of counts, half a row added to each cell."""
    import math

    n, m = sum(current) + len(current) / 2, sum(reference) + len(reference) / 2
    pairs = [((c + 0.5) / n, (r + 0.5) / m) for c, r in zip(current, reference)]
    return sum((p - q) * math.log(p / q) for p, q in pairs)


def parsed(path):
    """The payloads as a polars frame, by the fastest parsers that are at hand."""
    import io

    import orjson
    import polars

    rows = []
    with open(path, "rb") as lines:
        # No more of a line is kept than its payloads: a million dictionaries would keep the garbage collector busy.
        for line in lines:
            captured = orjson.loads(line)["captureData"]
            rows.append(f"{captured['endpointInput']['data']},{captured['endpointOutput']['data']}")
    text = "\n".join(rows).encode()
    return polars.read_csv(io.BytesIO(text), has_header=False, schema=dict.fromkeys(COLUMNS, polars.Float64))


def by_simdjson(path, _edges, _reference):
    """Each line parsed, and nothing taken from it."""
    import simdjson

    parser = simdjson.Parser()
    rows = 0
    with open(path, "rb") as lines:
        for line in lines:
            parser.parse(line)
            rows += 1
    return rows, 0.0


def by_duckdb(path, edges, _reference):
    """PSI of ten bins and null counts by histogram()."""
    import duckdb

    connection = duckdb.connect(config={"threads": 1})
    payload = "STRUCT(data VARCHAR)"
    columns = f"{{'captureData': 'STRUCT(endpointInput {payload}, endpointOutput {payload})'}}"
    aggregates = ", ".join(
        f"histogram({name}, {edges['inner'][i] + [1e308]}::DOUBLE[]), count(*) - count({name})"
        for i, name in enumerate(COLUMNS)
    )
    texts = [f"c[{i + 1}]" for i in range(len(COLUMNS) - 1)] + ["answer"]
    cells = ", ".join(f"TRY_CAST({text} AS DOUBLE) AS {name}" for text, name in zip(texts, COLUMNS))
    payloads = "string_split(captureData.endpointInput.data, ',') AS c, captureData.endpointOutput.data AS answer"
    source = f"read_json('{path}', format='newline_delimited', columns={columns})"
    row = connection.execute(f"SELECT count(*), {aggregates} FROM (SELECT {cells} FROM (SELECT {payloads} FROM {source}))").fetchone()
    counts = [list(row[1 + 2 * i].values())[: len(edges["inner"][i]) + 1] for i in range(len(COLUMNS))]
    return row[0], max(psi(edges["counts"][i], counts[i]) for i in range(len(COLUMNS)))


def by_numpy(path, edges, _reference):
    """PSI of ten bins, approximate KS and W of 200."""
    import numpy

    frame = parsed(path)
    worst = 0.0
    for i, name in enumerate(COLUMNS):
        values = frame[name].to_numpy()
        cells = numpy.searchsorted(numpy.asarray(edges["cells"][i]), values, side="right")
        counts = numpy.bincount(cells, minlength=len(edges["cells"][i]) + 1)
        shares = numpy.cumsum(counts) / counts.sum()
        numpy.abs(shares - numpy.linspace(0, 1, len(shares))).max()
        deciles = numpy.add.reduceat(counts, numpy.arange(0, len(counts), len(counts) // 10)[:10])
        worst = max(worst, psi(edges["counts"][i], deciles.tolist()))
    return len(frame), worst


def by_scipy(path, _edges, reference):
    """PSI, Jensen-Shannon, KS and Wasserstein on all values."""
    import numpy
    import polars
    from scipy.spatial.distance import jensenshannon
    from scipy.stats import ks_2samp, wasserstein_distance

    frame = parsed(path)
    baseline = polars.read_csv(reference)
    worst = 0.0
    for name in COLUMNS:
        values, before = frame[name].to_numpy(), baseline[name].to_numpy()
        edges = numpy.quantile(before, numpy.linspace(0, 1, 11))
        edges[0], edges[-1] = -numpy.inf, numpy.inf
        now, was = numpy.histogram(values, edges)[0], numpy.histogram(before, edges)[0]
        jensenshannon(now, was, base=2)
        ks_2samp(values, before, method="asymp")
        wasserstein_distance(values, before)
        worst = max(worst, psi(was.tolist(), now.tolist()))
    return len(frame), worst


def by_evidently(path, _edges, reference):
    """Evidently's DataDriftPreset with its defaults."""
    import pandas
    from evidently import Dataset, Report
    from evidently.presets import DataDriftPreset

    current = pandas.DataFrame({name: column.to_numpy() for name, column in ((c.name, c) for c in parsed(path))})
    baseline = pandas.read_csv(reference, usecols=COLUMNS)
    report = Report([DataDriftPreset()]).run(Dataset.from_pandas(current), Dataset.from_pandas(baseline))
    first = report.dict()["metrics"][0]["value"]
    return len(current), first["count"] if isinstance(first, dict) else first


def main():
    tool, path, edges_path, reference = sys.argv[1:5]
    with open(edges_path, encoding="utf8") as file:
        edges = json.load(file)
    rows, verdict = globals()[f"by_{tool}"](path, edges, reference)
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"rows": rows, "verdict": f"{verdict:.4f}", "maxRssMb": rss}))


main()
