"""Executions of Step Functions: what MiniStack does otherwise than AWS, and executions that stop where a test wants.

- `StartExecution` with the name and the input of a standard execution that runs gives back that one.
- An execution that was stopped does nothing more: no retry, no further state, no other end.
- What a task calls comes under the machine's role (`launcher.calls`).
- `MaxDelaySeconds` and `JitterStrategy` of a retrier.
"""

import contextvars
import json
import random

from ministack.core.responses import json_response
from ministack.services import stepfunctions

from launcher import calls, requested

_WHEN = {"enter": "StateEntered", "leave": "StateExited"}
_stops: list[dict] = []
_running: contextvars.ContextVar[dict | None] = contextvars.ContextVar("local_execution", default=None)


class _Stopped(BaseException):
    """Ends the thread of an execution. No Exception, or it would become the execution's error."""


def install() -> None:
    _start_once_by_name()
    _end_at_a_stop()
    _call_as_the_machine()
    _delay_as_the_retrier_says()


def clear() -> None:
    _stops.clear()
    stepfunctions._SFN_WAIT_SCALE = 1.0


def stop_at(body) -> None:
    """Raises ValueError for a machine or a state that does not exist."""
    stop = {"visit": 1, **requested.members(body, {
        "stateMachineArn": str, "stateName": str, "when": str, "visit": int}, optional=("visit",))}
    machine = stepfunctions._state_machines.get(stop["stateMachineArn"])
    if machine is None:
        raise ValueError(f"There is no state machine {stop['stateMachineArn']}.")
    if stop["when"] not in _WHEN:
        raise ValueError(f'when is "{stop["when"]}"; expected one of {", ".join(_WHEN)}.')
    if stop["visit"] < 1:
        raise ValueError(f"visit is {stop['visit']}; expected at least 1.")
    states = json.loads(machine["definition"])["States"]
    if stop["stateName"] not in states:
        raise ValueError(f"There is no state {stop['stateName']}; the machine has {', '.join(states)}.")
    if stop["when"] == "leave" and states[stop["stateName"]]["Type"] == "Fail":
        raise ValueError(f"{stop['stateName']} is a Fail state, which is never left.")
    _stops.append(stop)


def stops_left() -> list[dict]:
    return [dict(stop) for stop in _stops]


def scale_waits(body) -> None:
    factor = requested.members(body, {"factor": float})["factor"]
    if not 0 <= factor <= 1:
        raise ValueError(f"factor is {factor}; expected a number from 0 to 1.")
    stepfunctions._SFN_WAIT_SCALE = float(factor)


def _start_once_by_name() -> None:
    start = stepfunctions._start_execution

    def start_execution(request):
        machine_arn = stepfunctions._resolve_state_machine_arn(request.get("stateMachineArn", ""))
        machine = stepfunctions._state_machines.get(machine_arn) if machine_arn else None
        if machine and request.get("name") and machine.get("type") != "EXPRESS":
            arn = machine_arn.replace(":stateMachine:", ":execution:") + f":{request['name']}"
            known = stepfunctions._executions.get(arn)
            if known and known["status"] == "RUNNING" and known["input"] == request.get("input", "{}"):
                return json_response({"executionArn": arn, "startDate": known["startDate"]})
        return start(request)

    stepfunctions._start_execution = start_execution


def _end_at_a_stop() -> None:
    run, add, fail = stepfunctions._run_execution, stepfunctions._add_event, stepfunctions._fail_execution

    def run_execution(arn):
        token = _running.set(stepfunctions._executions.get(arn))
        try:
            run(arn)
        except _Stopped:
            pass
        finally:
            _running.reset(token)

    def add_event(execution, event_type, details=None):
        stopped = execution["status"] == "ABORTED" and event_type != "ExecutionAborted"
        if stopped and execution is _running.get():
            raise _Stopped
        event = add(execution, event_type, details)
        if execution["status"] == "RUNNING" and _take_stop(execution, event_type, details):
            stepfunctions._stop_execution({
                "executionArn": execution["executionArn"], "error": "Stopped", "cause": "Stopped on request of a test."})
            raise _Stopped
        return event

    def fail_execution(execution, error, cause):
        if execution["status"] == "RUNNING":
            fail(execution, error, cause)

    stepfunctions._run_execution, stepfunctions._add_event = run_execution, add_event
    stepfunctions._fail_execution = fail_execution


def _call_as_the_machine() -> None:
    invoke = stepfunctions._invoke_resource

    def invoke_resource(resource, request):
        execution = _running.get()
        machine = stepfunctions._state_machines.get(execution["stateMachineArn"]) if execution else None
        if machine is None:
            return invoke(resource, request)
        with calls.as_machine(machine["roleArn"]):
            calls.record_integration(resource, request)
            return invoke(resource, request)

    stepfunctions._invoke_resource = invoke_resource


def _take_stop(execution: dict, event_type: str, details) -> bool:
    """Whether this event is one that an execution was to stop at. A stop is for one execution only."""
    for stop in _stops:
        kind = _WHEN[stop["when"]]
        if stop["stateMachineArn"] != execution["stateMachineArn"] or not event_type.endswith(kind):
            continue
        if _state_of(details) == stop["stateName"] and _visits(execution, kind, stop["stateName"]) == stop["visit"]:
            _stops.remove(stop)
            return True
    return False


def _visits(execution: dict, kind: str, state: str) -> int:
    return sum(event["type"].endswith(kind) and any(
        isinstance(details, dict) and details.get("name") == state for details in event.values())
        for event in execution["events"])


def _state_of(details) -> str | None:
    return next(iter((details or {}).values()), {}).get("name")


def _delay_as_the_retrier_says() -> None:
    find = stepfunctions._find_matching_retrier

    def find_matching_retrier(retriers, error, retry_counts):
        retrier, index = find(retriers, error, retry_counts)
        if retrier is None:
            return retrier, index
        delay = retrier.get("IntervalSeconds", 1) * retrier.get("BackoffRate", 2.0) ** retry_counts.get(index, 0)
        delay = min(delay, retrier.get("MaxDelaySeconds", delay))
        if retrier.get("JitterStrategy") == "FULL":
            delay = random.uniform(0, delay)
        return {**retrier, "IntervalSeconds": delay, "BackoffRate": 1}, index

    stepfunctions._find_matching_retrier = find_matching_retrier
