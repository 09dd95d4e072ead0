"""The pages that other drift tools make of the same data, each with its defaults.

Usage: report_pages.py evidently|nannyml REFERENCE CURRENT LAST_DAY OUT.html

REFERENCE and CURRENT are Parquet or CSV files with the same columns and a column `time`; CURRENT holds the days up to and
with LAST_DAY (as 2001-04-06). Evidently compares the last day with the reference, NannyML draws every day of both.
Run by scripts/record/beside-other-tools.ts, in the environment that requirements.in tells how to make; prints, last, the
tool's version. NannyML reports its use unless NML_DISABLE_USAGE_LOGGING is set.
"""

import sys

import duckdb


def frame(path, where="true"):
    """The rows of a file, categories as text whatever the file calls them."""
    columns = [name for name, *_ in duckdb.sql(f"DESCRIBE SELECT * FROM '{path}'").fetchall() if name != "label"]
    late = "CASE WHEN CAST(late AS VARCHAR) IN ('1', 'true') THEN 'true' ELSE 'false' END AS late"
    selected = ", ".join(late if name == "late" else name for name in columns)
    return duckdb.sql(f"SELECT {selected} FROM '{path}' WHERE {where} ORDER BY time").df()


def kinds(rows):
    """The names of numeric and of categorical columns."""
    names = [name for name in rows.columns if name != "time"]
    numeric = [name for name in names if rows[name].dtype.kind in "if"]
    return numeric, [name for name in names if name not in numeric]


def evidently_page(reference, current, last_day, out):
    """The drift preset: each column of the day against the reference."""
    import evidently
    from evidently import DataDefinition, Dataset, Report
    from evidently.presets import DataDriftPreset

    before, now = frame(reference), frame(current, f"CAST(time AS DATE) = '{last_day}'")
    numeric, categorical = kinds(before)
    definition = DataDefinition(numerical_columns=numeric, categorical_columns=categorical)
    datasets = [Dataset.from_pandas(rows.drop(columns="time"), data_definition=definition) for rows in (now, before)]
    Report([DataDriftPreset()]).run(*datasets).save_html(out)
    return evidently.__version__


def nannyml_page(reference, current, _last_day, out):
    """Univariate drift of each column, a chunk a day, the reference's days beside it."""
    import nannyml

    before, now = frame(reference), frame(current)
    numeric, categorical = kinds(before)
    calculator = nannyml.UnivariateDriftCalculator(
        column_names=[*numeric, *categorical],
        treat_as_categorical=categorical,
        timestamp_column_name="time",
        chunk_period="D",
    )
    calculator.fit(before)
    results = calculator.calculate(now)
    results.plot(kind="drift").write_html(out)
    days = results.filter(period="analysis").to_df()
    for name in [*numeric, *categorical]:
        value, threshold = (days[(name, "jensen_shannon", part)].iloc[-1] for part in ("value", "upper_threshold"))
        print(f"NannyML on the last day: {name} {value:.3f} of {threshold:.3f}")
    return nannyml.__version__


def main():
    tool, reference, current, last_day, out = sys.argv[1:6]
    print(globals()[f"{tool}_page"](reference, current, last_day, out))


if __name__ == "__main__":
    main()
