import unittest

import numpy as np

from flight_delay.intervals import Z, area_under_curve, by_whole_days, mean, wilson


class IntervalsTest(unittest.TestCase):
    def test_wilson_gives_the_published_bounds(self) -> None:
        share = wilson(45, 50)
        self.assertAlmostEqual(share.lower, 0.7863976856, places=10)
        self.assertAlmostEqual(share.upper, 0.9565242351, places=10)
        self.assertEqual((wilson(0, 9).lower, wilson(9, 9).upper), (0.0, 1.0))

    def test_the_area_counts_pairs_and_its_variance_is_delongs(self) -> None:
        late = np.array([1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1], bool)
        for score, area in (
            ([0.9, 0.8, 0.75, 0.4, 0.65, 0.5, 0.3, 0.2, 0.6, 0.1, 0.35, 0.55], 0.9166666667),
            ([0.85, 0.7, 0.5, 0.45, 0.6, 0.55, 0.25, 0.3, 0.65, 0.2, 0.4, 0.35], 0.7777777778),
            ([0.5, 0.5, 0.7, 0.5, 0.6, 0.5, 0.5, 0.2, 0.6, 0.1, 0.3, 0.5], None),
        ):
            values = np.array(score)
            won = np.sign(values[late][:, None] - values[~late][None, :]) / 2 + 0.5
            variance = won.mean(1).var(ddof=1) / late.sum() + won.mean(0).var(ddof=1) / (~late).sum()
            found = area_under_curve(values, late)
            self.assertAlmostEqual(found.value, won.mean(), places=12)
            self.assertAlmostEqual(found.value, area if area is not None else won.mean(), places=10)
            self.assertAlmostEqual(found.lower, won.mean() - Z * np.sqrt(variance), places=12)

    def test_intervals_cover_the_truth_about_as_often_as_they_say(self) -> None:
        random = np.random.default_rng(20)
        covered = {"wilson": 0, "mean": 0, "area": 0}
        rounds = 400
        for _ in range(rounds):
            late = random.random(400) < 0.2
            score = random.normal(size=400) + late
            share, average, area = wilson(int(late.sum()), 400), mean(score[~late]), area_under_curve(score, late)
            covered["wilson"] += share.lower <= 0.2 <= share.upper
            covered["mean"] += average.lower <= 0 <= average.upper
            # P(N(1, 1) > N(0, 1)) = Phi(1 / sqrt 2).
            covered["area"] += area.lower <= 0.7602499389 <= area.upper
        for name, times in covered.items():
            self.assertTrue(0.92 <= times / rounds <= 0.98, f"{name} covered {times} of {rounds}")

    def test_days_widen_the_interval_where_days_differ(self) -> None:
        random = np.random.default_rng(21)
        day = np.repeat(np.arange(14), 500)
        storm = random.random(14)[day]
        late = random.random(len(day)) < storm
        score = np.clip(0.3 + 0.2 * late + random.normal(0, 0.1, len(day)), 0, 1)
        days = by_whole_days(score, late, score >= 0.4, day, seed=1)
        flights = wilson(int((late == (score >= 0.4)).sum()), len(late))
        self.assertAlmostEqual(days["accuracy"].value, flights.value, places=12)
        self.assertAlmostEqual(days["auc"].value, area_under_curve(score, late).value, places=3)
        self.assertAlmostEqual(days["brier"].value, float(((score - late) ** 2).mean()), places=12)
        brier = mean((score - late) ** 2)
        self.assertGreater(days["brier"].upper - days["brier"].lower, 3 * (brier.upper - brier.lower))
        self.assertEqual(days, by_whole_days(score, late, score >= 0.4, day, seed=1))


if __name__ == "__main__":
    unittest.main()
