"""When and how a metric alarm changes its state.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html

Alarms are evaluated shortly after metrics arrive, every few seconds (a metric that stays away changes states too), and
at once when the clock is set. Periods lie where CloudWatch lays them: at multiples of their length. The period that
has not ended yet counts as soon as it has data, so that a test need not wait for its end, except where more data could
still lift it over a lower bound (a Sum or SampleCount compared with LessThan...).
"""

import logging
import threading

from ministack.core.responses import request_scope
from ministack.services import cloudwatch

from launcher.cloudwatch import clock, metric_queries, service_metrics
from launcher.cloudwatch.metric_math_functions import MathError

_PERIODIC_SECONDS = 5.0
# Metrics come in bursts; one evaluation serves them all.
_BURST_SECONDS = 0.1
# CloudWatch looks back further than the periods it evaluates, to bridge points that are missing.
_EXTRA_PERIODS = 2

# A metric that is put at the very moment at which a clock stands belongs to the past. Seconds.
_AT_THIS_MOMENT = 0.001

_COMPARISONS = {
    "GreaterThanOrEqualToThreshold": lambda value, threshold: value >= threshold,
    "GreaterThanThreshold": lambda value, threshold: value > threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
    "LessThanOrEqualToThreshold": lambda value, threshold: value <= threshold,
}

logger = logging.getLogger("launcher.alarms")
_something_changed = threading.Event()
_one_at_a_time = threading.RLock()


def install() -> None:
    # MiniStack would evaluate in the middle of a request, on the event loop that the alarm's actions may wait for.
    cloudwatch._evaluate_alarm = lambda alarm: _something_changed.set()
    cloudwatch._evaluate_all_alarms = _something_changed.set


def start() -> None:
    threading.Thread(target=_keep_evaluating, daemon=True, name="alarm-evaluation").start()


def _keep_evaluating() -> None:
    while True:
        if _something_changed.wait(_PERIODIC_SECONDS):
            threading.Event().wait(_BURST_SECONDS)
            _something_changed.clear()
        evaluate_everything()


def evaluate_everything() -> None:
    """Every alarm of every account and Region, by CloudWatch's clock. Not on the event loop."""
    service_metrics.measure_watched_queues()
    for account, region, name in list(cloudwatch._alarms._data):
        with request_scope(account, region):
            alarm = cloudwatch._alarms.get(name)
            if alarm is not None:
                _evaluate(alarm)


def _evaluate(alarm: dict) -> None:
    with _one_at_a_time:
        try:
            state, reason = _judge(alarm)
        except MathError as error:
            alarm["StateReason"] = f"Metric math: {error}"
            return
        except Exception:
            logger.exception("alarm %s", alarm.get("AlarmName"))
            return
        if state is not None and state != alarm["StateValue"]:
            _change(alarm, state, reason)


def _change(alarm: dict, state: str, reason: str) -> None:
    old = alarm["StateValue"]
    alarm.update(StateValue=state, StateReason=reason, StateUpdatedTimestamp=int(clock.now()))
    cloudwatch._record_history(alarm["AlarmName"], old, state, reason)
    cloudwatch._dispatch_alarm_actions(alarm, old, state, reason)
    cloudwatch._evaluate_parent_alarms(alarm)


def _judge(alarm: dict) -> tuple[str | None, str]:
    """The state that the data call for and the reason; None where the present one is to stay."""
    breaches = _COMPARISONS.get(alarm.get("ComparisonOperator", ""))
    if breaches is None:
        raise MathError("anomaly detection is not supported by the local account")
    needed = int(alarm.get("EvaluationPeriods") or 1)
    points = _points(alarm, needed + _EXTRA_PERIODS)
    threshold = float(alarm.get("Threshold") or 0)
    breaching = [None if value is None else breaches(value, threshold) for value in points]
    state = _state(breaching, needed, int(alarm.get("DatapointsToAlarm") or needed),
                   alarm.get("TreatMissingData") or "missing")
    shown = ", ".join("-" if value is None else f"{value:g}" for value in points[-needed:])
    return state, (f"Threshold Crossed: the last {needed} datapoint(s) [{shown}] against "
                   f"{alarm['ComparisonOperator']} {threshold:g}")


def _points(alarm: dict, count: int) -> list[float | None]:
    """The values of the latest periods, oldest first."""
    period = metric_queries.period_of(alarm)
    now = clock.now()
    current = int(now // period) * period
    periods = [current - index * period for index in range(count, -1, -1)]
    values = metric_queries.values_of(alarm, periods, period, until=now + _AT_THIS_MOMENT)
    points = [values.get(at) for at in periods]
    if points[-1] is None or _may_still_rise(alarm):
        return points[:-1]
    return points[1:]


def _may_still_rise(alarm: dict) -> bool:
    return alarm.get("Statistic") in ("Sum", "SampleCount") and not alarm.get("ExtendedStatistic") and \
        not alarm.get("Metrics") and alarm.get("ComparisonOperator", "").startswith("LessThan")


def _state(breaching: list[bool | None], needed: int, to_alarm: int, missing: str) -> str | None:
    """M out of N with missing points, as the tables of "Configuring how alarms treat missing data" have it."""
    real = [point for point in breaching if point is not None]
    if len(real) >= needed:
        return "ALARM" if sum(real[-needed:]) >= to_alarm else "OK"
    if missing == "breaching":
        return "ALARM" if sum(real) + needed - len(real) >= to_alarm else "OK"
    if missing == "notBreaching":
        return "ALARM" if sum(real) >= to_alarm else "OK"
    if not real:
        return None if missing == "ignore" else "INSUFFICIENT_DATA"
    if sum(real) >= to_alarm:
        return "ALARM"
    if not all(real):
        return "OK"
    # Too few points, all of them breaching: an alarm only once they are old enough that waiting would not help.
    age_of_oldest = len(breaching) - breaching.index(True)
    return "ALARM" if missing == "missing" and age_of_oldest >= to_alarm else None
