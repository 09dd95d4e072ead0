import json
import tempfile
import unittest
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from flight_delay.cli import DATA
from flight_delay.errors import UserError
from flight_delay.features import csv_rows, encode, feature_table
from flight_delay.fields import CATEGORIES, FEATURES, NAMES
from flight_delay.flights import read_flights
from flight_delay.period import day_number, day_numbers, iso_time
from flight_delay.replay import write_replay
from flight_delay.rows import parse_rows
from tests.samples import two_real_days


class FeaturesTest(unittest.TestCase):
    def test_a_request_is_read_as_exactly_the_numbers_that_were_trained_on(self) -> None:
        table = feature_table(two_real_days())
        # An airport is left out, so that unknown ones are among them.
        categories = dict.fromkeys(CATEGORIES, table.airports[:-40])
        index = {name: {code: i for i, code in enumerate(codes)} for name, codes in categories.items()}
        read = parse_rows("\n".join(csv_rows(table)).encode(), index)
        served = np.array([[np.nan if value is None else value for value in row] for row in read])
        np.testing.assert_array_equal(served, encode(table, categories))

    def test_a_replayed_day_has_the_features_that_the_whole_file_gives(self) -> None:
        day = date(2001, 2, 25)
        whole = read_flights(DATA, date(2001, 1, 1), day + timedelta(days=3))
        rows = np.flatnonzero(day_numbers(whole.departed) == day_number(day))
        expected = csv_rows(feature_table(whole).take(rows))
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "replay.jsonl"
            self.assertEqual(write_replay(DATA, [day], file), len(rows))
            lines = [json.loads(line) for line in file.read_text().splitlines()]
        self.assertEqual([line["body"] for line in lines], expected)
        self.assertEqual([line["label"] for line in lines], (whole.delay[rows] > 15).astype(int).tolist())
        self.assertEqual([line["time"] for line in lines], [iso_time(minute) for minute in whole.departed[rows]])
        self.assertTrue(all(line["labelTime"] > line["time"] for line in lines))
        self.assertEqual(len({line["inferenceId"] for line in lines}), len(lines))

    def test_every_number_of_the_data_is_in_the_range_that_the_server_takes(self) -> None:
        table = feature_table(read_flights(DATA, date(2001, 1, 1), date(2001, 7, 1)))
        for feature in FEATURES:
            if feature.name not in CATEGORIES:
                column = table.columns[feature.name]
                self.assertGreaterEqual(np.nanmin(column), feature.lowest, feature.name)
                self.assertLessEqual(np.nanmax(column), feature.highest, feature.name)

    def test_the_day_of_the_week_and_the_hour_are_those_of_the_calendar(self) -> None:
        flights = two_real_days()
        table = feature_table(flights)
        self.assertEqual(set(table.columns["day_of_week"][flights.departed < flights.departed[0] + 60]), {4})
        self.assertEqual(date(2001, 2, 15).isoweekday(), 4)
        self.assertEqual(table.columns["departure_hour"].max(), 23.98)
        self.assertEqual(NAMES[0], "origin")

    def test_says_what_to_do_about_files_that_are_no_flights(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            missing, text = Path(folder) / "missing.parquet", Path(folder) / "text.parquet"
            text.write_text("date,delay\n")
            for file, message in ((missing, "npm ci"), (text, "cannot be read as Parquet")):
                with self.assertRaisesRegex(UserError, message):
                    read_flights(file, date(2001, 1, 1), date(2001, 1, 2))
            import duckdb

            other = Path(folder) / "other.parquet"
            duckdb.sql("SELECT 1 AS x").write_parquet(str(other))
            with self.assertRaisesRegex(UserError, "expected a column date of type TIMESTAMP, found none"):
                read_flights(other, date(2001, 1, 1), date(2001, 1, 2))


if __name__ == "__main__":
    unittest.main()
