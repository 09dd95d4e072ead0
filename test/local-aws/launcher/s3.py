"""S3: an object that is to be encrypted with `aws:kms` and names no key gets the key that AWS manages, `aws/s3`."""

from ministack.core.responses import get_account_id, get_region
from ministack.services import s3

_ALGORITHM = "x-amz-server-side-encryption"
_KEY = "x-amz-server-side-encryption-aws-kms-key-id"


def install() -> None:
    resolve = s3._resolve_sse_write_headers

    def resolve_sse_write_headers(headers, bucket):
        if headers.get(_ALGORITHM) == "aws:kms" and not headers.get(_KEY):
            managed = f"arn:aws:kms:{get_region()}:{get_account_id()}:alias/aws/s3"
            headers = {**headers, _KEY: _bucket_key(bucket) or managed}
        return resolve(headers, bucket)

    s3._resolve_sse_write_headers = resolve_sse_write_headers


def _bucket_key(bucket: str) -> str | None:
    """The key of the bucket's default encryption, which S3 takes for such an object if there is one."""
    return s3._bucket_default_sse_headers(bucket).get(_KEY)
