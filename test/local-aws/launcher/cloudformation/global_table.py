"""AWS::DynamoDB::GlobalTable: the replicas and the settings a replica carries, which MiniStack's handler ignores."""

from ministack.core.responses import get_account_id, get_region, request_scope
from ministack.services import dynamodb
from ministack.services.cloudformation import provisioners

from launcher.cloudformation import registry
from launcher.cloudformation.service_call import as_bool, checked


def install() -> None:
    registry.register("AWS::DynamoDB::GlobalTable", _create, registry.restoring(_update), _delete)


def _create(logical_id, properties, stack):
    name, attributes = provisioners._ddb_global_table_create(logical_id, properties, stack)
    _apply(name, {}, properties)
    return name, attributes


def _update(physical_id, old, new, stack, logical_id):
    name, attributes = provisioners._ddb_global_table_update(
        physical_id, _named(old, physical_id), _named(new, physical_id), stack)
    _apply(name, old if name == physical_id else {}, new)
    return name, attributes


def _named(properties: dict, physical_id: str) -> dict:
    """MiniStack makes up another name for a table that has none of its own, and moves to an empty table."""
    return {"TableName": physical_id, **properties}


def _delete(name, properties):
    table = dynamodb._tables.get(name) or {}
    if table.get("DeletionProtectionEnabled"):
        raise ValueError(f"Resource cannot be deleted as it is currently protected against deletion. "
                         f"Disable deletion protection first. (Table: {name}, Error Code: ValidationException)")
    for region in _replica_regions(properties):
        with request_scope(get_account_id(), region):
            dynamodb._tables.pop(name, None)
    provisioners._ddb_global_table_delete(name, properties)


def _apply(name: str, old: dict, new: dict) -> None:
    before, after = _replica_regions(old), _replica_regions(new)
    for change, regions in (("Create", after - before), ("Delete", before - after)):
        for region in sorted(regions):
            checked(dynamodb._update_table({"TableName": name, "ReplicaUpdates": [{change: {"RegionName": region}}]}))
    _apply_settings(name, new, _replica(new, get_region()))
    for region in sorted(after):
        with request_scope(get_account_id(), region):
            _apply_settings(name, new, _replica(new, region))


def _apply_settings(name: str, properties: dict, replica: dict) -> None:
    """The settings that a template gives per replica, those of the table's own Region included."""
    recovery = replica.get("PointInTimeRecoverySpecification")
    if recovery is not None:
        checked(dynamodb._update_continuous_backups(
            {"TableName": name, "PointInTimeRecoverySpecification": recovery}))
    if as_bool((properties.get("SSESpecification") or {}).get("SSEEnabled", False)):
        key = (replica.get("SSESpecification") or {}).get("KMSMasterKeyId")
        encryption = {"Enabled": True, "SSEType": "KMS", **({"KMSMasterKeyId": key} if key else {})}
        checked(dynamodb._update_table({"TableName": name, "SSESpecification": encryption}))
    if "DeletionProtectionEnabled" in replica:
        dynamodb._tables[name]["DeletionProtectionEnabled"] = as_bool(replica["DeletionProtectionEnabled"])


def _replica_regions(properties: dict) -> set[str]:
    return {replica["Region"] for replica in properties.get("Replicas") or []} - {get_region()}


def _replica(properties: dict, region: str) -> dict:
    return next((replica for replica in properties.get("Replicas") or [] if replica["Region"] == region), {})
