"""InvokeEndpoint on the short path: straight to hosting, past MiniStack's routing, which costs more than the model.

With AUTH a request takes the long path, where its signature and the caller's policies are checked. CloudTrail misses
nothing: InvokeEndpoint is a data event, which a trail does not record unless it is told to.
"""

import re

from ministack import app
from ministack.core.responses import set_request_account_id, set_request_region
from ministack.core.router import extract_access_key_id, extract_region

from launcher import calls, faults, iam
from launcher.asgi import read_body, send_json
from launcher.sagemaker import hosting

_PATH = re.compile(r"^/endpoints/[^/]+/(invocations|async-invocations|invocations-response-stream)$")


def is_invocation(method: str, path: str) -> bool:
    return method == "POST" and _PATH.match(path) is not None


def is_direct(scope) -> bool:
    return not app.AUTH and not faults.any_left() and is_invocation(scope["method"], scope["path"])


async def handle(scope, receive, send) -> None:
    body = await read_body(receive)
    _identify_caller(scope)
    try:
        response = await hosting.forward(scope["method"], scope["raw_path"].decode("ascii"), scope["headers"], body)
    except Exception as error:
        await send_json(send, 503, hosting.unavailable(error), hosting.JSON)
        return
    await send({"type": "http.response.start", "status": response.status, "headers": response.headers})
    await send_body(send, response)


async def send_body(send, response) -> None:
    async for chunk in response.chunks:
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _identify_caller(scope) -> None:
    headers = {name.decode("latin-1"): value.decode("latin-1")
               for name, value in scope["headers"] if name == b"authorization"}
    set_request_account_id(extract_access_key_id(headers))
    set_request_region(extract_region(headers))
    calls.record_request("sagemaker", f"sagemaker:{iam.invocation_action(scope['path'])}", "POST", scope["path"],
                         headers, b"", {})
