"""The Application Auto Scaling API: scalable targets, scaling policies and scheduled actions are kept and described.

Nothing scales by itself: what is kept here is what a deployment or a release set up.
https://docs.aws.amazon.com/autoscaling/application/APIReference/Welcome.html
"""

import json
import time
import uuid

from ministack import app
from ministack.core import router
from ministack.core.responses import AccountRegionScopedDict, get_account_id, get_region
from ministack.services import stepfunctions

_SERVICE = "application-autoscaling"
_TARGET_PREFIX = "AnyScaleFrontendService"
_TARGET_KEY = ("ServiceNamespace", "ResourceId", "ScalableDimension")
_SUSPENDABLE = ("DynamicScalingInSuspended", "DynamicScalingOutSuspended", "ScheduledScalingSuspended")

_targets = AccountRegionScopedDict()   # (namespace, resource, dimension) -> target
_policies = AccountRegionScopedDict()  # (namespace, resource, dimension, name) -> policy
_actions = AccountRegionScopedDict()   # (namespace, resource, dimension, name) -> scheduled action


class AutoScalingError(ValueError):
    def __init__(self, code: str, message: str):
        super().__init__(f"{message} (Service: ApplicationAutoScaling, Status Code: 400, Error Code: {code})")
        self.code, self.message = code, message


def install() -> None:
    app.SERVICE_HANDLERS[_SERVICE] = _handle
    router.SERVICE_PATTERNS[_SERVICE] = {
        "target_prefixes": [f"{_TARGET_PREFIX}."], "host_patterns": [r"^application-autoscaling\."]}
    for name in ("applicationautoscaling", "applicationAutoScaling"):
        stepfunctions._AWS_SDK_SERVICE_MAP[name] = {
            "target_prefix": _TARGET_PREFIX, "protocol": "json", "service_key": _SERVICE}
        stepfunctions._AWS_SDK_ERROR_PREFIX[name] = "ApplicationAutoScaling"


def clear() -> None:
    for store in (_targets, _policies, _actions):
        store.clear()


def targets_of(namespace: str) -> list[str]:
    """Resource ids of the scalable targets of a service, in this account and region."""
    return sorted(key[1] for key in _targets if key[0] == namespace)


def register_scalable_target(request: dict) -> dict:
    key = _key(request)
    known = _targets.get(key)
    capacities = {name: request[name] for name in ("MinCapacity", "MaxCapacity") if request.get(name) is not None}
    if known is None and len(capacities) < 2:
        raise AutoScalingError("ValidationException", "MinCapacity and MaxCapacity are required for a new target.")
    target = {
        "CreationTime": time.time(), "RoleARN": _service_role(key[0]),
        "ScalableTargetARN": f"arn:aws:application-autoscaling:{get_region()}:{get_account_id()}:"
                             f"scalable-target/{uuid.uuid4().hex[:20]}",
        "SuspendedState": dict.fromkeys(_SUSPENDABLE, False),
        **(known or {}), **dict(zip(_TARGET_KEY, key)), **capacities}
    target["SuspendedState"] = {**target["SuspendedState"], **(request.get("SuspendedState") or {})}
    if not 0 <= target["MinCapacity"] <= target["MaxCapacity"]:
        raise AutoScalingError("ValidationException", "Maximum capacity cannot be less than minimum capacity, and "
                                                      "neither can be negative.")
    _targets[key] = target
    return {"ScalableTargetARN": target["ScalableTargetARN"]}


def deregister_scalable_target(request: dict) -> dict:
    key = _key(request)
    _require_target(key)
    del _targets[key]
    for store in (_policies, _actions):
        for name in [name for name in store if name[:3] == key]:
            del store[name]
    return {}


def put_scaling_policy(request: dict) -> dict:
    key = _key(request)
    _require_target(key)
    name = _required(request, "PolicyName")
    known = _policies.get((*key, name)) or {}
    policy_type = request.get("PolicyType") or known.get("PolicyType") or "StepScaling"
    settings = f"{policy_type}PolicyConfiguration"
    if settings not in request and settings not in known:
        raise AutoScalingError("ValidationException", f"A policy of type {policy_type} needs {settings}.")
    arn = (f"arn:aws:autoscaling:{get_region()}:{get_account_id()}:scalingPolicy:{uuid.uuid4()}:"
           f"resource/{key[0]}/{key[1]}:policyName/{name}")
    policy = {"PolicyARN": arn, "CreationTime": time.time(), "Alarms": [], **known, **request,
              "PolicyType": policy_type}
    _policies[(*key, name)] = policy
    return {"PolicyARN": policy["PolicyARN"], "Alarms": policy["Alarms"]}


