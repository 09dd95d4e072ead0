"""AWS::ApplicationAutoScaling::ScalableTarget and ScalingPolicy, kept where the API reads and writes them too."""

from ministack.services.cloudformation import provisioners

from launcher import application_autoscaling as scaling
from launcher.cloudformation import registry


def install() -> None:
    registry.register("AWS::ApplicationAutoScaling::ScalableTarget", _create_target, _update_target, _delete_target)
    registry.register("AWS::ApplicationAutoScaling::ScalingPolicy", _create_policy, _update_policy, _delete_policy)


def _create_target(logical_id, properties, stack):
    scaling.register_scalable_target({**properties, **_capacities(properties)})
    target_id = "|".join(properties[part] for part in ("ResourceId", "ScalableDimension", "ServiceNamespace"))
    for action in properties.get("ScheduledActions") or []:
        scaling.put_scheduled_action({**_target(target_id), **action})
    return target_id, {"Id": target_id}


def _update_target(target_id, old, new, stack, logical_id):
    return _create_target(logical_id, new, stack)


def _delete_target(target_id, properties):
    _unless_gone(scaling.deregister_scalable_target, _target(target_id))


def _create_policy(logical_id, properties, stack):
    name = properties.get("PolicyName") or provisioners._physical_name(stack, logical_id, max_len=255)
    policy = {key: value for key, value in properties.items() if key != "ScalingTargetId"}
    arn = scaling.put_scaling_policy({**_policy_target(properties), **policy, "PolicyName": name})["PolicyARN"]
    return arn, {"Arn": arn}


def _update_policy(arn, old, new, stack, logical_id):
    if _policy_target(old) != _policy_target(new) or old.get("PolicyName") != new.get("PolicyName"):
        return _create_policy(logical_id, new, stack)
    return _create_policy(logical_id, {**new, "PolicyName": arn.split("policyName/")[-1]}, stack)


def _delete_policy(arn, properties):
    _unless_gone(scaling.delete_scaling_policy,
                 {**_policy_target(properties), "PolicyName": arn.split("policyName/")[-1]})


def _policy_target(properties: dict) -> dict:
    if properties.get("ScalingTargetId"):
        return _target(properties["ScalingTargetId"])
    return {key: properties[key] for key in ("ServiceNamespace", "ResourceId", "ScalableDimension")}


def _target(target_id: str) -> dict:
    return dict(zip(("ResourceId", "ScalableDimension", "ServiceNamespace"), target_id.split("|")))


def _capacities(properties: dict) -> dict:
    return {key: int(properties[key]) for key in ("MinCapacity", "MaxCapacity") if key in properties}


def _unless_gone(call, request: dict) -> None:
    try:
        call(request)
    except scaling.AutoScalingError as error:
        if error.code != "ObjectNotFoundException":
            raise
