/** How an endpoint looks from outside: DescribeEndpoint and the list. */
import type { Endpoint } from '../fleet/endpoint';
import type { Fleet } from '../fleet/fleet';
import type { Variant } from '../fleet/variant';

export function describeEndpoint(endpoint: Endpoint): object {
  const { active, pending } = endpoint;
  return {
    EndpointName: endpoint.name,
    EndpointArn: endpoint.arn,
    EndpointConfigName: endpoint.configName,
    ...variantSummaries(active, endpoint.creationTime),
    DataCaptureConfig: captureSummary(active),
    EndpointStatus: endpoint.status,
    FailureReason: endpoint.failureReason,
    CreationTime: endpoint.creationTime,
    LastModifiedTime: endpoint.lastModifiedTime,
    LastDeploymentConfig: endpoint.deploymentConfig,
    PendingDeploymentSummary: pending && {
      EndpointConfigName: pending.fleet.configName,
      StartTime: pending.startTime,
      ...variantSummaries(pending.fleet, pending.startTime),
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

function variantSummaries(fleet: Fleet, resolved: number): object {
  const summaries = (variants: Variant[]) => variants.map((variant) => variantSummary(variant, resolved));
  return {
    ProductionVariants: summaries(fleet.production),
    ShadowProductionVariants: fleet.shadows.length === 0 ? undefined : summaries(fleet.shadows),
  };
}

function variantSummary(variant: Variant, resolved: number): object {
  const { currentWeight, desiredWeight, currentInstanceCount, desiredInstanceCount } = variant.properties;
  const { ServerlessConfig: serverless, RoutingConfig } = variant.configured;
  return {
    VariantName: variant.name,
    DeployedImages: [{ SpecifiedImage: variant.image, ResolvedImage: variant.image, ResolutionTime: resolved }],
    CurrentWeight: currentWeight,
    DesiredWeight: desiredWeight,
    CurrentInstanceCount: currentInstanceCount,
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
