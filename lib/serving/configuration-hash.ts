import { createHash } from 'node:crypto';
import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { canonicalJson } from '../contract';
import type { VariantSpec } from './variant-spec';

/** 128 bits: enough that two configurations never share a prefix by accident. */
const HASH_LENGTH = 32;

/** What a captured line must be read by: which models answered, in which shape, and how much was captured. */
export interface Configuration {
  readonly production: readonly VariantSpec[];
  readonly shadow?: VariantSpec;
  readonly samplingPercentage: number;
}

function shapeOf(spec: VariantSpec) {
  const { model } = spec;
  return {
    variantName: spec.variantName,
    model: model.name,
    version: model.version,
    image: model.image,
    artifactSha256: model.artifactSha256,
    featureSchema: model.featureSchema.toJson(),
    environment: spec.environment,
    instanceType: spec.instanceType,
    instanceCount: spec.instanceCount,
    weight: spec.weight,
  };
}

/**
 * Name of a configuration, from its content alone: no time and no order of keys goes into it, and a value that is only
 * known at deployment goes in as the reference that it is.
 */
export function configurationHash(scope: IConstruct, configuration: Configuration): string {
  const shape = {
    production: configuration.production.map(shapeOf),
    shadow: configuration.shadow === undefined ? undefined : shapeOf(configuration.shadow),
    samplingPercentage: configuration.samplingPercentage,
  };
  const text = canonicalJson(Stack.of(scope).resolve(shape));
  return createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH);
}
