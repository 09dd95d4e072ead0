"""AWS::KMS::ReplicaKey over MiniStack's ReplicateKey: shared key material, so either Region decrypts the other's."""

import json

from ministack.core.responses import get_account_id, get_region, request_scope
from ministack.services import kms
from ministack.services.cloudformation import provisioners

from launcher.cloudformation import registry
from launcher.cloudformation.service_call import checked


def install() -> None:
    registry.register("AWS::KMS::ReplicaKey", _create, _update, provisioners._kms_key_delete)


def _create(logical_id, properties, stack):
    primary = properties["PrimaryKeyArn"]
    here = get_region()
    policy = properties.get("KeyPolicy")
    with request_scope(get_account_id(), primary.split(":")[3]):
        metadata = checked(kms._replicate_key({
            "KeyId": primary, "ReplicaRegion": here, "Description": properties.get("Description", ""),
            "Policy": json.dumps(policy) if isinstance(policy, dict) else policy}))["ReplicaKeyMetadata"]
    return metadata["KeyId"], {"Arn": metadata["Arn"], "KeyId": metadata["KeyId"]}


def _update(physical_id, old, new, stack, logical_id):
    if new["PrimaryKeyArn"] != old["PrimaryKeyArn"]:
        return _create(logical_id, new, stack)
    return provisioners._kms_key_update(physical_id, old, new, stack)
