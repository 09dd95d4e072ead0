"""Routes the SageMaker API and InvokeEndpoint through MiniStack (its routing, IAM checks and CloudTrail) to hosting."""

import json
from urllib.parse import quote

from ministack import app
from ministack.core import router
from ministack.core.responses import StreamingResponse
from ministack.services import stepfunctions

from launcher.sagemaker import hosting, invocation


def install() -> None:
    app.SERVICE_HANDLERS["sagemaker"] = handle
    router.SERVICE_PATTERNS["sagemaker"] = {"target_prefixes": ["SageMaker."], "host_patterns": [r"sagemaker\."]}
    stepfunctions._AWS_SDK_SERVICE_MAP["sagemaker"] = {"target_prefix": "SageMaker", "protocol": "json"}
    stepfunctions._AWS_SDK_ERROR_PREFIX["sagemaker"] = "SageMaker"
    _route_unsigned_invocations()


async def handle(method: str, path: str, headers: dict, body: bytes | str, query: dict):
    """Also what Step Functions calls, with a text for a body."""
    passed_on = [(name.encode("latin-1"), str(value).encode("utf-8")) for name, value in headers.items()]
    content = body.encode() if isinstance(body, str) else body
    try:
        response = await hosting.forward(method, quote(path), passed_on, content)
    except Exception as error:
        return 503, {"Content-Type": hosting.JSON}, json.dumps(hosting.unavailable(error)).encode()
    answer = {name.decode("latin-1"): value.decode("latin-1") for name, value in response.headers}
    if not invocation.is_invocation(method, path):
        return response.status, answer, await response.read()

    async def run(send, receive):
        await invocation.send_body(send, response)

    return response.status, answer, StreamingResponse(run)


def _route_unsigned_invocations() -> None:
    # A request that is not signed has no service name; MiniStack would take the path for a bucket's.
    detect = app.detect_service

    def detect_service(method, path, headers, query_params):
        service = detect(method, path, headers, query_params)
        return "sagemaker" if service == "s3" and invocation.is_invocation(method, path) else service

    app.detect_service = detect_service
