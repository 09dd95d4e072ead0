"""What deployments asked for and this account only writes down: it works nowhere else than in `Ref` and `Fn::GetAtt`."""

from ministack.core.responses import get_account_id, get_region

# (account, Region, stack, logical id, type or type.attribute) -> the entry
_entries: dict[tuple, dict] = {}


def add(type_name: str, logical_id: str, stack: str, physical_id: str, properties: dict | None = None) -> None:
    key = (get_account_id(), get_region(), stack, logical_id, type_name)
    _entries[key] = {"type": type_name, "logicalId": logical_id, "stack": stack, "physicalId": physical_id,
                     "region": key[1], "account": key[0], "properties": properties or {}}


def remove(type_name: str, physical_id: str) -> None:
    here = (get_account_id(), get_region())
    for key, entry in list(_entries.items()):
        if key[:2] == here and entry["type"] == type_name and entry["physicalId"] == physical_id:
            del _entries[key]


def listing() -> list[dict]:
    return sorted(_entries.values(), key=lambda entry: (entry["type"], entry["stack"], entry["logicalId"]))


def clear() -> None:
    _entries.clear()