def delete_scaling_policy(request: dict) -> dict:
    return _delete(_policies, request, "PolicyName", "scaling policy")


def put_scheduled_action(request: dict) -> dict:
    key = _key(request)
    _require_target(key)
    name = _required(request, "ScheduledActionName")
    _actions[(*key, name)] = {"CreationTime": time.time(), **(_actions.get((*key, name)) or {}), **request}
    return {}


def _delete(store, request: dict, name_member: str, noun: str) -> dict:
    key = (*_key(request), _required(request, name_member))
    if key not in store:
        raise AutoScalingError("ObjectNotFoundException", f"No {noun} found for: " + ", ".join(key))
    del store[key]
    return {}


def _describe(store, member: str, names_member: str | None = None):
    def describe(request: dict) -> dict:
        namespace = _required(request, "ServiceNamespace")
        found = [item for key, item in sorted(store.items()) if key[0] == namespace
                 and request.get("ResourceId") in (None, key[1])
                 and (not request.get("ResourceIds") or key[1] in request["ResourceIds"])
                 and request.get("ScalableDimension") in (None, key[2])
                 and (names_member is None or not request.get(names_member) or key[3] in request[names_member])]
        start, size = int(request.get("NextToken") or 0), int(request.get("MaxResults") or 50)
        more = {"NextToken": str(start + size)} if len(found) > start + size else {}
        return {member: found[start:start + size], **more}

    return describe


_OPERATIONS = {
    "RegisterScalableTarget": register_scalable_target,
    "DeregisterScalableTarget": deregister_scalable_target,
    "DescribeScalableTargets": _describe(_targets, "ScalableTargets"),
    "PutScalingPolicy": put_scaling_policy,
    "DeleteScalingPolicy": delete_scaling_policy,
    "DescribeScalingPolicies": _describe(_policies, "ScalingPolicies", "PolicyNames"),
    "PutScheduledAction": put_scheduled_action,
    "DeleteScheduledAction": lambda request: _delete(_actions, request, "ScheduledActionName", "scheduled action"),
    "DescribeScheduledActions": _describe(_actions, "ScheduledActions", "ScheduledActionNames"),
    "DescribeScalingActivities": lambda request: {"ScalingActivities": []},
}


async def _handle(method: str, path: str, headers: dict, body: bytes, query: dict):
    operation = headers.get("x-amz-target", "").split(".")[-1]
    try:
        if operation not in _OPERATIONS:
            raise AutoScalingError("UnknownOperationException", f"{operation} is not served by the local account.")
        status, answer = 200, _OPERATIONS[operation](json.loads(body or b"{}"))
    except AutoScalingError as error:
        status, answer = 400, {"__type": error.code, "message": error.message}
    return status, {"Content-Type": "application/x-amz-json-1.1"}, json.dumps(answer).encode()


def _key(request: dict) -> tuple[str, str, str]:
    return tuple(_required(request, member) for member in _TARGET_KEY)


def _required(request: dict, member: str):
    if not request.get(member):
        raise AutoScalingError("ValidationException", f"1 validation error detected: Value at '{member}' failed to "
                                                      "satisfy constraint: Member must not be null")
    return request[member]


def _require_target(key: tuple) -> None:
    if key not in _targets:
        raise AutoScalingError("ObjectNotFoundException", "No scalable target registered for service namespace: "
                               f"{key[0]}, resource ID: {key[1]}, scalable dimension: {key[2]}")


def _service_role(namespace: str) -> str:
    suffix = {"sagemaker": "SageMakerEndpoint"}.get(namespace, namespace.capitalize())
    return (f"arn:aws:iam::{get_account_id()}:role/aws-service-role/{namespace}.application-autoscaling.amazonaws.com/"
            f"AWSServiceRoleForApplicationAutoScaling_{suffix}")
