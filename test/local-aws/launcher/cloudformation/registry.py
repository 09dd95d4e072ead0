"""MiniStack's table of resource types: how ours get into it, and what stands in for the types nobody provides.

A type that is in no table is recorded: the deployment goes on, `Ref` and `Fn::GetAtt` give plausible values that stay
the same, and `GET /_local/recorded` lists the resource. MiniStack itself would refuse the whole template.
"""

import contextlib
import re
from collections.abc import Callable

from ministack.services.cloudformation import changesets, provisioners, stacks

from launcher import recorded

_TYPE_NAME = re.compile(r"^(?!Custom::)[A-Za-z0-9]+::[A-Za-z0-9]+::[A-Za-z0-9]+(::MODULE)?$")
_blocking: set[str] = set()

# (logical id, properties, stack name) -> (physical id, attributes)
Create = Callable[[str, dict, str], tuple[str, dict]]
# (physical id, old properties, new properties, stack name, logical id) -> (physical id, attributes)
Update = Callable[[str, dict, dict, str, str], tuple[str, dict]]
# (physical id, properties)
Delete = Callable[[str, dict], None]


def install() -> None:
    handlers = _Handlers(provisioners._RESOURCE_HANDLERS)
    provisioners._RESOURCE_HANDLERS = handlers
    changesets._RESOURCE_HANDLERS = handlers

    on_worker_thread = stacks._runs_on_worker_thread
    stacks._runs_on_worker_thread = lambda type_name: type_name in _blocking or on_worker_thread(type_name)


def register(type_name: str, create: Create, update: Update, delete: Delete, *, blocking: bool = False) -> None:
    """Serves a type. `blocking` handlers run on a thread of their own: those that wait, or call a service.

    An update that returns another physical id is a replacement: the old resource is deleted once the deployment has
    succeeded, the new one if it rolls back.
    """
    provisioners._RESOURCE_HANDLERS[type_name] = {
        "create": create, "update": update, "update_with_logical_id": True, "delete": delete}
    if blocking:
        _blocking.add(type_name)


def is_only_recorded(type_name: str) -> bool:
    return not dict.__contains__(provisioners._RESOURCE_HANDLERS, type_name)


def restoring(update: Update) -> Update:
    """An update in place that is undone when it fails half-way: CloudFormation does not call a failed type back."""
    def update_or_restore(physical_id, old, new, stack, logical_id):
        try:
            return update(physical_id, old, new, stack, logical_id)
        except Exception:
            with contextlib.suppress(Exception):
                update(physical_id, new, old, stack, logical_id)
            raise

    return update_or_restore


def replaced_by(create: Create) -> Update:
    """The update of a type of which every change is a replacement."""
    return lambda physical_id, old, new, stack, logical_id: create(logical_id, new, stack)


class _Handlers(dict):
    """The table of handlers, to which every well-formed type name belongs."""

    def __contains__(self, type_name) -> bool:
        return super().__contains__(type_name) or self._is_recorded(type_name)

    def __missing__(self, type_name):
        if not self._is_recorded(type_name):
            raise KeyError(type_name)
        return _recorder(type_name)

    def get(self, type_name, default=None):
        return self[type_name] if type_name in self else default

    @staticmethod
    def _is_recorded(type_name) -> bool:
        return isinstance(type_name, str) and _TYPE_NAME.match(type_name) is not None


def _recorder(type_name: str) -> dict:
    def create(logical_id, properties, stack):
        physical_id = _name_given(type_name, properties) or provisioners._physical_name(stack, logical_id, max_len=60)
        recorded.add(type_name, logical_id, stack, physical_id, properties)
        return physical_id, {}

    def update(physical_id, old, new, stack, logical_id):
        if _name_given(type_name, new) != _name_given(type_name, old):
            return create(logical_id, new, stack)
        recorded.add(type_name, logical_id, stack, physical_id, new)
        return physical_id, {}

    def delete(physical_id, properties):
        recorded.remove(type_name, physical_id)

    return {"create": create, "update": update, "update_with_logical_id": True, "delete": delete}


def _name_given(type_name: str, properties: dict) -> str | None:
    for name in (f"{type_name.split('::')[2]}Name", "Name"):
        if isinstance(properties.get(name), str):
            return properties[name]
    return None
