"""The CloudFormation types that MiniStack lacks or serves in part, and what becomes of all others."""

from launcher.cloudformation import (alarm_types, attributes, auto_scaling_types, cloudtrail, custom_resources,
                                     event_types, global_table, kms_replica_key, registry, s3_bucket,
                                     sagemaker_types, stack_events, step_functions_types)


def install(*, custom_resource_timeout: int) -> None:
    custom_resources.install(timeout=custom_resource_timeout)
    registry.install()
    attributes.install()
    stack_events.install()
    for types in (alarm_types, auto_scaling_types, cloudtrail, event_types, global_table, kms_replica_key, s3_bucket,
                  sagemaker_types, step_functions_types):
        types.install()
