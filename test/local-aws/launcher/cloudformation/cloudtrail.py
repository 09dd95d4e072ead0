"""AWS::CloudTrail::Trail over MiniStack's CloudTrail: its API is there, the type is not.

Events can be looked up (LookupEvents). No log files are written into the bucket.
"""

from ministack.services import cloudtrail, s3
from ministack.services.cloudformation import provisioners

from launcher.cloudformation import registry
from launcher.cloudformation.service_call import as_bool, checked


def install() -> None:
    registry.register("AWS::CloudTrail::Trail", _create, registry.restoring(_update), _delete)


def _create(logical_id, properties, stack):
    name = properties.get("TrailName") or provisioners._physical_name(stack, logical_id, max_len=128)
    _require_bucket(properties)
    checked(cloudtrail._create_trail(_request(name, properties)))
    try:
        return _finish(name, properties)
    except Exception:
        _delete(name, properties)
        raise


def _update(name, old, new, stack, logical_id):
    if new.get("TrailName") and new["TrailName"] != name:
        return _create(logical_id, new, stack)
    _require_bucket(new)
    checked(cloudtrail._update_trail(_request(name, new)))
    return _finish(name, new)


def _delete(name, properties):
    cloudtrail._delete_trail({"Name": name})


def _require_bucket(properties: dict) -> None:
    bucket = properties.get("S3BucketName", "")
    if s3._bucket_owner_account(bucket) is None:
        raise ValueError(f"S3 bucket {bucket} does not exist! (Error Code: S3BucketDoesNotExistException)")


def _request(name: str, properties: dict) -> dict:
    strings = {field: properties[prop] for prop, field in (
        ("S3BucketName", "S3BucketName"), ("S3KeyPrefix", "S3KeyPrefix"), ("KMSKeyId", "KmsKeyId"),
        ("SnsTopicName", "SnsTopicName"), ("CloudWatchLogsLogGroupArn", "CloudWatchLogsLogGroupArn"),
        ("CloudWatchLogsRoleArn", "CloudWatchLogsRoleArn")) if properties.get(prop)}
    return {"Name": name, **strings,
            "IsMultiRegionTrail": as_bool(properties.get("IsMultiRegionTrail", False)),
            "EnableLogFileValidation": as_bool(properties.get("EnableLogFileValidation", False)),
            "IncludeGlobalServiceEvents": as_bool(properties.get("IncludeGlobalServiceEvents", True))}


def _finish(name: str, properties: dict):
    selectors = {prop: properties[prop] for prop in ("EventSelectors", "AdvancedEventSelectors") if properties.get(prop)}
    if selectors:
        checked(cloudtrail._put_event_selectors({"TrailName": name, **selectors}))
    switch = cloudtrail._start_logging if as_bool(properties.get("IsLogging", True)) else cloudtrail._stop_logging
    switch({"Name": name})
    return name, {"Arn": cloudtrail._trail_arn(name)}
