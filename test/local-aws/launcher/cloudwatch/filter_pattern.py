"""Filter patterns of CloudWatch Logs: terms by MiniStack's own matcher, JSON selectors (`{ $.a = 1 && $.b = "x" }`) here.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""

import fnmatch
import re

from ministack.services import cloudwatch_logs

_CONDITION = re.compile(
    r'^\$\.(?P<path>[\w.\-\[\]]+)\s*(?:(?P<sign>!=|>=|<=|=|>|<)\s*(?P<value>"[^"]*"|\S+)'
    r'|(?P<is>IS\s+(?P<what>TRUE|FALSE|NULL)|NOT\s+EXISTS|EXISTS))$', re.I)
_MISSING = object()


def matches(pattern: str, message: str, document: dict | None) -> bool:
    pattern = pattern.strip()
    if not pattern.startswith("{"):
        return cloudwatch_logs._subscription_pattern_matches(pattern, message)
    return document is not None and _any_of(pattern.strip("{} \t\n"), document)


def _any_of(expression: str, document: dict) -> bool:
    return any(all(_holds(condition, document) for condition in _split(alternative, "&&"))
               for alternative in _split(expression, "||"))


def _split(expression: str, sign: str) -> list[str]:
    """Splits outside of brackets and quotes."""
    parts, depth, quoted, start, position = [], 0, False, 0, 0
    while position < len(expression):
        character = expression[position]
        if character == '"':
            quoted = not quoted
        elif not quoted and character in "()":
            depth += 1 if character == "(" else -1
        elif not quoted and depth == 0 and expression.startswith(sign, position):
            parts.append(expression[start:position])
            position += len(sign)
            start = position
            continue
        position += 1
    return [part.strip() for part in (*parts, expression[start:])]


def _holds(condition: str, document: dict) -> bool:
    if condition.startswith("(") and condition.endswith(")"):
        return _any_of(condition[1:-1].strip(), document)
    found = _CONDITION.match(condition)
    if found is None:
        return False
    value = _select(document, found["path"])
    if found["is"]:
        return _is(value, found["is"].upper().split())
    return value is not _MISSING and _compare(value, found["sign"], found["value"])


def _is(value, words: list[str]) -> bool:
    if words[-1] == "EXISTS":
        return (value is _MISSING) == (words[0] == "NOT")
    return value is {"TRUE": True, "FALSE": False, "NULL": None}[words[1]]


def _compare(value, sign: str, wanted: str) -> bool:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if sign in ("=", "!="):
        return _equal(text, wanted) == (sign == "=")
    try:
        number, bound = float(value), float(wanted.strip('"'))
    except (TypeError, ValueError):
        return False
    return {">": number > bound, "<": number < bound, ">=": number >= bound, "<=": number <= bound}[sign]


def _equal(text: str, wanted: str) -> bool:
    try:
        return float(text) == float(wanted.strip('"'))
    except ValueError:
        return fnmatch.fnmatchcase(text, wanted.strip('"').replace("[", "[[]"))


def _select(document: dict, path: str):
    value = document
    for part in re.findall(r"[\w\-]+", path):
        if isinstance(value, dict) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            return _MISSING
    return value
