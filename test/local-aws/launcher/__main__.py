"""Serves the account until standard input closes.

    python -m launcher [--port 0] [--region eu-central-1] [--auth] [--custom-resource-timeout 300]

Prints one JSON line a stage on standard output: `{"event": "bound", "port": N}` as soon as the port is known, so that
whoever started it can start what needs the URL meanwhile, and `{"event": "ready", "port": N}` once it answers. The
log goes to standard error.

Whoever starts it holds the other end of standard input. When that closes, be it that the holder died without a word,
the process kills its whole process group: itself, MiniStack and the Lambda workers.
"""

import argparse
import asyncio
import json
import os
import signal
import socket
import sys
import threading

from launcher import environment


def main() -> None:
    arguments = _arguments()
    _lead_process_group()
    threading.Thread(target=_die_with_parent, daemon=True, name="parent-watch").start()
    signal.signal(signal.SIGTERM, lambda *_: _kill_group())

    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", arguments.port))
    port = listener.getsockname()[1]
    _announce("bound", port)

    environment.prepare(port, region=arguments.region, auth=arguments.auth)
    from launcher import server  # MiniStack reads its environment when it is imported.

    server.extend(custom_resource_timeout=arguments.custom_resource_timeout)
    asyncio.run(server.serve(listener, ready=lambda: _announce("ready", port)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="launcher", description="An AWS account on this machine")
    parser.add_argument("--port", type=int, default=0, help="loopback port; 0 picks a free one")
    parser.add_argument("--region", default="eu-central-1", help="region of calls that name none")
    parser.add_argument("--auth", action="store_true", help="enforce signatures and IAM policies")
    parser.add_argument("--custom-resource-timeout", type=int, default=300, metavar="SECONDS",
                        help="for custom resources without a ServiceTimeout of their own")
    return parser.parse_args()


def _announce(event: str, port: int) -> None:
    print(json.dumps({"event": event, "port": port}), flush=True)


def _lead_process_group() -> None:
    if os.getpgrp() != os.getpid():
        os.setpgrp()


def _die_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    _kill_group()


def _kill_group() -> None:
    # Not SIGTERM: MiniStack does not end while a custom resource waits, and its state is in memory anyway.
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    main()
