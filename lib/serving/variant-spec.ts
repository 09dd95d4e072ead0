import type { Duration, Size } from 'aws-cdk-lib';
import { isUnresolved } from '../core';
import type { ModelVersion } from '../registry';
import type { ProductionVariantProps, ShadowVariantProps, VariantProps, VariantScaling } from './variant-props';

/** A variant with all its defaults filled in. */
export interface VariantSpec {
  /** Path of the properties in messages: `productionVariants[0]`. */
  readonly path: string;
  /** Suffix of construct ids: the name, or the position where the name is a token. */
  readonly id: string;
  readonly variantName: string;
  readonly model: ModelVersion;
  readonly instanceType: string;
  readonly instanceCount: number;
  readonly weight: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly startupTimeout?: Duration;
  readonly downloadTimeout?: Duration;
  readonly volumeSize?: Size;
  readonly scaling?: VariantScaling;
}

const INSTANCE_TYPE = 'ml.m5.large';
const PRODUCTION = { name: 'champion', instanceCount: 2, weight: 1 };

interface Defaults {
  readonly path: string;
  readonly position: string;
  readonly name: string;
  readonly instanceCount: number;
  readonly weight: number;
}

function specOf(props: VariantProps, defaults: Defaults): VariantSpec {
  const variantName = props.variantName ?? defaults.name;
  return {
    path: defaults.path,
    id: isUnresolved(variantName) ? defaults.position : variantName,
    variantName,
    model: props.model,
    instanceType: props.instanceType ?? INSTANCE_TYPE,
    instanceCount: props.initialInstanceCount ?? defaults.instanceCount,
    weight: props.initialWeight ?? defaults.weight,
    environment: props.environment ?? {},
    startupTimeout: props.containerStartupHealthCheckTimeout,
    downloadTimeout: props.modelDataDownloadTimeout,
    volumeSize: props.volumeSize,
  };
}

/** Production variants with their defaults; the only one of a list needs no name. */
export function productionSpecs(variants: readonly ProductionVariantProps[]): readonly VariantSpec[] {
  const name = variants.length === 1 ? PRODUCTION.name : '';
  return variants.map((props, index) => ({
    ...specOf(props, { ...PRODUCTION, name, path: `productionVariants[${index}]`, position: `${index}` }),
    scaling: props.scaling,
  }));
}

/** A weight that is reported for the production variant should not be reported again for its shadow. */
function usable(weight: number | undefined): number | undefined {
  return isUnresolved(weight) || (weight !== undefined && weight > 0) ? weight : undefined;
}

/** The shadow variant with its defaults, which depend on what it shadows. */
export function shadowSpec(props: ShadowVariantProps, production: VariantSpec | undefined): VariantSpec {
  return specOf(props, {
    path: 'shadowVariant',
    position: 'Shadow',
    name: 'shadow',
    instanceCount: 1,
    weight: usable(production?.weight) ?? PRODUCTION.weight,
  });
}
