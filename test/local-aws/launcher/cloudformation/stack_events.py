"""Stack events as CloudFormation writes them.

Two things MiniStack does otherwise: an update has events of resources that it does not touch (and of those it creates
as if it updated them), and several events share a time, so that the CDK CLI shows them backwards.

The event with which the work on a resource begins is held back until it is known what the work is.
"""

import time
from datetime import datetime, timezone

from ministack.core.responses import get_account_id, get_region
from ministack.services.cloudformation import stacks

_last_ms = 0
Key = tuple[str, str, str, str]  # account, Region, stack name, logical id
_begun: dict[Key, tuple] = {}  # the arguments of the event that is held back
_untouched: set[Key] = set()
_created: set[Key] = set()


def install() -> None:
    stacks.now_iso = _next_moment
    write, update, provision = stacks._add_event, stacks._update_resource, stacks._provision_resource

    def add_event(stack_id, stack, logical_id, type_name, status, reason="", physical_id="", detailed_status=""):
        key = _key(stack, logical_id)
        event = (stack_id, stack, logical_id, type_name, status, reason, physical_id, detailed_status)
        if status == "UPDATE_IN_PROGRESS" and not reason and logical_id != stack:
            _begun[key] = event
            return
        if status == "UPDATE_COMPLETE" and key in _untouched:
            _forget(key)
            return
        let_begin(key)
        write(*(_as_creation(event) if key in _created else event))
        if status.endswith(("_COMPLETE", "_FAILED")):
            _forget(key)

    def let_begin(key, created=False):
        event = _begun.pop(key, None)
        if event:
            write(*(_as_creation(event) if created else event))

    def update_resource(type_name, physical_id, old, new, stack, logical_id=None, old_attributes=None):
        key = _key(stack, logical_id)
        if old == new:
            _untouched.add(key)
        else:
            let_begin(key)
        return update(type_name, physical_id, old, new, stack, logical_id, old_attributes)

    def provision_resource(type_name, logical_id, properties, stack):
        key = _key(stack, logical_id)
        if key in _begun:
            _created.add(key)
            let_begin(key, created=True)
        return provision(type_name, logical_id, properties, stack)

    stacks._add_event, stacks._update_resource, stacks._provision_resource = \
        add_event, update_resource, provision_resource


def _as_creation(event: tuple) -> tuple:
    return (*event[:4], event[4].replace("UPDATE_", "CREATE_"), *event[5:])


def _key(stack: str, logical_id: str) -> Key:
    return get_account_id(), get_region(), stack, logical_id


def _forget(key: Key) -> None:
    _begun.pop(key, None)
    _untouched.discard(key)
    _created.discard(key)


def _next_moment() -> str:
    global _last_ms
    _last_ms = max(_last_ms + 1, int(time.time() * 1000))
    moment = datetime.fromtimestamp(_last_ms // 1000, tz=timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{_last_ms % 1000:03d}Z"
