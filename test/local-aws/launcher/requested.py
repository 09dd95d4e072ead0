"""The bodies of the account's own paths."""


def members(body, types: dict[str, type], optional: tuple[str, ...] = ()) -> dict:
    """The members of a body, checked. Raises ValueError with everything that is wrong with it."""
    if not isinstance(body, dict):
        raise ValueError("The body must be a JSON object.")
    given = {name: value for name, value in body.items() if value is not None}
    problems = [f"There is no {name}; expected {', '.join(types)}." for name in given if name not in types]
    problems += [f"{name} is missing." for name in types if name not in given and name not in optional]
    problems += [f"{name} is {given[name]!r}; expected {_NAMES[kind]}." for name, kind in types.items()
                 if name in given and not _is(given[name], kind)]
    if problems:
        raise ValueError(" ".join(problems))
    return given


_NAMES = {str: "a text", int: "a whole number", float: "a number"}


def _is(value, kind: type) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, (int, float) if kind is float else kind)
