"""Faults on request: the next calls of one action are throttled, refused, or take effect without their answer coming.

They meet every caller of the API and the `aws-sdk` integrations of Step Functions; not CloudFormation, not the
optimized integrations of Step Functions.
"""

from ministack.core import iam_actions

from launcher import requested

_KINDS = ("throttle", "answer-lost", "fail")
_MESSAGES = {
    "throttle": "Rate exceeded",
    "answer-lost": "We encountered an internal error. Please try again.",
    "fail": "This call was asked to fail.",
}
# Not ThrottlingException with 400: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
_THROTTLED = {"s3": (503, "SlowDown"), "lambda": (429, "TooManyRequestsException")}

_faults: list[dict] = []


def clear() -> None:
    _faults.clear()


def listing() -> list[dict]:
    return [dict(fault) for fault in _faults]


def inject(body) -> None:
    """Raises ValueError with everything that is wrong with it."""
    fault = {"times": 1, **requested.members(body, {
        "service": str, "action": str, "kind": str, "times": int, "message": str}, optional=("times", "message"))}
    problems = []
    if fault["service"] not in set(iam_actions.SERVICE_TO_IAM_NAMESPACE.values()):
        problems.append(f'service is "{fault["service"]}"; expected the prefix of its IAM actions, for example sagemaker.')
    if fault["kind"] not in _KINDS:
        problems.append(f'kind is "{fault["kind"]}"; expected one of {", ".join(_KINDS)}.')
    if fault["times"] < 1:
        problems.append(f'times is {fault["times"]}; expected at least 1.')
    if problems:
        raise ValueError(" ".join(problems))
    _faults.append(fault)


def any_left() -> bool:
    return bool(_faults)


def take(action: str) -> dict | None:
    """The fault that this call meets, the oldest first, and one less of it."""
    for fault in _faults:
        if action == f"{fault['service']}:{fault['action']}":
            fault["times"] -= 1
            if fault["times"] == 0:
                _faults.remove(fault)
            return fault
    return None


def answer(fault: dict, service: str, headers: dict):
    """What the caller gets, in the protocol of the service."""
    status, code = {
        "throttle": _THROTTLED.get(fault["service"], (400, "ThrottlingException")),
        "answer-lost": (500, "InternalFailure"),
        "fail": (400, "ValidationException"),
    }[fault["kind"]]
    message = fault.get("message") or _MESSAGES[fault["kind"]]
    _, answered, body = iam_actions.access_denied_response(
        service, "", "", "fault-on-request", error_code=code, message=message, headers=headers)
    return status, answered, body
