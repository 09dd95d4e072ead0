"""Metric math: the expressions of alarms and of GetMetricData.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html

A value is a number, a time series (a dict from the start of a period to its value; a missing period is not in it), or
an array of them. Functions are in `metric_math_functions`.
"""

import operator
import re
from collections.abc import Callable

from launcher.cloudwatch.metric_math_functions import FUNCTIONS, MathError, combine

_TOKEN = re.compile(r"\s*(?:(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
                    r"|(?P<text>\"[^\"]*\"|'[^']*')|(?P<sign><=|>=|==|!=|&&|\|\||[-+*/^<>(),\[\]]))")
# From the weakest to the strongest.
_LEVELS: tuple[dict[str, Callable], ...] = (
    {"OR": lambda a, b: float(bool(a or b)), "||": lambda a, b: float(bool(a or b))},
    {"AND": lambda a, b: float(bool(a and b)), "&&": lambda a, b: float(bool(a and b))},
    {sign: lambda a, b, test=test: float(test(a, b)) for sign, test in (
        ("<=", operator.le), (">=", operator.ge), ("==", operator.eq), ("!=", operator.ne),
        ("<", operator.lt), (">", operator.gt))},
    {"+": operator.add, "-": operator.sub},
    {"*": operator.mul, "/": lambda a, b: a / b if b else None},
    {"^": operator.pow},
)


class Context:
    """What an expression can name: `lookup(id)` gives a query's value, `periods` are those under evaluation."""

    def __init__(self, lookup: Callable[[str], object], metric_ids: list[str], periods: list[int], period: int):
        self.lookup, self.metric_ids, self.periods, self.period = lookup, metric_ids, periods, period


def evaluate(expression: str, context: Context) -> dict[int, float]:
    """The time series that the expression gives. Raises MathError when it cannot be read or is not supported."""
    parser = _Parser(_tokens(expression), context)
    value = parser.level(0)
    parser.expect_end()
    if isinstance(value, list):
        raise MathError("the expression gives several time series; wrap it in SUM, AVG, MAX or MIN")
    if isinstance(value, (int, float)):
        return dict.fromkeys(context.periods, float(value))
    return value if value is not None else {}


def _tokens(expression: str) -> list[tuple[str, str]]:
    tokens, position, text = [], 0, expression.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise MathError(f"cannot read the expression at {text[position:position + 20]!r}")
        tokens.append((match.lastgroup, match[match.lastgroup]))
        position = match.end()
    return tokens


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]], context: Context):
        self._tokens, self._context, self._next = tokens, context, 0

    def level(self, depth: int):
        if depth == len(_LEVELS):
            return self._signed()
        value = self.level(depth + 1)
        while (function := _LEVELS[depth].get(self._peek())) is not None:
            self._next += 1
            value = combine(function, value, self.level(depth + 1))
        return value

    def expect_end(self) -> None:
        if self._next < len(self._tokens):
            raise MathError(f"unexpected {self._peek()!r}")

    def _signed(self):
        if self._peek() == "-":
            self._next += 1
            return combine(operator.sub, 0.0, self._signed())
        return self._operand()

    def _operand(self):
        kind, token = self._take()
        if kind == "number":
            return float(token)
        if kind == "text":
            return token[1:-1]
        if kind == "name":
            return self._call(token) if self._peek() == "(" else self._named(token)
        if token == "(":
            value = self.level(0)
            self._expect(")")
            return value
        if token == "[":
            return self._list("]")
        raise MathError(f"unexpected {token!r}")

    def _named(self, name: str):
        return name if name in ("REPEAT", "LINEAR") else self._context.lookup(name)

    def _call(self, name: str):
        function = FUNCTIONS.get(name)
        if function is None:
            raise MathError(f"the function {name} is not supported by the local account")
        self._expect("(")
        return function(self._context, *self._list(")"))

    def _list(self, end: str) -> list:
        values = []
        while self._peek() != end:
            values.append(self.level(0))
            if self._peek() == ",":
                self._next += 1
            elif self._peek() != end:
                raise MathError(f"expected {end!r}")
        self._expect(end)
        return values

    def _peek(self) -> str | None:
        return self._tokens[self._next][1] if self._next < len(self._tokens) else None

    def _take(self) -> tuple[str, str]:
        if self._next >= len(self._tokens):
            raise MathError("the expression ends too early")
        self._next += 1
        return self._tokens[self._next - 1]

    def _expect(self, sign: str) -> None:
        if self._take()[1] != sign:
            raise MathError(f"expected {sign!r}")
