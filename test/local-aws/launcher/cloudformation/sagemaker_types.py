"""AWS::SageMaker::Model, EndpointConfig, ModelPackageGroup and ModelPackage, over the hosting emulator's API.

`Ref` is the ARN, as on AWS; the names are attributes. (The endpoint has a file of its own.)
"""

import uuid
from dataclasses import dataclass

from ministack.core.responses import AccountRegionScopedDict

from launcher.cloudformation import registry, sagemaker_endpoint
from launcher.cloudformation.sagemaker_request import change_tags, request, without
from launcher.sagemaker import hosting

# ARN -> name: an ARN has the name in lower case, the API wants it as it was given.
_names = AccountRegionScopedDict()


@dataclass(frozen=True)
class _Kind:
    """A type that SageMaker creates and deletes by name, and of which every change but tags is a replacement."""

    noun: str
    in_place: tuple[str, ...] = ("Tags",)

    @property
    def name(self) -> str:
        return f"{self.noun}Name"

    @property
    def arn(self) -> str:
        return f"{self.noun}Arn"


def install() -> None:
    for kind in (_Kind("Model"), _Kind("EndpointConfig"), _Kind("ModelPackageGroup")):
        _serve(kind)
    registry.register("AWS::SageMaker::ModelPackage", _create_package, _update_package, _delete_package, blocking=True)
    sagemaker_endpoint.install()


def _serve(kind: _Kind) -> None:
    def create(logical_id, properties, stack):
        name = properties.get(kind.name) or f"{logical_id[:50]}-{uuid.uuid4().hex[:12]}"
        arn = request(f"Create{kind.noun}", {**properties, kind.name: name})[kind.arn]
        _names[arn] = name
        return arn, {kind.name: name, "Arn": arn, kind.arn: arn}

    def update(arn, old, new, stack, logical_id):
        if without(old, *kind.in_place) == without(new, *kind.in_place):
            change_tags(arn, old, new)
            return arn, {kind.name: _names.get(arn), "Arn": arn, kind.arn: arn}
        if new.get(kind.name) and new[kind.name] == old.get(kind.name):
            raise ValueError("CloudFormation cannot update a stack when a custom-named resource requires replacing. "
                             f"Rename {new[kind.name]} and update the stack again.")
        return create(logical_id, new, stack)

    def delete(arn, properties):
        name = _names.pop(arn, None) or properties.get(kind.name)
        _delete_if_there(f"Delete{kind.noun}", {kind.name: name})

    registry.register(f"AWS::SageMaker::{kind.noun}", create, update, delete, blocking=True)


def _create_package(logical_id, properties, stack):
    arn = request("CreateModelPackage", properties)["ModelPackageArn"]
    return arn, _describe_package(arn)


def _update_package(arn, old, new, stack, logical_id):
    in_place = ("ModelApprovalStatus", "ApprovalDescription", "CustomerMetadataProperties", "Tags")
    if without(old, *in_place) != without(new, *in_place):
        return _create_package(logical_id, new, stack)
    changes = {name: new[name] for name in in_place[:3] if new.get(name) != old.get(name) and name in new}
    if changes:
        request("UpdateModelPackage", {"ModelPackageArn": arn, **changes})
    change_tags(arn, old, new)
    return arn, _describe_package(arn)


def _delete_package(arn, properties):
    _delete_if_there("DeleteModelPackage", {"ModelPackageName": arn})


def _describe_package(arn: str) -> dict:
    described = request("DescribeModelPackage", {"ModelPackageName": arn})
    return {name: described[name] for name in (
        "ModelPackageArn", "ModelPackageStatus", "ModelPackageVersion", "CreationTime") if name in described}


def _delete_if_there(operation: str, body: dict) -> None:
    try:
        hosting.call(operation, body)
    except hosting.SageMakerError as error:
        if "could not find" not in error.message.lower() and "does not exist" not in error.message.lower():
            raise
