"""The hosting contract of SageMaker: GET /ping says whether the model is there, POST /invocations asks it.

https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html
"""

import logging
import os
import signal
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from .artifact import Model, load
from .errors import UserError
from .fields import DECIMALS
from .rows import BadRequest, parse_rows

# InvokeEndpoint itself takes no larger payload.
MAX_BODY_BYTES: Final = 25 * 1024 * 1024
# One answers pings while others compute: numpy lets go of the interpreter, and a ping must be answered within 2 s.
THREADS: Final = 4
MAX_CONNECTIONS: Final = 1000

Headers = list[tuple[str, str]]
Answer = tuple[str, Headers, str]
StartResponse = Callable[[str, Headers], Any]


def predict(model: Model, body: bytes) -> str:
    """One line a row, `probability,late`: six decimals, and 1 for late. BadRequest says what is wrong with the body."""
    probabilities = model.ensemble.probabilities(parse_rows(body, model.category_index))
    # The decision is made on what is written, so that nobody finds a row that contradicts itself.
    written = (round(probability, DECIMALS) for probability in probabilities)
    return "\n".join(f"{value:.{DECIMALS}f},{1 if value >= model.threshold else 0}" for value in written)


def application(model: Model) -> Callable[[dict[str, Any], StartResponse], Iterable[bytes]]:
    """The WSGI application that serves a model."""

    def respond(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        status, headers, text = _answer(model, environ)
        content = text.encode()
        start_response(status, [*headers, ("Content-Length", str(len(content)))])
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else content]

    return respond


def _answer(model: Model, environ: dict[str, Any]) -> Answer:
    path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
    if path == "/ping":
        if method not in ("GET", "HEAD"):
            return _refusal("405 Method Not Allowed", "Use GET for /ping.", ("Allow", "GET"))
        return "200 OK", [("Content-Type", "text/plain")], f"{model.name} {model.version}\n"
    if path != "/invocations":
        return _refusal("404 Not Found", "There is GET /ping and POST /invocations.")
    if method != "POST":
        return _refusal("405 Method Not Allowed", "Use POST for /invocations.", ("Allow", "POST"))
    content_type = environ.get("CONTENT_TYPE", "").split(";")[0].strip().lower()
    if content_type != "text/csv":
        return _refusal("415 Unsupported Media Type", f"Content-Type is {content_type[:40]!a}, expected 'text/csv'.")
    if not _accepts_csv(environ.get("HTTP_ACCEPT", "")):
        return _refusal("406 Not Acceptable", "The answer is text/csv, which Accept does not allow.")
    try:
        return "200 OK", [("Content-Type", "text/csv")], predict(model, environ["wsgi.input"].read())
    except BadRequest as error:
        return _refusal("400 Bad Request", str(error))


def _accepts_csv(accept: str) -> bool:
    ranges = [part.split(";")[0].strip().lower() for part in accept.split(",")]
    return any(kind in ("", "*/*", "text/*", "text/csv") for kind in ranges)


def _refusal(status: str, message: str, *headers: tuple[str, str]) -> Answer:
    return status, [("Content-Type", "text/plain; charset=utf-8"), *headers], message + "\n"


def serve() -> None:
    """Serves until SIGTERM or SIGINT. UserError when the model or the address cannot be used."""
    import waitress

    # It would write a line for every request that waits for a moment.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    # A handler of its own, because a process with the number 1, as in a container, ignores a signal without one.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    model = load(Path(os.environ.get("SM_MODEL_DIR", "/opt/ml/model")))
    # The first row pays for laying out the trees, not the first request.
    predict(model, b",,,,,,")
    host = os.environ.get("FLIGHT_DELAY_HOST", "127.0.0.1")
    port = _port(os.environ.get("SAGEMAKER_BIND_TO_PORT", "8080"))
    try:
        server = waitress.create_server(
            application(model),
            host=host,
            port=port,
            threads=THREADS,
            ident=None,
            # From so many bytes on waitress answers 413 by itself, before it reads them.
            max_request_body_size=MAX_BODY_BYTES + 1,
            # Clients keep their connections open; one more than the limit would wait until another closes.
            connection_limit=MAX_CONNECTIONS,
            asyncore_use_poll=True,
        )
    except OSError as error:
        raise UserError(f"Cannot listen on {host}:{port}: {error.strerror}. Set SAGEMAKER_BIND_TO_PORT.") from error
    print(f"{model.name} {model.version} serves on http://{host}:{port}", flush=True)
    try:
        server.run()
    finally:
        server.close()


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65_536:
        raise UserError(f"SAGEMAKER_BIND_TO_PORT is {text[:20]!a}, expected a number from 1 to 65535.")
    return int(text)
