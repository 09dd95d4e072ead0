"""Stands before every service: counts the calls (`launcher.calls`) and makes those fail that were asked to
(`launcher.faults`)."""

from ministack import app
from ministack.core import iam_actions

from launcher import calls, events, faults


def install() -> None:
    """Last of all: a handler that comes later is not seen."""
    for service, handler in list(app.SERVICE_HANDLERS.items()):
        app.SERVICE_HANDLERS[service] = _watched(service, handler)


def _watched(service: str, handler):
    async def handle(method, path, headers, body, query):
        content = body.encode() if isinstance(body, str) else body or b""
        params = app._routing_params(method, path, headers, content, query)
        action = iam_actions.extract_iam_action(service, method, path, headers, content, params)
        if action is None or headers.get(events.INTERNAL_HEADER):
            return await handler(method, path, headers, body, query)
        calls.record_request(service, action, method, path, headers, content, params)
        fault = faults.take(action)
        if fault is None:
            return await handler(method, path, headers, body, query)
        if fault["kind"] == "answer-lost":
            await handler(method, path, headers, body, query)
        return faults.answer(fault, service, headers)

    return handle
