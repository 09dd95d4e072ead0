import unittest

from flight_delay.rows import BadRequest, parse_rows

INDEX = {"origin": {"ATL": 0, "ORD": 1}, "destination": {"LGA": 0}}
GOOD = "ORD,LGA,733,17.58,5,42.3,118"


def parse(body: str | bytes) -> list[list[float | int | None]]:
    return parse_rows(body.encode() if isinstance(body, str) else body, INDEX)


class RowsTest(unittest.TestCase):
    def test_reads_rows_with_every_line_end(self) -> None:
        row = [1, 0, 733.0, 17.58, 5.0, 42.3, 118.0]
        for body in (GOOD, f"{GOOD}\n", f"{GOOD}\r\n", f"{GOOD}\r"):
            self.assertEqual(parse(body), [row], repr(body))
        self.assertEqual(parse(f"{GOOD}\r\n{GOOD}\n{GOOD}"), [row] * 3)
        self.assertEqual(parse(GOOD.replace("ORD", '"ORD"').replace("733", '"733"')), [row])

    def test_reads_missing_and_unknown_values(self) -> None:
        self.assertEqual(parse(",,,,,,"), [[None] * 7])
        self.assertEqual(parse("XXX,ZZZ,1,0,1,-.5,0"), [[None, None, 1.0, 0.0, 1.0, -0.5, 0.0]])

    def test_reads_numbers_in_scientific_notation_and_with_a_sign(self) -> None:
        self.assertEqual(parse("ATL,LGA,+7.33e2,1.,7,-1e1,0e0")[0][2:], [733.0, 1.0, 7.0, -10.0, 0.0])

    def test_refuses_what_is_not_clearly_a_flight_and_says_where(self) -> None:
        def with_cell(column: int, text: str) -> str:
            cells = GOOD.split(",")
            cells[column] = text
            return ",".join(cells)

        refused = [
            ("", "empty"),
            ("\n", "Line 1 is empty"),
            (f"{GOOD}\n\n{GOOD}", "Line 2 is empty"),
            ("origin,destination,distance,departure_hour,day_of_week,delay_3h,departures_3h", "header"),
            (f"{GOOD}\n{GOOD},1", "Line 2 has 8 columns, expected 7"),
            ("ORD,LGA,733", "Line 1 has 3 columns"),
            (b"\xff\xfe", "not UTF-8"),
            (f"\ufeff{GOOD}", "byte order mark"),
            (f'"ORD,{GOOD}', "no CSV"),
            (with_cell(0, "ord"), "Line 1, column origin: 'ord' is not three capital letters"),
            (with_cell(1, " LGA"), "column destination"),
            (with_cell(0, "A" * 100_000), r"'AAAAAAAAAAAAAAAAAAAA\.\.\.'"),
            (with_cell(0, "\x1b[31m"), r"\\x1b\[31m"),
            (with_cell(2, "0"), "column distance: '0' is not a whole number from 1 to 12500"),
            (with_cell(2, "733.5"), "whole number"),
            (with_cell(2, "nan"), "column distance"),
            (with_cell(5, "Infinity"), "column delay_3h"),
            (with_cell(5, "1e999"), "column delay_3h"),
            (with_cell(2, "1_000"), "column distance"),
            (with_cell(2, "0x10"), "column distance"),
            (with_cell(2, "٣٣"), r"\\u0663"),
            (with_cell(2, " 733"), "column distance"),
            (with_cell(3, "24"), "column departure_hour: '24' is not a number from 0 to 23.99"),
            (with_cell(3, "-0.01"), "departure_hour"),
            (with_cell(4, "0"), "day_of_week"),
            (with_cell(4, "8"), "day_of_week"),
            (with_cell(6, "1" * 5000), "departures_3h"),
            (with_cell(6, "\x00"), "departures_3h"),
            (with_cell(6, "null"), "departures_3h"),
        ]
        for body, message in refused:
            with self.subTest(body=body[:60]), self.assertRaisesRegex(BadRequest, message):
                parse(body)


if __name__ == "__main__":
    unittest.main()
