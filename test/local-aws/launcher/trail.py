"""CloudTrail's records as AWS writes them: who called, and what was asked for in lower camel case.

MiniStack names the access key as the user, and the request's members as the service's protocol has them.
"""

import json

from ministack.core import iam_evaluator
from ministack.services import cloudtrail


def install() -> None:
    record = cloudtrail.record_event

    def record_event(**call):
        identity = iam_evaluator.resolve_caller_identity(call["access_key_id"]) or {}
        arn = identity.get("userArn") or ""
        params = {name[:1].lower() + name[1:]: value for name, value in (call["request_params"] or {}).items()}
        record(**{**call, "username": arn.rsplit("/", 1)[-1] or call["username"], "request_params": params})
        if arn:
            newest = cloudtrail._get_event_queue()[-1]
            written = json.loads(newest["CloudTrailEvent"])
            written["userIdentity"] = {**written["userIdentity"], "type": _kind(arn), "arn": arn}
            newest["CloudTrailEvent"] = json.dumps(written)

    cloudtrail.record_event = record_event


def _kind(arn: str) -> str:
    return "AssumedRole" if ":assumed-role/" in arn else "IAMUser" if ":user/" in arn else "Root"
