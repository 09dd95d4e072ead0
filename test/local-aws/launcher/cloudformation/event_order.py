"""Stack events with times that differ, in the order they happened: the CDK CLI shows those of one time backwards."""

import time
from datetime import datetime, timezone

from ministack.services.cloudformation import stacks

_last_ms = 0


def install() -> None:
    stacks.now_iso = _next_moment


def _next_moment() -> str:
    global _last_ms
    _last_ms = max(_last_ms + 1, int(time.time() * 1000))
    moment = datetime.fromtimestamp(_last_ms // 1000, tz=timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{_last_ms % 1000:03d}Z"
