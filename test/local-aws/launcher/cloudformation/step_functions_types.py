"""AWS::StepFunctions::StateMachineVersion and StateMachineAlias over MiniStack's API."""

from launcher.cloudformation import registry
from launcher.cloudformation.service_call import call_json


def install() -> None:
    registry.register("AWS::StepFunctions::StateMachineVersion", _publish, registry.replaced_by(_publish),
                      _delete_version, blocking=True)
    registry.register("AWS::StepFunctions::StateMachineAlias", _create_alias, _update_alias, _delete_alias,
                      blocking=True)


def _call(operation: str, body: dict) -> dict:
    return call_json("states", "AWSStepFunctions", operation, body)


def _publish(logical_id, properties, stack):
    arn = _call("PublishStateMachineVersion", {
        "stateMachineArn": properties["StateMachineArn"],
        "description": properties.get("Description", "")})["stateMachineVersionArn"]
    return arn, {"Arn": arn}


def _delete_version(arn, properties):
    _call("DeleteStateMachineVersion", {"stateMachineVersionArn": arn})


def _create_alias(logical_id, properties, stack):
    arn = _call("CreateStateMachineAlias", {
        "name": properties.get("Name") or logical_id,
        "routingConfiguration": _routing(properties)})["stateMachineAliasArn"]
    return arn, {"Arn": arn}


def _update_alias(arn, old, new, stack, logical_id):
    if new.get("Name") != old.get("Name"):
        return _create_alias(logical_id, new, stack)
    _call("UpdateStateMachineAlias", {"stateMachineAliasArn": arn, "routingConfiguration": _routing(new)})
    return arn, {"Arn": arn}


def _delete_alias(arn, properties):
    _call("DeleteStateMachineAlias", {"stateMachineAliasArn": arn})


def _routing(properties: dict) -> list[dict]:
    """A gradual deployment (DeploymentPreference) is applied at once: all traffic to its version."""
    if properties.get("RoutingConfiguration"):
        return [{"stateMachineVersionArn": route["StateMachineVersionArn"], "weight": int(route.get("Weight", 100))}
                for route in properties["RoutingConfiguration"]]
    return [{"stateMachineVersionArn": properties["DeploymentPreference"]["StateMachineVersionArn"], "weight": 100}]
