import {
  MOVING_STATUSES,
  type ObservedEndpoint,
  type Release,
  type ReleasedModel,
  type ReleaseVariant,
} from '../../../lib/contract';

/** Whether SageMaker is changing the endpoint and takes no other change meanwhile. */
export function isMoving(observed: ObservedEndpoint): boolean {
  return observed.status !== undefined && MOVING_STATUSES.includes(observed.status);
}

/** The variants that answer requests: all but the shadow. */
export function productionVariants(release: Pick<Release, 'variants'>): readonly ReleaseVariant[] {
  return release.variants.filter(({ role }) => role !== 'shadow');
}

/** The variant that answers most requests; of equals the first. */
export function servingVariant(release: Pick<Release, 'variants'>): ReleaseVariant | undefined {
  const production = productionVariants(release);
  return production.reduce<ReleaseVariant | undefined>(
    (most, variant) => (most === undefined || variant.weight > most.weight ? variant : most),
    undefined,
  );
}

/** The model that answers most requests. */
export function servingModel(release: Pick<Release, 'variants'>): ReleasedModel | undefined {
  return servingVariant(release)?.model;
}

/**
 * Whether the endpoint is in service with the configuration of a release and its weights. Numbers of instances do not
 * count: scaling changes them.
 */
export function serves(observed: ObservedEndpoint, release: Release): boolean {
  if (observed.status !== 'InService' || observed.endpointConfigName !== release.endpointConfigName) return false;
  const weights = new Map((observed.variants ?? []).map(({ variantName, weight }) => [variantName, weight]));
  const production = productionVariants(release);
  // With one variant any weight above 0 is all of the traffic.
  if (production.length < 2) return true;
  return production.every(({ variantName, weight }) => (weights.get(variantName) ?? weight) === weight);
}

/** Whether two releases are the same serving state. */
export function sameServing(
  one: Pick<Release, 'endpointConfigName' | 'variants'>,
  other: Pick<Release, 'endpointConfigName' | 'variants'>,
): boolean {
  if (one.endpointConfigName !== other.endpointConfigName) return false;
  const weights = new Map(other.variants.map(({ variantName, weight }) => [variantName, weight]));
  return one.variants.every(({ variantName, weight }) => weights.get(variantName) === weight);
}
