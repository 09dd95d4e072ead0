"""What AUTH needs to know of the services that are not MiniStack's, that loopback counts as TLS, and which principal a
role session is.

A service that MiniStack's IAM tables do not have is open to everyone.
"""

import json

import cbor2
from ministack.core import iam_actions, iam_evaluator
from ministack.services import iam as iam_svc

_INVOKE = {
    "invocations": "InvokeEndpoint", "async-invocations": "InvokeEndpointAsync",
    "invocations-response-stream": "InvokeEndpointWithResponseStream"}
# (member of a request, kind of resource in its ARN), the most telling first
_RESOURCES = (
    ("EndpointName", "endpoint"), ("EndpointConfigName", "endpoint-config"), ("ModelName", "model"),
    ("ModelPackageGroupName", "model-package-group"), ("ModelPackageName", "model-package"))


def install() -> None:
    iam_actions.SERVICE_TO_IAM_NAMESPACE["sagemaker"] = "sagemaker"
    iam_actions.SERVICE_TO_IAM_NAMESPACE["application-autoscaling"] = "application-autoscaling"
    action_of, resource_of = iam_actions.extract_iam_action, iam_actions.extract_resource_arn

    def extract_iam_action(service, method, path, headers, body, query):
        if service == "sagemaker" and path.startswith("/endpoints/"):
            return f"sagemaker:{invocation_action(path)}"
        return action_of(service, method, path, headers, body, query)

    def extract_resource_arn(service, method, path, headers, body, query, region, account):
        if service == "monitoring":
            return _alarm_resource(body, region, account) or resource_of(
                service, method, path, headers, body, query, region, account)
        if service != "sagemaker":
            return resource_of(service, method, path, headers, body, query, region, account)
        return _sagemaker_resource(path, body, region, account)

    iam_actions.extract_iam_action, iam_actions.extract_resource_arn = extract_iam_action, extract_resource_arn
    _answer_condition_keys()
    _answer_request_keys()


def invocation_action(path: str) -> str:
    return _INVOKE.get(path.rsplit("/", 1)[-1], "InvokeEndpoint")


def _sagemaker_resource(path: str, body: bytes, region: str, account: str) -> str:
    prefix = f"arn:aws:sagemaker:{region}:{account}:"
    if path.startswith("/endpoints/"):
        return f"{prefix}endpoint/{path.split('/')[2].lower()}"
    try:
        request = json.loads(body or b"{}")
    except ValueError:
        return "*"
    for member in ("ResourceArn", "ModelPackageArn"):
        if request.get(member):
            return request[member]
    for member, kind in _RESOURCES:
        if request.get(member):
            name = str(request[member])
            return name if name.startswith("arn:") else f"{prefix}{kind}/{name.lower()}"
    return "*"


def _alarm_resource(body: bytes, region: str, account: str) -> str | None:
    """The first of the alarms that a request names in a list; None where it names none."""
    try:
        names = json.loads(body or b"{}").get("AlarmNames") or []
    except (ValueError, AttributeError):
        return None
    return f"arn:aws:cloudwatch:{region}:{account}:alarm:{names[0]}" if names else None


def _answer_condition_keys() -> None:
    resolve = iam_evaluator._resolve_condition_key

    def resolve_condition_key(key, context):
        name = key.lower()
        if name == "aws:securetransport":
            # Else every bucket that enforces TLS, CDK's own included, denies everything.
            return "true"
        value = resolve(key, context)
        return _role_behind(value) if name == "aws:principalarn" else value

    iam_evaluator._resolve_condition_key = resolve_condition_key


def _answer_request_keys() -> None:
    tags_of = iam_actions.request_tag_context

    def request_context(service, action, body, params):
        return {**tags_of(service, action, body, params), **_request_keys(action, body)}

    iam_actions.request_tag_context = request_context


def _request_keys(action: str, body: bytes) -> dict:
    """Condition keys that name what is in a request, where policies of least privilege rely on them."""
    try:
        if action == "cloudwatch:PutMetricData":
            # The SDK for JavaScript writes JSON, that for Python CBOR.
            request = json.loads(body) if body[:1] == b"{" else cbor2.loads(body)
            return {"cloudwatch:namespace": request["Namespace"]}
        if action.startswith("application-autoscaling:"):
            return {"application-autoscaling:service-namespace": json.loads(body)["ServiceNamespace"]}
        if action == "events:PutEvents":
            return {"events:source": [entry["Source"] for entry in json.loads(body)["Entries"]]}
    except (ValueError, KeyError, TypeError, cbor2.CBORDecodeError):
        pass  # An unreadable request has no such key, and so matches no condition on it.
    return {}


def _role_behind(principal_arn):
    """For a session of a role AWS names the role, with its path, not the session."""
    if ":assumed-role/" not in str(principal_arn):
        return principal_arn
    account, name = principal_arn.split(":")[4], principal_arn.split("/")[1]
    role = iam_svc._roles.get_scoped(account, None, name)
    return role["Arn"] if role else principal_arn
