"""AWS::S3::Bucket: the properties that MiniStack's handler drops, and a bucket that is deleted only when empty."""

import re
from xml.sax.saxutils import escape

from ministack.services import s3
from ministack.services.cloudformation import provisioners

from launcher import recorded
from launcher.cloudformation import registry
from launcher.cloudformation.service_call import as_bool

_SERVED = {
    "BucketName", "VersioningConfiguration", "NotificationConfiguration", "CorsConfiguration",
    "PublicAccessBlockConfiguration", "WebsiteConfiguration", "AccessControl", "Tags", "BucketEncryption",
    "ObjectLockEnabled", "ObjectLockConfiguration", "LifecycleConfiguration", "OwnershipControls",
    "LoggingConfiguration", "ReplicationConfiguration"}


def install() -> None:
    ministack = provisioners._RESOURCE_HANDLERS["AWS::S3::Bucket"]
    create_bucket, update_bucket, forget_bucket = ministack["create"], ministack["update"], ministack["delete"]

    def create(logical_id, properties, stack):
        name, attributes = create_bucket(logical_id, properties, stack)
        try:
            _apply(name, {}, properties)
        except Exception:
            forget_bucket(name, properties)
            raise
        _record_unserved(logical_id, stack, name, properties)
        return name, attributes

    def update(name, old, new, stack, logical_id):
        new_name, attributes = update_bucket(name, old, new, stack)
        _apply(new_name, old if new_name == name else {}, new)
        _record_unserved(logical_id, stack, new_name, new)
        return new_name, attributes

    def delete(name, properties):
        status, _, body = s3._delete_bucket(name)
        if status >= 400 and status != 404:
            raise ValueError(_message(body))
        forget_bucket(name, properties)

    registry.register("AWS::S3::Bucket", create, registry.restoring(update), delete)
    provisioners._RESOURCE_HANDLERS["AWS::S3::Bucket"]["import"] = ministack["import"]


def _apply(name: str, old: dict, new: dict) -> None:
    if (new.get("VersioningConfiguration") or {}).get("Status") == "Suspended":
        s3._bucket_versioning[name] = "Suspended"
    for prop, root, convert, put, delete in _CONFIGURATIONS:
        if new.get(prop):
            _checked(put(name, _xml({**convert(new[prop])}, root).encode()))
        elif old.get(prop):
            delete(name)
    _apply_object_lock(name, new)


def _apply_object_lock(name: str, properties: dict) -> None:
    configuration = properties.get("ObjectLockConfiguration")
    if not configuration and not as_bool(properties.get("ObjectLockEnabled")):
        return
    s3._bucket_versioning[name] = "Enabled"
    s3._bucket_object_lock.setdefault(name, {"enabled": True, "default_retention": None})
    if configuration:
        rule = {"Rule": configuration["Rule"]} if configuration.get("Rule") else {}
        body = _xml({"ObjectLockEnabled": "Enabled", **rule}, "ObjectLockConfiguration")
        _checked(s3._put_object_lock_configuration(name, body.encode()))


def _encryption(configuration: dict) -> dict:
    return {"Rule": [{"ApplyServerSideEncryptionByDefault": rule.get("ServerSideEncryptionByDefault") or {},
                      "BucketKeyEnabled": rule.get("BucketKeyEnabled", False)}
                     for rule in configuration["ServerSideEncryptionConfiguration"]]}


def _lifecycle(configuration: dict) -> dict:
    return {"Rule": [_lifecycle_rule(index, rule) for index, rule in enumerate(configuration.get("Rules") or [])]}


def _lifecycle_rule(index: int, rule: dict) -> dict:
    noncurrent = rule.get("NoncurrentVersionExpiration")
    if not noncurrent and rule.get("NoncurrentVersionExpirationInDays"):
        noncurrent = {"NoncurrentDays": rule["NoncurrentVersionExpirationInDays"]}
    expiration = {name: rule[prop] for prop, name in (
        ("ExpirationInDays", "Days"), ("ExpirationDate", "Date"),
        ("ExpiredObjectDeleteMarker", "ExpiredObjectDeleteMarker")) if prop in rule}
    converted = {
        "ID": rule.get("Id") or f"rule-{index}", "Filter": _lifecycle_filter(rule),
        "Status": rule.get("Status", "Enabled"), "Expiration": expiration, "NoncurrentVersionExpiration": noncurrent,
        "AbortIncompleteMultipartUpload": rule.get("AbortIncompleteMultipartUpload"),
        "Transition": [{**({"Days": move["TransitionInDays"]} if "TransitionInDays" in move else
                           {"Date": move.get("TransitionDate")}), "StorageClass": move["StorageClass"]}
                       for move in rule.get("Transitions") or []],
        "NoncurrentVersionTransition": [
            {"NoncurrentDays": move["TransitionInDays"], "StorageClass": move["StorageClass"],
             **({"NewerNoncurrentVersions": move["NewerNoncurrentVersions"]} if "NewerNoncurrentVersions" in move
                else {})}
            for move in rule.get("NoncurrentVersionTransitions") or []]}
    return {name: value for name, value in converted.items() if value or name == "Filter"}


