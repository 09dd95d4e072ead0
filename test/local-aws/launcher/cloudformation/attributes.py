"""`Fn::GetAtt` of attributes that a handler does not return.

MiniStack fails the stack there. Which attributes a type has, CDK knows from the type's schema, so a name that arrives
here is a real one: it gets a plausible value, always the same, and is listed by `GET /_local/recorded` as
`TYPE.ATTRIBUTE` (unless the whole type is). Custom resources are left alone: an attribute that their function did not return is an error on AWS.
"""

import re

from ministack.core.responses import get_account_id, get_region
from ministack.services.cloudformation import stacks

from launcher import recorded
from launcher.cloudformation import registry

_PLURAL = re.compile(r"(Ids|Arns|Blocks|Entries|Addresses|Associations|Names|Servers)$")


def install() -> None:
    provision, update = stacks._provision_resource, stacks._update_resource

    def provision_resource(type_name, logical_id, properties, stack):
        physical_id, attributes = provision(type_name, logical_id, properties, stack)
        return physical_id, _completed(type_name, logical_id, stack, physical_id, properties, attributes)

    def update_resource(type_name, physical_id, old, new, stack, logical_id=None, old_attributes=None):
        new_id, attributes = update(type_name, physical_id, old, new, stack, logical_id, old_attributes)
        return new_id, _completed(type_name, logical_id or physical_id, stack, new_id, new, attributes)

    stacks._provision_resource, stacks._update_resource = provision_resource, update_resource


def _completed(type_name, logical_id, stack, physical_id, properties, attributes):
    if type_name.startswith("Custom::") or type_name.startswith("AWS::CloudFormation::"):
        return attributes
    return _Attributes(type_name, logical_id, stack, physical_id, properties, attributes or {})


class _Attributes(dict):
    """The attributes of one resource; those that are missing are made up when a template asks."""

    def __init__(self, type_name, logical_id, stack, physical_id, properties, known):
        super().__init__(known)
        self._resource = (type_name, logical_id, stack, physical_id, properties)

    def __bool__(self) -> bool:
        return True

    def __contains__(self, name) -> bool:
        return super().__contains__(name) or bool(name)

    def __missing__(self, name):
        type_name, logical_id, stack, physical_id, properties = self._resource
        if name in properties:
            self[name] = properties[name]
        else:
            if not registry.is_only_recorded(type_name):
                recorded.add(f"{type_name}.{name}", logical_id, stack, physical_id)
            self[name] = _plausible(type_name, physical_id, name)
        return self[name]


def _plausible(type_name: str, physical_id: str, attribute: str):
    _, service, kind = type_name.split("::")[:3]
    if _PLURAL.search(attribute):
        return [_plausible(type_name, physical_id, attribute.rstrip("s"))]
    if attribute.endswith("Arn"):
        path = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", kind).lower()
        return f"arn:aws:{service.lower()}:{get_region()}:{get_account_id()}:{path}/{physical_id}"
    if attribute in ("Id", "Name", f"{kind}Id", f"{kind}Name"):
        return physical_id
    if attribute.endswith(("Url", "Endpoint")):
        return f"https://{physical_id.lower()}.{service.lower()}.{get_region()}.amazonaws.com"
    return f"{physical_id}-{attribute.lower()}"
