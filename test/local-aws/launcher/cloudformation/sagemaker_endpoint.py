"""AWS::SageMaker::Endpoint: creation and update wait until the endpoint serves, and say why when it does not.

SageMaker reports `InService` also after an update that it rolled back by itself. What tells the two apart is the name
of the configuration that serves, so that is what an update is judged by.
"""

import time
import uuid

from launcher.cloudformation import registry
from launcher.cloudformation.sagemaker_request import change_tags, request
from launcher.sagemaker import hosting

_POLL_SECONDS = 0.2
_UNSETTLED = {"Creating", "Updating", "SystemUpdating", "RollingBack"}
_UPDATE_ONLY = ("RetainAllVariantProperties", "ExcludeRetainedVariantProperties", "RetainDeploymentConfig")


def install() -> None:
    registry.register("AWS::SageMaker::Endpoint", _create, _update, _delete, blocking=True)


def _create(logical_id, properties, stack):
    name = properties.get("EndpointName") or f"{logical_id[:50]}-{uuid.uuid4().hex[:12]}"
    body = {key: value for key, value in properties.items() if key not in _UPDATE_ONLY}
    arn = request("CreateEndpoint", {**body, "EndpointName": name})["EndpointArn"]
    try:
        _expect_serving(name, properties["EndpointConfigName"])
    except ValueError:
        _delete_and_wait(name)
        raise
    return arn, {"EndpointName": name}


def _update(arn, old, new, stack, logical_id):
    name = _name(arn)
    if new.get("EndpointName") and new["EndpointName"] != name:
        return _create(logical_id, new, stack)
    if new["EndpointConfigName"] != old["EndpointConfigName"]:
        try:
            _switch(name, new)
        except ValueError:
            _restore(name, old)
            raise
    change_tags(arn, old, new)
    return arn, {"EndpointName": name}


def _delete(arn, properties):
    name = _name(arn, properties.get("EndpointName"))
    if name is not None:
        _delete_and_wait(name)


def _switch(name: str, properties: dict) -> None:
    options = {key: properties[key] for key in ("DeploymentConfig", *_UPDATE_ONLY) if key in properties}
    request("UpdateEndpoint", {"EndpointName": name, "EndpointConfigName": properties["EndpointConfigName"], **options})
    _expect_serving(name, properties["EndpointConfigName"])


def _restore(name: str, previous: dict) -> None:
    """Goes back to the previous configuration unless SageMaker already has."""
    endpoint = _settled(name)
    wanted = previous["EndpointConfigName"]
    if endpoint["EndpointConfigName"] == wanted and endpoint["EndpointStatus"] == "InService":
        return
    request("UpdateEndpoint", {"EndpointName": name, "EndpointConfigName": wanted})
    _expect_serving(name, wanted)


def _expect_serving(name: str, configuration: str) -> None:
    endpoint = _settled(name)
    reason = endpoint.get("FailureReason")
    if endpoint["EndpointStatus"] != "InService":
        raise ValueError(f'Resource handler returned message: "{reason or "The endpoint failed."}"')
    if endpoint["EndpointConfigName"] != configuration:
        said = reason or "The deployment was rolled back."
        raise ValueError(f'Resource handler returned message: "{said} (the endpoint serves with '
                         f'{endpoint["EndpointConfigName"]}, not with {configuration})"')


def _settled(name: str) -> dict:
    while (endpoint := request("DescribeEndpoint", {"EndpointName": name}))["EndpointStatus"] in _UNSETTLED:
        time.sleep(_POLL_SECONDS)
    return endpoint


def _delete_and_wait(name: str) -> None:
    try:
        hosting.call("DeleteEndpoint", {"EndpointName": name})
        while hosting.call("DescribeEndpoint", {"EndpointName": name}):
            time.sleep(_POLL_SECONDS)
    except hosting.SageMakerError as error:
        if "could not find" not in error.message.lower():
            raise


def _name(arn: str, given: str | None = None) -> str | None:
    """The endpoint's name as it was given: the ARN has it in lower case."""
    if given:
        return given
    token = None
    while True:
        page = request("ListEndpoints", {"NextToken": token} if token else {})
        for endpoint in page.get("Endpoints", []):
            if endpoint["EndpointArn"] == arn:
                return endpoint["EndpointName"]
        token = page.get("NextToken")
        if not token:
            return None
