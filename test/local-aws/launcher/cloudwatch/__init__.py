"""CloudWatch: alarms as AWS evaluates them, metric math, metrics out of logs, and a clock that a replay can set."""

from launcher.cloudwatch import (alarm_actions, alarm_evaluation, alarm_settings, clock, log_metrics,
                                 metric_data_queries, metric_store, service_metrics)


def install() -> None:
    for part in (clock, metric_store, alarm_settings, alarm_actions, alarm_evaluation, metric_data_queries, log_metrics,
                 service_metrics):
        part.install()


def start_evaluating() -> None:
    alarm_evaluation.start()
