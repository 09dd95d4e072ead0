"""The account's own paths, for tests and tools. AWS has nothing like them.

    GET  /_local/health     {"ready": true, "hosting": url or null}
    PUT  /_local/hosting    {"url": ...}: where the SageMaker hosting emulator is
    GET  /_local/recorded   what deployments asked for and this account only wrote down
    GET  /_local/clock      {"now": time by CloudWatch's clock, "fixed": whether it stands still}
    POST /_local/clock      {"now": ISO 8601 time or null}: see `launcher.cloudwatch.clock`
    POST /_local/reset      empties the account (not the hosting emulator)
"""

import asyncio
import json

from ministack import app

from launcher import application_autoscaling, recorded
from launcher.cloudwatch import alarm_evaluation, clock
from launcher.sagemaker import hosting

PREFIX = "/_local/"


def install() -> None:
    reset = app._reset_all_state

    def reset_everything():
        reset()
        recorded.clear()
        application_autoscaling.clear()
        clock.release()

    app._reset_all_state = reset_everything


async def answers(port: int) -> None:
    """Returns when the server answers its first request."""
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.02)
            continue
        writer.close()
        if app._MAIN_LOOP is not None:
            return
        await asyncio.sleep(0.02)


async def handle(scope, receive, send) -> None:
    try:
        body = json.loads(await _read(receive) or b"{}")
        status, answer = await _answer(scope["method"], scope["path"].removeprefix(PREFIX), body)
    except ValueError as error:
        status, answer = 400, {"message": str(error)}
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})


async def _answer(method: str, path: str, body: dict) -> tuple[int, dict]:
    match method, path:
        case "GET", "health":
            return 200, {"ready": True, "hosting": hosting.url()}
        case "PUT", "hosting":
            hosting.connect(_member(body, "url"))
            return 200, {}
        case "GET", "recorded":
            return 200, {"recorded": recorded.listing()}
        case "GET", "clock":
            return 200, clock.state()
        case "POST", "clock":
            clock.set(_member(body, "now"))
            await asyncio.to_thread(alarm_evaluation.evaluate_everything)
            return 200, clock.state()
        case "POST", "reset":
            await app._handle_admin_reset("/_ministack/reset", "POST", {})
            return 200, {}
    return 404, {"message": f"There is no {method} {PREFIX}{path}. " + (__doc__ or "").split("\n\n")[1]}


def _member(body: dict, name: str):
    if not isinstance(body, dict) or name not in body:
        raise ValueError(f'The body must be a JSON object with the member "{name}".')
    return body[name]


async def _read(receive) -> bytes:
    parts, more = [], True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)
