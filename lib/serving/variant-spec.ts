import type { Duration, Size } from 'aws-cdk-lib';
import { isUnresolved } from '../core';
import type { ModelVersion } from '../registry';
import type { ProductionVariantProps, ShadowVariantProps, VariantScaling } from './variant-props';

/** A property of a variant. */
export type VariantProperty = keyof ProductionVariantProps;

/** A variant with all its defaults filled in. */
export interface VariantSpec {
  /** Name of the variant in messages: `productionVariants[0]`. */
  readonly path: string;
  /** Path of a property in messages: `productionVariants[0].instanceType`. */
  readonly called: (property: VariantProperty) => string;
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
/** The only production variant of an endpoint, where nothing else is said. */
export const PRODUCTION = { name: 'champion', instanceCount: 2, weight: 1 };

/** What a variant has where its properties do not say. */
export interface VariantDefaults {
  readonly path: string;
  /** @default - the path, a dot, and the property */
  readonly called?: VariantSpec['called'];
  readonly position: string;
  readonly name: string;
  readonly instanceCount: number;
  readonly weight: number;
}

/** A variant with its defaults. */
export function variantSpec(props: ProductionVariantProps, defaults: VariantDefaults): VariantSpec {
  const variantName = props.variantName ?? defaults.name;
  return {
    path: defaults.path,
    called: defaults.called ?? ((property) => `${defaults.path}.${property}`),
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
    scaling: props.scaling,
  };
}

/** Production variants with their defaults; the only one of a list needs no name. */
export function productionSpecs(variants: readonly ProductionVariantProps[]): readonly VariantSpec[] {
  const name = variants.length === 1 ? PRODUCTION.name : '';
  return variants.map((props, index) =>
    variantSpec(props, { ...PRODUCTION, name, path: `productionVariants[${index}]`, position: `${index}` }),
  );
}

/** A weight that is reported for the production variant should not be reported again for its shadow. */
function usable(weight: number | undefined): number | undefined {
  return isUnresolved(weight) || (weight !== undefined && weight > 0) ? weight : undefined;
}

/** The shadow variant with its defaults, which depend on what it shadows. */
export function shadowSpec(props: ShadowVariantProps, production: VariantSpec | undefined): VariantSpec {
  return variantSpec(props, {
    path: 'shadowVariant',
    position: 'Shadow',
    name: 'shadow',
    instanceCount: 1,
    weight: usable(production?.weight) ?? PRODUCTION.weight,
  });
}
