"""SageMaker is served by the hosting emulator, a process of its own; the account only forwards to it."""

from launcher.sagemaker import api, hosting, invocation

__all__ = ["api", "hosting", "install", "invocation"]


def install() -> None:
    api.install()
