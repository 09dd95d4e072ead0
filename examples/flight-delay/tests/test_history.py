import unittest
from dataclasses import replace

import numpy as np

from flight_delay.history import origin_history
from tests.samples import made_up, two_real_days


class OriginHistoryTest(unittest.TestCase):
    def test_agrees_with_looking_at_every_other_flight(self) -> None:
        real = two_real_days()
        sample = np.random.default_rng(1).choice(len(real), 400, replace=False)
        for flights, rows in ((real, sample), (made_up(600, seed=2), np.arange(600))):
            history = origin_history(flights)
            for row in rows:
                now = flights.departed[row]
                # Written out once more, and in words: from here, landed before now, and not more than three hours ago.
                here = flights.origin == flights.origin[row]
                landed = flights.departed + np.ceil(45 + flights.distance / 7)
                seen = here & (landed < now) & (landed >= now - 180)
                left = here & (flights.departed < now) & (flights.departed >= now - 180)
                expected = flights.delay[seen].mean() if seen.any() else np.nan
                np.testing.assert_allclose(history.mean_delay[row], expected, rtol=1e-12)
                self.assertEqual(history.departures[row], left.sum())

    def test_does_not_move_when_the_future_is_rewritten(self) -> None:
        flights = two_real_days()
        before = origin_history(flights).mean_delay
        random = np.random.default_rng(3)
        first_day = flights.departed < flights.departed[0] + 1440
        for row in random.choice(np.flatnonzero(np.isfinite(before) & first_day), 12, replace=False):
            not_yet_known = flights.known >= flights.departed[row]
            self.assertTrue(not_yet_known[row], "a flight must not know its own delay")
            other = np.where(not_yet_known, random.integers(-60, 600, len(flights)), flights.delay).astype(np.int32)
            after = origin_history(replace(flights, delay=other)).mean_delay
            self.assertEqual(after[row], before[row])
            # The flights of the day after do see it.
            self.assertGreater((after[~first_day] != before[~first_day])[np.isfinite(before[~first_day])].mean(), 0.9)

    def test_knows_nothing_before_the_first_landing(self) -> None:
        flights = made_up(50, seed=4)
        history = origin_history(flights)
        first = flights.departed < flights.known.min()
        self.assertTrue(np.isnan(history.mean_delay[first]).all())

    def test_takes_no_flights(self) -> None:
        flights = made_up(0, seed=5)
        self.assertEqual(len(origin_history(flights).mean_delay), 0)


if __name__ == "__main__":
    unittest.main()
