"""A template's properties as a SageMaker request, and a refusal as CloudFormation words it."""

from launcher.sagemaker import hosting

# A template may carry these as strings, from a parameter for instance; the API takes none.
_NUMBERS = {
    "InitialInstanceCount", "InitialVariantWeight", "VolumeSizeInGB", "InitialSamplingPercentage", "Value",
    "ModelDataDownloadTimeoutInSeconds", "ContainerStartupHealthCheckTimeoutInSeconds", "MaxConcurrency",
    "MemorySizeInMB", "ProvisionedConcurrency", "WaitIntervalInSeconds", "TerminationWaitInSeconds",
    "MaximumExecutionTimeoutInSeconds", "MaxConcurrentInvocationsPerInstance"}
_BOOLEANS = {
    "EnableNetworkIsolation", "EnableCapture", "RetainAllVariantProperties", "RetainDeploymentConfig", "EnableSSMAccess",
    "CertifyForMarketplace"}
# Of a tag, Value is a text.
_TEXT_PARENTS = {"Tags"}


def request(operation: str, properties: dict) -> dict:
    """Calls the API; a refusal is raised in the form in which a stack event shows it."""
    try:
        return hosting.call(operation, _typed(properties))
    except hosting.SageMakerError as error:
        raise ValueError(f'Resource handler returned message: "{error.message} (Service: SageMaker, '
                         f'Status Code: {error.status}, Error Code: {error.code})"') from None


def change_tags(arn: str, old: dict, new: dict) -> None:
    before = {tag["Key"]: tag["Value"] for tag in old.get("Tags") or []}
    after = {tag["Key"]: tag["Value"] for tag in new.get("Tags") or []}
    if gone := sorted(before.keys() - after.keys()):
        request("DeleteTags", {"ResourceArn": arn, "TagKeys": gone})
    if changed := [{"Key": key, "Value": value} for key, value in after.items() if before.get(key) != value]:
        request("AddTags", {"ResourceArn": arn, "Tags": changed})


def without(properties: dict, *names: str) -> dict:
    return {name: value for name, value in properties.items() if name not in names}


def _typed(value, name: str = "", parent: str = ""):
    if isinstance(value, dict):
        return {key: _typed(member, key, name) for key, member in value.items()}
    if isinstance(value, list):
        return [_typed(member, name, name) if isinstance(member, dict) else _typed(member, name, parent)
                for member in value]
    if isinstance(value, str) and parent not in _TEXT_PARENTS:
        if name in _NUMBERS:
            return float(value) if "." in value else int(value)
        if name in _BOOLEANS:
            return value.lower() == "true"
    return value
