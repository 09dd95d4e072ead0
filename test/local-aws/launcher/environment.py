"""The environment MiniStack reads at import, and that the Lambda functions inherit."""

import os


def prepare(port: int, *, region: str, auth: bool) -> None:
    os.environ.update({
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_REGION": region,
        "AUTH": "true" if auth else "false",
        "CLOUDTRAIL_RECORDING": "1",
        # Servers and daemons that no stack of ours needs.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        # With a Docker socket in reach MiniStack removes containers of other instances when it starts.
        "DOCKER_HOST": "unix:///nonexistent/docker.sock",
        # An inherited endpoint would win over the instance's own, and functions would call another account.
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_DEFAULT_REGION": region,
        "AWS_EC2_METADATA_DISABLED": "true",
    })
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "PYTHONPATH"):
        os.environ.pop(name, None)
    for name in [name for name in os.environ if name.startswith("AWS_ENDPOINT_URL_")]:
        del os.environ[name]