def _lifecycle_filter(rule: dict) -> dict:
    conditions = [("Prefix", rule["Prefix"])] if rule.get("Prefix") else []
    conditions += [("Tag", tag) for tag in rule.get("TagFilters") or []]
    conditions += [(name, rule[name]) for name in ("ObjectSizeGreaterThan", "ObjectSizeLessThan") if rule.get(name)]
    if len(conditions) < 2:
        return dict(conditions) or {"Prefix": ""}
    both: dict = {}
    for name, value in conditions:
        both.setdefault(name, []).append(value)
    return {"And": both}


def _logging_of(name_of_bucket: str | None, configuration: dict) -> dict:
    return {"LoggingEnabled": {"TargetBucket": configuration.get("DestinationBucketName", name_of_bucket or ""),
                               "TargetPrefix": configuration.get("LogFilePrefix", "")}}


def _replication(configuration: dict) -> dict:
    rules = []
    for index, rule in enumerate(configuration["Rules"]):
        converted = {
            "ID": rule.get("Id"), "Priority": rule.get("Priority", index), "Status": rule["Status"],
            "SourceSelectionCriteria": rule.get("SourceSelectionCriteria"),
            "DeleteMarkerReplication": rule.get("DeleteMarkerReplication") or {"Status": "Disabled"},
            "Filter": rule.get("Filter") or {"Prefix": rule.get("Prefix", "")}, "Destination": rule["Destination"]}
        rules.append({name: value for name, value in converted.items() if value is not None})
    return {"Role": configuration["Role"], "Rule": rules}


# (property, root element, conversion from the template's names to the API's, put, delete)
_CONFIGURATIONS = (
    ("BucketEncryption", "ServerSideEncryptionConfiguration", _encryption,
     s3._put_bucket_encryption, s3._delete_bucket_encryption),
    ("LifecycleConfiguration", "LifecycleConfiguration", _lifecycle,
     s3._put_bucket_lifecycle, s3._delete_bucket_lifecycle),
    ("OwnershipControls", "OwnershipControls", lambda controls: {"Rule": controls["Rules"]},
     s3._put_bucket_ownership_controls, s3._delete_bucket_ownership_controls),
    ("LoggingConfiguration", "BucketLoggingStatus", lambda configuration: _logging_of(None, configuration),
     s3._put_bucket_logging, lambda name: s3._bucket_logging_config.pop(name, None)),
    ("ReplicationConfiguration", "ReplicationConfiguration", _replication,
     s3._put_bucket_replication, s3._delete_bucket_replication),
    ("Tags", "Tagging", lambda tags: {"TagSet": {"Tag": tags}}, s3._put_bucket_tagging, s3._delete_bucket_tagging),
)


def _xml(value, tag: str) -> str:
    if isinstance(value, bool):
        value = str(value).lower()
    if isinstance(value, dict):
        return f"<{tag}>" + "".join(_xml(child, name) for name, child in value.items()) + f"</{tag}>"
    if isinstance(value, list):
        return "".join(_xml(item, tag) for item in value)
    return f"<{tag}>{escape(str(value))}</{tag}>"


def _checked(answer: tuple) -> None:
    if answer[0] >= 400:
        raise ValueError(_message(answer[2]))


def _message(body) -> str:
    text = body.decode() if isinstance(body, bytes) else str(body)
    found = re.search(r"<Code>(.*?)</Code>.*?<Message>(.*?)</Message>", text, re.S)
    return f"{found[2]} (Service: S3, Error Code: {found[1]})" if found else text


def _record_unserved(logical_id: str, stack: str, name: str, properties: dict) -> None:
    for prop in properties.keys() - _SERVED:
        recorded.add(f"AWS::S3::Bucket.{prop}", logical_id, stack, name, {prop: properties[prop]})
