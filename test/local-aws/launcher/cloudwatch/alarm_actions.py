"""What a change of an alarm's state sets off: MiniStack notifies SNS topics; Lambda functions and the event are ours."""

import threading
import uuid

from ministack.core.responses import get_account_id, get_region
from ministack.services import cloudwatch, lambda_svc

from launcher import events
from launcher.cloudwatch import clock

_ACTIONS = {"ALARM": "AlarmActions", "OK": "OKActions", "INSUFFICIENT_DATA": "InsufficientDataActions"}


def install() -> None:
    notify_topics = cloudwatch._dispatch_alarm_actions

    def dispatch_alarm_actions(alarm, old, new, reason):
        notify_topics(alarm, old, new, reason)
        if alarm.get("ActionsEnabled", True):
            for arn in alarm.get(_ACTIONS[new]) or []:
                if ":lambda:" in arn:
                    _invoke(arn, alarm, old, new, reason)
        _publish(alarm, old, new, reason)

    cloudwatch._dispatch_alarm_actions = dispatch_alarm_actions


def _invoke(function_arn: str, alarm: dict, old: str, new: str, reason: str) -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html"""
    function, configuration, _ = lambda_svc._get_func_record_for_ref(function_arn)
    if function is None:
        return
    event = {
        "source": "aws.cloudwatch", "alarmArn": alarm.get("AlarmArn", ""), "accountId": get_account_id(),
        "time": clock.iso(clock.now()), "region": get_region(),
        "alarmData": {"alarmName": alarm["AlarmName"], **_states(old, new, reason),
                      "configuration": _configuration(alarm)}}
    record = lambda_svc._execution_record_for_config(function, configuration)
    threading.Thread(target=lambda_svc._execute_function_with_config_scope, args=(record, event), daemon=True,
                     name="alarm-action").start()


def _publish(alarm: dict, old: str, new: str, reason: str) -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html"""
    events.publish("aws.cloudwatch", "CloudWatch Alarm State Change", [alarm.get("AlarmArn", "")], {
        "alarmName": alarm["AlarmName"], **_states(old, new, reason), "configuration": _configuration(alarm)})


def _states(old: str, new: str, reason: str) -> dict:
    moment = clock.iso(clock.now())
    return {"state": {"value": new, "reason": reason, "timestamp": moment},
            "previousState": {"value": old, "timestamp": moment}}


def _configuration(alarm: dict) -> dict:
    description = {"description": alarm["AlarmDescription"]} if alarm.get("AlarmDescription") else {}
    if alarm.get("AlarmRule"):
        return {**description, "alarmRule": alarm["AlarmRule"]}
    return {**description, "metrics": [_query(query) for query in alarm.get("Metrics") or [_as_query(alarm)]]}


def _as_query(alarm: dict) -> dict:
    return {"Id": str(uuid.uuid5(uuid.NAMESPACE_URL, alarm["AlarmName"])), "ReturnData": True, "MetricStat": {
        "Metric": {"Namespace": alarm["Namespace"], "MetricName": alarm["MetricName"],
                   "Dimensions": alarm.get("Dimensions") or []},
        "Period": alarm.get("Period"), "Stat": alarm.get("ExtendedStatistic") or alarm.get("Statistic")}}


def _query(query: dict) -> dict:
    """A query in the form of the event, which has small first letters and dimensions as a map."""
    shown = {"id": query["Id"], "returnData": query.get("ReturnData", True)}
    if query.get("Expression"):
        return {**shown, "expression": query["Expression"], "label": query.get("Label", query["Id"])}
    stat = query["MetricStat"]
    metric = stat["Metric"]
    return {**shown, "metricStat": {
        "metric": {"namespace": metric["Namespace"], "name": metric["MetricName"],
                   "dimensions": {item["Name"]: item["Value"] for item in metric.get("Dimensions") or []}},
        "period": stat["Period"], "stat": stat["Stat"]}}
