"""Where the hosting emulator is, and how it is called.

Every call carries `x-local-account` and `x-local-region`, so that the emulator need not read signatures, and
`x-local-scalable-targets`: what Application Auto Scaling has registered, because UpdateEndpoint depends on it.

The emulator calls back with ordinary AWS requests, signed with any credentials. Two things it may do that a customer
may not: publish EventBridge events whose source is `aws.sagemaker` (`PutEvents` with the header
`x-local-internal: hosting`; see `launcher.events`), and put metrics into the namespaces `AWS/...` and `/aws/...`
(`PutMetricData`, no header needed).
"""

import http.client
import json
from urllib.parse import urlsplit

from ministack.core.responses import get_account_id, get_region

from launcher import application_autoscaling
from launcher.http_client import Client, Response

ACCOUNT_HEADER = "x-local-account"
REGION_HEADER = "x-local-region"
SCALABLE_HEADER = "x-local-scalable-targets"
JSON = "application/x-amz-json-1.1"

_ABSENT = "No SageMaker hosting emulator is connected to this account (PUT /_local/hosting)."
_address: tuple[str, int] | None = None
_client: Client | None = None


class SageMakerError(Exception):
    """What the API answered: `code` and `message` as SageMaker words them."""

    def __init__(self, code: str, message: str, status: int):
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


def connect(url: str) -> None:
    global _address, _client
    parts = urlsplit(url)
    _address = (parts.hostname or "127.0.0.1", parts.port or 80)
    _client = Client(*_address)


def url() -> str | None:
    return None if _address is None else "http://{}:{}".format(*_address)


def unavailable(error: Exception) -> dict:
    """The answer when a request could not be passed on."""
    return {"__type": "ServiceUnavailable", "message": f"SageMaker hosting emulator: {error}"}


async def forward(method: str, path: str, headers: list[tuple[bytes, bytes]], body: bytes) -> Response:
    """Passes a request on; headers that a client sent under our own names are replaced."""
    if _client is None:
        raise ConnectionError(_ABSENT)
    ours = {name.encode(): value.encode() for name, value in _own_headers().items()}
    passed_on = [(name, value) for name, value in headers if name.lower() not in ours]
    return await _client.request(method, path, passed_on + list(ours.items()), body)


def call(operation: str, body: dict) -> dict:
    """Calls the JSON API and waits. For worker threads (CloudFormation handlers), never for the event loop."""
    if _address is None:
        raise ConnectionError(_ABSENT)
    connection = http.client.HTTPConnection(*_address, timeout=60)
    try:
        connection.request("POST", "/", json.dumps(body).encode(), {
            "content-type": JSON, "x-amz-target": f"SageMaker.{operation}", **_own_headers()})
        response = connection.getresponse()
        answer = json.loads(response.read() or b"{}")
    finally:
        connection.close()
    if response.status >= 400:
        code = str(answer.get("__type") or "InternalFailure").split("#")[-1]
        raise SageMakerError(code, answer.get("message") or answer.get("Message") or str(answer), response.status)
    return answer


def _own_headers() -> dict[str, str]:
    scalable = ",".join(application_autoscaling.targets_of("sagemaker"))
    return {ACCOUNT_HEADER: get_account_id(), REGION_HEADER: get_region(), SCALABLE_HEADER: scalable}
