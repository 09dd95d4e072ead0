/** Inputs of the endpoint operations. Source: the SageMaker service model, API version 2017-07-24. */
import { entityName, listing, oneOf, tags } from './common-shapes';
import { decimal, flag, integer, list, optional, required, structure, text, timestamp } from './shapes';

const capacitySize = structure({
  Type: required(oneOf('INSTANCE_COUNT', 'CAPACITY_PERCENT')),
  Value: required(integer({ min: 1 })),
});
const waitInterval = integer({ min: 0, max: 3600 });
const executionTimeout = integer({ min: 600, max: 28_800 });

export const deploymentConfig = structure({
  BlueGreenUpdatePolicy: optional(
    structure({
      TrafficRoutingConfiguration: required(
        structure({
          Type: required(oneOf('ALL_AT_ONCE', 'CANARY', 'LINEAR')),
          WaitIntervalInSeconds: required(waitInterval),
          CanarySize: optional(capacitySize),
          LinearStepSize: optional(capacitySize),
        }),
      ),
      TerminationWaitInSeconds: optional(waitInterval),
      MaximumExecutionTimeoutInSeconds: optional(executionTimeout),
    }),
  ),
  RollingUpdatePolicy: optional(
    structure({
      MaximumBatchSize: required(capacitySize),
      WaitIntervalInSeconds: required(waitInterval),
      MaximumExecutionTimeoutInSeconds: optional(executionTimeout),
      RollbackMaximumBatchSize: optional(capacitySize),
    }),
  ),
  AutoRollbackConfiguration: optional(
    structure({
      Alarms: optional(
        list(structure({ AlarmName: optional(text({ min: 1, max: 255, pattern: '(?!\\s*$).+' })) }), {
          min: 1,
          max: 10,
        }),
      ),
    }),
  ),
});

export const createEndpoint = structure({
  EndpointName: required(entityName),
  EndpointConfigName: required(entityName),
  DeploymentConfig: optional(deploymentConfig),
  Tags: optional(tags),
});

export const updateEndpoint = structure({
  EndpointName: required(entityName),
  EndpointConfigName: required(entityName),
  RetainAllVariantProperties: optional(flag),
  ExcludeRetainedVariantProperties: optional(
    list(
      structure({
        VariantPropertyType: required(oneOf('DesiredInstanceCount', 'DesiredWeight', 'DataCaptureConfig')),
      }),
      { max: 3 },
    ),
  ),
  DeploymentConfig: optional(deploymentConfig),
  RetainDeploymentConfig: optional(flag),
});

export const updateWeightsAndCapacities = structure({
  EndpointName: required(entityName),
  DesiredWeightsAndCapacities: required(
    list(
      structure({
        VariantName: required(entityName),
        DesiredWeight: optional(decimal({ min: 0 })),
        DesiredInstanceCount: optional(integer({ min: 0 })),
        ServerlessUpdateConfig: optional(
          structure({
            MaxConcurrency: optional(integer({ min: 1, max: 200 })),
            ProvisionedConcurrency: optional(integer({ min: 1, max: 200 })),
          }),
        ),
      }),
      { min: 1 },
    ),
  ),
});

export const endpointReference = structure({ EndpointName: required(entityName) });

export const listEndpoints = listing(['Name', 'CreationTime', 'Status'], {
  LastModifiedTimeBefore: optional(timestamp),
  LastModifiedTimeAfter: optional(timestamp),
  StatusEquals: optional(
    oneOf(
      'OutOfService',
      'Creating',
      'Updating',
      'SystemUpdating',
      'RollingBack',
      'InService',
      'Deleting',
      'Failed',
      'UpdateRollbackFailed',
    ),
  ),
});
