"""Which principal has called what: the calls that reached a service, counted by action, resource and principal.

A principal is the name of a role, `user/NAME`, or `root` (the account's own key). A function's calls come under its role
only where rights are enforced: without that, functions have the account's own key. Calls that rights forbid are not
counted, nor what CloudFormation and the hosting emulator do.
"""

import contextlib
import contextvars
import json
from collections import Counter

from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.core.router import extract_access_key_id

_counts: Counter = Counter()
_denied: Counter = Counter()
# The role of the state machine that calls; empty elsewhere.
_machine_role: contextvars.ContextVar[str] = contextvars.ContextVar("local_machine_role", default="")


def install() -> None:
    answer = iam_actions.access_denied_response

    def access_denied_response(service, action, principal_arn, *args, **more):
        # Whoever cannot prove who they are, and whoever meets a fault on request, is answered with a code of its own.
        if not more.get("error_code"):
            _count(_denied, action, more.get("resource_arn", "*"), _name(principal_arn))
        return answer(service, action, principal_arn, *args, **more)

    iam_actions.access_denied_response = access_denied_response


def clear() -> None:
    _counts.clear()
    _denied.clear()


def listing() -> list[dict]:
    return _listed(_counts)


def denials() -> list[dict]:
    return _listed(_denied)


def _listed(counts: Counter) -> list[dict]:
    return [{"service": action.split(":")[0], "action": action.split(":")[1], "principal": principal, "count": count,
             **({"resource": resource} if resource else {})}
            for (action, resource, principal), count in counts.items()]


def record(action: str, resource: str, principal: str) -> None:
    _count(_counts, action, resource, principal)


def _count(counts: Counter, action: str, resource: str, principal: str) -> None:
    counts[(action, "" if resource == "*" else resource, principal)] += 1


def record_request(service: str, action: str, method, path, headers, body, query) -> None:
    """Counts a request as the calls that rights are checked for."""
    who, region, account = _principal(headers, query), get_region(), get_account_id()
    if service == "dynamodb" and (parts := iam_actions.dynamodb_transaction_checks(action, body, region, account)):
        for part, table in parts:
            record(part, table, who)
        return
    if service == "events" and (buses := iam_actions.eventbridge_resource_arns(body, region, account)):
        for bus in buses:
            record(action, bus, who)
        return
    resource = iam_actions.extract_resource_arn(service, method, path, headers, body, query, region, account)
    record(action, resource, who)


@contextlib.contextmanager
def as_machine(role_arn: str):
    """Meanwhile this thread's calls are those of a state machine's role."""
    token = _machine_role.set(role_arn.rsplit("/", 1)[-1])
    try:
        yield
    finally:
        _machine_role.reset(token)


# Integrations that do not go through a service's API here: (IAM action, member that names the resource, its ARN).
_INTEGRATIONS = {
    "lambda:invoke": ("lambda:InvokeFunction", "FunctionName", "arn:aws:lambda:{region}:{account}:function:{name}"),
    "states:startExecution": ("states:StartExecution", "StateMachineArn", "{name}"),
    "sns:publish": ("sns:Publish", "TopicArn", "{name}"),
    "sqs:sendMessage": ("sqs:SendMessage", "QueueUrl", "arn:aws:sqs:{region}:{account}:{name}"),
    **{f"dynamodb:{verb}Item": (f"dynamodb:{verb.capitalize()}Item", "TableName",
                                "arn:aws:dynamodb:{region}:{account}:table/{name}")
       for verb in ("get", "put", "update", "delete")},
}


def record_integration(resource: str, request) -> None:
    """Counts a task of an optimized integration; others are counted where the service answers them."""
    if not isinstance(request, dict):
        return
    name = resource.split(":::")[-1].split(".")[0]
    if name == "events:putEvents":
        for bus in iam_actions.eventbridge_resource_arns(json.dumps(request).encode(), get_region(), get_account_id()):
            record("events:PutEvents", bus, _machine_role.get())
    elif name in _INTEGRATIONS:
        action, member, template = _INTEGRATIONS[name]
        named = str(request.get(member, ""))
        arn = named if named.startswith("arn:") else template.format(
            region=get_region(), account=get_account_id(), name=named.rsplit("/", 1)[-1])
        record(action, arn, _machine_role.get())


def _principal(headers: dict, query: dict) -> str:
    if role := _machine_role.get():
        return role
    identity = iam_evaluator.resolve_caller_identity(extract_access_key_id(headers, query))
    return _name((identity or {}).get("userArn") or "")


def _name(arn: str) -> str:
    if ":assumed-role/" in arn:
        return arn.split("/")[1]
    if ":user/" in arn:
        return f"user/{arn.rsplit('/', 1)[-1]}"
    # Without AUTH any key is taken, for the account's own.
    return "root"
