"""The picture of the model card: calibration, ROC curve and importances, as one SVG for light and dark pages."""

from collections.abc import Iterable
from typing import Final

from .evaluation import Evaluation

WIDTH: Final = 960
HEIGHT: Final = 340
SIDE: Final = 220
TOP: Final = 64
LEFTS: Final = (64, 372, 768)

STYLE: Final = """
text{font:12px system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;fill:#24292f}
.title{font-weight:600;font-size:14px}.soft{fill:#57606a}
.page{fill:#fff}.grid{stroke:#d0d7de;stroke-width:1}.ideal{stroke:#8c959f;stroke-dasharray:4 4;fill:none}
.line{stroke:#0969da;stroke-width:2;fill:none}.dot{fill:#0969da}.whisker{stroke:#0969da;stroke-width:1.5}
.bar{fill:#0969da}
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.soft{fill:#9198a1}.page{fill:#0d1117}.grid{stroke:#3d444d}
.ideal{stroke:#656c76}.line,.whisker{stroke:#4493f8}.dot,.bar{fill:#4493f8}}
"""


def draw(judged: Evaluation, importances: dict[str, float]) -> str:
    area = judged.metrics["auc"]
    worst = max(part.observed.upper for part in judged.calibration)
    longest = max(part.predicted for part in judged.calibration)
    limit = min(1.0, -(-max(worst, longest, 0.1) // 0.1) * 0.1)
    description = (
        f"Calibration on the holdout in ten bins, ROC curve with an area of {area.value:.3f}, and the importance of "
        "each feature."
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
            f"<title>{description}</title>",
            f"<style>{STYLE}</style>",
            f'<rect class="page" width="{WIDTH}" height="{HEIGHT}" rx="8"/>',
            *_calibration(judged, limit),
            *_roc(judged),
            *_bars(importances),
            "</svg>",
            "",
        ]
    )


def _calibration(judged: Evaluation, limit: float) -> Iterable[str]:
    left = LEFTS[0]

    def x(share: float) -> float:
        return left + share / limit * SIDE

    def y(share: float) -> float:
        return TOP + SIDE - share / limit * SIDE

    yield from _frame(left, "Calibration", f"{judged.rows:,} flights held out, ten bins of equal size")
    yield from _axes(left, limit, "predicted probability of being late", "share that was late")
    yield f'<path class="ideal" d="M{x(0):.1f} {y(0):.1f}L{x(limit):.1f} {y(limit):.1f}"/>'
    for part in judged.calibration:
        here, seen = x(part.predicted), part.observed
        yield f'<path class="whisker" d="M{here:.1f} {y(seen.lower):.1f}V{y(seen.upper):.1f}"/>'
        yield f'<circle class="dot" cx="{here:.1f}" cy="{y(seen.value):.1f}" r="4"/>'


def _roc(judged: Evaluation) -> Iterable[str]:
    left, area = LEFTS[1], judged.metrics["auc"]
    points = [(left + fpr * SIDE, TOP + SIDE - tpr * SIDE) for fpr, tpr in judged.roc]
    recall = judged.metrics["recall"].value
    yield from _frame(left, "ROC curve", f"area {area.value:.3f} ({area.lower:.3f} to {area.upper:.3f})")
    yield from _axes(left, 1.0, "flights on time that were called late", "late flights that were found")
    yield f'<path class="ideal" d="M{left} {TOP + SIDE}L{left + SIDE} {TOP}"/>'
    yield f'<path class="line" d="M{"L".join(f"{px:.1f} {py:.1f}" for px, py in points)}"/>'
    if "precision" in judged.metrics:
        called = judged.late_share * recall / judged.metrics["precision"].value
        false_alarms = (called - judged.late_share * recall) / (1 - judged.late_share)
        px, py = left + false_alarms * SIDE, TOP + SIDE - recall * SIDE
        yield f'<circle class="dot" cx="{px:.1f}" cy="{py:.1f}" r="5"/>'
        yield f'<text class="soft" x="{px + 10:.1f}" y="{py + 14:.1f}">threshold</text>'


def _bars(importances: dict[str, float]) -> Iterable[str]:
    left, width = LEFTS[2], WIDTH - LEFTS[2] - 64
    yield from _frame(left - 92, "Importance", "fall of the area when a feature is shuffled")
    ranked = sorted(importances.items(), key=lambda item: -item[1])
    largest = max(*importances.values(), 1e-9)
    step = SIDE / len(ranked)
    for i, (name, fall) in enumerate(ranked):
        middle = TOP + step * (i + 0.5)
        length = max(fall, 0.0) / largest * width
        yield f'<text x="{left - 8}" y="{middle + 4:.1f}" text-anchor="end">{name}</text>'
        yield f'<rect class="bar" x="{left}" y="{middle - 8:.1f}" width="{length:.1f}" height="16" rx="2"/>'
        yield f'<text class="soft" x="{left + length + 6:.1f}" y="{middle + 4:.1f}">{fall:.3f}</text>'


def _frame(left: float, title: str, subtitle: str) -> Iterable[str]:
    yield f'<text class="title" x="{left}" y="28">{title}</text>'
    yield f'<text class="soft" x="{left}" y="46">{subtitle}</text>'


def _axes(left: float, limit: float, horizontal: str, vertical: str) -> Iterable[str]:
    for i in range(3):
        share = limit * i / 2
        x, y = left + SIDE * i / 2, TOP + SIDE - SIDE * i / 2
        yield f'<path class="grid" d="M{left} {y}H{left + SIDE}M{x} {TOP}V{TOP + SIDE}"/>'
        yield f'<text class="soft" x="{x}" y="{TOP + SIDE + 18}" text-anchor="middle">{share:.0%}</text>'
        yield f'<text class="soft" x="{left - 8}" y="{y + 4}" text-anchor="end">{share:.0%}</text>'
    middle = TOP + SIDE / 2
    yield f'<text x="{left + SIDE / 2}" y="{TOP + SIDE + 38}" text-anchor="middle">{horizontal}</text>'
    yield f'<text transform="translate({left - 46} {middle})rotate(-90)" text-anchor="middle">{vertical}</text>'
