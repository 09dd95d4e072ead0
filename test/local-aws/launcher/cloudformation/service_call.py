"""Calls one of MiniStack's own services from a CloudFormation handler."""

import json

from ministack import app
from ministack.core.responses import get_region


def call_json(service: str, target: str, operation: str, body: dict) -> dict:
    """Calls a JSON service and waits. Only from handlers that are registered as blocking."""
    headers = {
        "x-amz-target": f"{target}.{operation}", "content-type": "application/x-amz-json-1.1",
        "host": f"{service}.{get_region()}.amazonaws.com",
        "authorization": f"AWS4-HMAC-SHA256 Credential=test/20260101/{get_region()}/{service}/aws4_request"}
    answer = app.call_service_handler_sync(
        app.SERVICE_HANDLERS[service], "POST", "/", headers, json.dumps(body).encode(), {})
    return checked(answer)


def checked(answer: tuple) -> dict:
    """The body of a service's answer; a refusal becomes the exception that fails the resource."""
    status, _, body = answer
    content = json.loads(body or b"{}")
    if status >= 400:
        message = content.get("message") or content.get("Message") or str(content)
        raise ValueError(f"{message} (Status Code: {status}, Error Code: {content.get('__type', 'Unknown')})")
    return content


def as_bool(value) -> bool:
    """A template's boolean, which may come as the string "true"."""
    return str(value).lower() == "true"
