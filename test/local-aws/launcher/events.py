"""EventBridge events from the account's own services, and what rules do with functions.

EventBridge refuses `PutEvents` with a source that begins with `aws.`, here as on AWS, unless the request carries the
header `x-local-internal: hosting`: that is how the SageMaker hosting emulator, a process of its own, publishes
`SageMaker Endpoint State Change` with the source `aws.sagemaker`.

A rule invokes its function asynchronously: what Lambda throttles waits, and what fails is tried twice more and then goes
to the dead-letter queue. MiniStack would try once.
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
"""

import contextvars
import json
import logging
import threading
import time

from ministack import app
from ministack.services import eventbridge, lambda_svc

INTERNAL_HEADER = "x-local-internal"
_SOURCES = {"hosting": "aws.sagemaker"}

# Lambda waits a second and more between tries, up to five minutes, and a minute before what failed is tried again.
_THROTTLED_SECONDS = 0.1
_FAILED_SECONDS = 1.0
_RETRIES = 2

logger = logging.getLogger("launcher.events")


def install() -> None:
    handle = app.SERVICE_HANDLERS["events"]

    async def handle_events(method, path, headers, body, query):
        source = _SOURCES.get(headers.get(INTERNAL_HEADER, ""))
        if source and headers.get("x-amz-target") == "AWSEvents.PutEvents":
            request = json.loads(body or b"{}")
            if all(entry.get("Source") == source for entry in request.get("Entries", [])):
                eventbridge._ensure_default_bus()
                return eventbridge._put_events(request, allow_aws_source=True)
        return await handle(method, path, headers, body, query)

    app.SERVICE_HANDLERS["events"] = handle_events
    eventbridge._dispatch_to_lambda = _invoke


def publish(source: str, detail_type: str, resources: list[str], detail: dict) -> None:
    """Puts an event of one of the account's services onto the default bus."""
    eventbridge._ensure_default_bus()
    eventbridge._put_events({"Entries": [{
        "Source": source, "DetailType": detail_type, "Resources": resources, "Detail": json.dumps(detail)}]},
        allow_aws_source=True)


def run_schedules() -> None:
    """Fires every enabled rule that has a schedule, as if its moment had come."""
    for key in list(eventbridge._rules._data):
        eventbridge._rule_last_fired[key] = 0.0
    eventbridge._tick_scheduled_rules()


def _invoke(arn: str, payload: str) -> None:
    try:
        event = json.loads(payload)
    except (json.JSONDecodeError, TypeError):
        event = {"body": payload}
    run = contextvars.copy_context().run
    threading.Thread(target=run, args=(_invoke_until_done, arn, event), daemon=True).start()


def _invoke_until_done(arn: str, event: dict) -> None:
    failures = 0
    while True:
        # Again each time: an account that is emptied meanwhile has no such function any more.
        function, config, name = lambda_svc._get_func_record_for_ref(arn)
        if not function or not config:
            logger.warning("rule target %s: there is no such function", name)
            return
        record = lambda_svc._execution_record_for_config(function, config)
        result = lambda_svc._execute_function_with_config_scope(record, event)
        if result.get("throttle"):
            time.sleep(_THROTTLED_SECONDS)
            continue
        if not result.get("error"):
            return
        failures += 1
        if failures > _RETRIES:
            letters = (config.get("DeadLetterConfig") or {}).get("TargetArn")
            if letters:
                lambda_svc._route_async_failure(letters, name, event, result)
            return
        time.sleep(_FAILED_SECONDS)
