"""The account's own paths, for tests and tools. AWS has nothing like them.

    GET  /_local/health     {"ready": true, "hosting": url or null}
    PUT  /_local/hosting    {"url": ...}: where the SageMaker hosting emulator is
    GET  /_local/recorded   what deployments asked for and this account only wrote down
    GET  /_local/clock      {"now": time by CloudWatch's clock, "fixed": whether it stands still}
    POST /_local/clock      {"now": ISO 8601 time or null}: see `launcher.cloudwatch.clock`
    GET  /_local/calls      who has called what, how often: see `launcher.calls`
    GET  /_local/faults     those that nothing has met yet
    POST /_local/faults     {"service", "action", "kind", "times", "message"}: see `launcher.faults`
    POST /_local/stops      {"stateMachineArn", "stateName", "when"}: see `launcher.executions`
    POST /_local/wait-scale {"factor": 0 to 1}: how long waits and retry delays of Step Functions take
    POST /_local/schedules  fires every enabled schedule rule of EventBridge once, now
    POST /_local/reset      empties the account (not the hosting emulator)
"""

import asyncio
import json

from ministack import app

from launcher import application_autoscaling, calls, events, executions, faults, recorded
from launcher.asgi import read_body, send_json
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
        calls.clear()
        faults.clear()
        executions.clear()

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
        body = json.loads(await read_body(receive) or b"{}")
        route = _ROUTES.get(f"{scope['method']} {scope['path']}")
        status, answer = (200, await route(body)) if route else (404, _unknown(scope))
    except ValueError as error:
        status, answer = 400, {"message": str(error)}
    await send_json(send, status, answer)


async def _health(body) -> dict:
    return {"ready": True, "hosting": hosting.url()}


async def _connect_hosting(body) -> dict:
    hosting.connect(_member(body, "url"))
    return {}


async def _recorded(body) -> dict:
    return {"recorded": recorded.listing()}


async def _clock(body) -> dict:
    return clock.state()


async def _set_clock(body) -> dict:
    clock.set(_member(body, "now"))
    await asyncio.to_thread(alarm_evaluation.evaluate_everything)
    return clock.state()


async def _calls(body) -> dict:
    return {"calls": calls.listing()}


async def _faults(body) -> dict:
    return {"faults": faults.listing()}


async def _inject_fault(body) -> dict:
    faults.inject(body)
    return {}


async def _stop_at(body) -> dict:
    executions.stop_at(body)
    return {}


async def _scale_waits(body) -> dict:
    executions.scale_waits(body)
    return {}


async def _run_schedules(body) -> dict:
    await asyncio.to_thread(events.run_schedules)
    return {}


async def _reset(body) -> dict:
    await app._handle_admin_reset("/_ministack/reset", "POST", {})
    return {}


_ROUTES = {
    "GET /_local/health": _health,
    "PUT /_local/hosting": _connect_hosting,
    "GET /_local/recorded": _recorded,
    "GET /_local/clock": _clock,
    "POST /_local/clock": _set_clock,
    "GET /_local/calls": _calls,
    "GET /_local/faults": _faults,
    "POST /_local/faults": _inject_fault,
    "POST /_local/stops": _stop_at,
    "POST /_local/wait-scale": _scale_waits,
    "POST /_local/schedules": _run_schedules,
    "POST /_local/reset": _reset,
}


def _unknown(scope) -> dict:
    return {"message": f"There is no {scope['method']} {scope['path']}. There are: {', '.join(_ROUTES)}."}


def _member(body, name: str):
    if not isinstance(body, dict) or name not in body:
        raise ValueError(f'The body must be a JSON object with the member "{name}".')
    return body[name]
