"""AWS::CloudWatch::Alarm with metric math, which MiniStack's handler refuses, and AWS::CloudWatch::CompositeAlarm."""

from ministack.core.responses import get_account_id, get_region
from ministack.services import cloudwatch
from ministack.services.cloudformation import provisioners

from launcher.cloudformation import registry
from launcher.cloudformation.service_call import call_json
from launcher.cloudwatch.alarm_settings import add_template_settings, without_metrics


def install() -> None:
    _accept_metric_math()
    registry.register("AWS::CloudWatch::CompositeAlarm", _create, _update, _delete, blocking=True)


def _accept_metric_math() -> None:
    record = provisioners._cw_metric_alarm_record

    def alarm_record(name, properties):
        alarm = record(name, without_metrics(properties))
        add_template_settings(alarm, properties)
        return alarm

    provisioners._cw_metric_alarm_record = alarm_record


def _create(logical_id, properties, stack):
    name = properties.get("AlarmName") or provisioners._physical_name(stack, logical_id, max_len=255)
    return _put(name, properties)


def _put(name: str, properties: dict):
    call_json("monitoring", "GraniteServiceVersion20100801", "PutCompositeAlarm", {**properties, "AlarmName": name})
    return name, {"Arn": f"arn:aws:cloudwatch:{get_region()}:{get_account_id()}:alarm:{name}"}


def _update(name, old, new, stack, logical_id):
    if new.get("AlarmName") and new["AlarmName"] != name:
        return _create(logical_id, new, stack)
    return _put(name, new)


def _delete(name, properties):
    cloudwatch._composite_alarms.pop(name, None)
