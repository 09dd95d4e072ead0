"""Puts the extensions in place and serves MiniStack together with the account's own `/_local` paths."""

import asyncio
import socket

from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config
from ministack import app as ministack

from launcher import (application_autoscaling, cloudformation, cloudwatch, control, events, executions, iam, s3,
                      sagemaker, service_calls, step_functions)


def extend(*, custom_resource_timeout: int) -> None:
    cloudformation.install(custom_resource_timeout=custom_resource_timeout)
    cloudwatch.install()
    events.install()
    s3.install()
    sagemaker.install()
    step_functions.install()
    executions.install()
    application_autoscaling.install()
    iam.install()
    control.install()
    service_calls.install()


async def serve(listener: socket.socket, ready) -> None:
    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.keep_alive_timeout = 75
    config.loglevel = "WARNING"
    cloudwatch.start_evaluating()
    serving = asyncio.ensure_future(hypercorn_serve(_application, config, shutdown_trigger=asyncio.Event().wait))
    await control.answers(listener.getsockname()[1])
    ready()
    await serving


async def _application(scope, receive, send):
    if scope["type"] == "http":
        if scope["path"].startswith(control.PREFIX):
            return await control.handle(scope, receive, send)
        if sagemaker.invocation.is_direct(scope):
            return await sagemaker.invocation.handle(scope, receive, send)
    await ministack.app(scope, receive, send)
