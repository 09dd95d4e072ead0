"""The EventBridge types that MiniStack has as API only: Archive, Connection, ApiDestination."""

import json

from ministack.services.cloudformation import provisioners

from launcher.cloudformation import registry
from launcher.cloudformation.service_call import call_json


def install() -> None:
    _serve("Archive", name_property="ArchiveName", arn="ArchiveArn")
    _serve("Connection", name_property="Name", arn="ConnectionArn")
    _serve("ApiDestination", name_property="Name", arn="ApiDestinationArn")


def _serve(noun: str, *, name_property: str, arn: str) -> None:
    def create(logical_id, properties, stack):
        name = properties.get(name_property) or provisioners._physical_name(stack, logical_id, max_len=48)
        answer = call_json("events", "AWSEvents", f"Create{noun}", _request(name_property, name, properties))
        return name, {"Arn": answer.get(arn, "")}

    def update(name, old, new, stack, logical_id):
        if (new.get(name_property) or name) != name or new.get("SourceArn") != old.get("SourceArn"):
            return create(logical_id, new, stack)
        request = _request(name_property, name, new)
        request.pop("EventSourceArn", None)
        answer = call_json("events", "AWSEvents", f"Update{noun}", request)
        return name, {"Arn": answer.get(arn, "")}

    def delete(name, properties):
        call_json("events", "AWSEvents", f"Delete{noun}", {name_property: name})

    registry.register(f"AWS::Events::{noun}", create, update, delete, blocking=True)


def _request(name_property: str, name: str, properties: dict) -> dict:
    request = {**properties, name_property: name}
    if "SourceArn" in request:
        request["EventSourceArn"] = request.pop("SourceArn")
    if isinstance(request.get("EventPattern"), dict):
        request["EventPattern"] = json.dumps(request["EventPattern"])
    return request
