"""EventBridge events from the account's own services.

EventBridge refuses `PutEvents` with a source that begins with `aws.`, here as on AWS, unless the request carries the
header `x-local-internal: hosting`: that is how the SageMaker hosting emulator, a process of its own, publishes
`SageMaker Endpoint State Change` with the source `aws.sagemaker`.
"""

import json

from ministack import app
from ministack.services import eventbridge

INTERNAL_HEADER = "x-local-internal"
_SOURCES = {"hosting": "aws.sagemaker"}


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
