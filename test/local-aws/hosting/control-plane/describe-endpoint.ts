/** How an endpoint looks from outside: DescribeEndpoint and the list. */
import type { Endpoint } from '../fleet/endpoint';
import type { Fleet } from '../fleet/fleet';
import type { Variant } from '../fleet/variant';

export function describeEndpoint(endpoint: Endpoint): object {
  const { active, pending } = endpoint;
  const creating = endpoint.status === 'Creating' || endpoint.status === 'Failed';
  return {
    EndpointName: endpoint.name,
    EndpointArn: endpoint.arn,
    EndpointConfigName: endpoint.configName,
    ...variantSummaries(active, endpoint.creationTime, creating),
    DataCaptureConfig: captureSummary(active),
    EndpointStatus: endpoint.status,
    FailureReason: endpoint.failureReason,
    CreationTime: endpoint.creationTime,
    LastModifiedTime: endpoint.lastModifiedTime,
    LastDeploymentConfig: endpoint.deploymentConfig,
    PendingDeploymentSummary: pending && {
      EndpointConfigName: pending.fleet.configName,
      StartTime: pending.startTime,
      ...variantSummaries(
        pending.fleet,
        pending.startTime,
        endpoint.traffic.every(({ fleet }) => fleet === active),
      ),
    },
  };
}

export function endpointSummary(endpoint: Endpoint): object {
  return {
    EndpointName: endpoint.name,
    EndpointArn: endpoint.arn,
    EndpointStatus: endpoint.status,
    CreationTime: endpoint.creationTime,
    LastModifiedTime: endpoint.lastModifiedTime,
  };
}

function variantSummaries(fleet: Fleet, resolved: number, launching: boolean): object {
  const summaries = (variants: Variant[]) => variants.map((variant) => variantSummary(variant, resolved, launching));
  return {
    ProductionVariants: summaries(fleet.production),
    ShadowProductionVariants: fleet.shadows.length === 0 ? undefined : summaries(fleet.shadows),
  };
}

/** @param launching whether its instances do not serve yet: they are desired, none is current. */
export function variantSummary(variant: Variant, resolved: number, launching: boolean): object {
  const { currentWeight, desiredWeight, currentInstanceCount, desiredInstanceCount } = variant.properties;
  const { ServerlessConfig: serverless, RoutingConfig } = variant.configured;
  return {
    VariantName: variant.name,
    DeployedImages: [{ SpecifiedImage: variant.image, ResolvedImage: variant.image, ResolutionTime: resolved }],
    CurrentWeight: launching ? 0 : currentWeight,
    DesiredWeight: desiredWeight,
    CurrentInstanceCount: launching ? 0 : currentInstanceCount,
    DesiredInstanceCount: desiredInstanceCount,
    VariantStatus: variant.status === undefined ? undefined : [variant.status],
    CurrentServerlessConfig: serverless,
    DesiredServerlessConfig: serverless,
    RoutingConfig,
  };
}

function captureSummary({ capture }: Fleet): object | undefined {
  if (capture === undefined) return undefined;
  const enabled = capture.EnableCapture ?? true;
  return {
    EnableCapture: enabled,
    CaptureStatus: enabled ? 'Started' : 'Stopped',
    CurrentSamplingPercentage: capture.InitialSamplingPercentage,
    DestinationS3Uri: capture.DestinationS3Uri,
    KmsKeyId: capture.KmsKeyId,
  };
}
