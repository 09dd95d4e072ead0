import type { ReleaseRole } from '../contract';
import { PRODUCTION, type VariantSpec, variantSpec } from '../serving';
import type { CompanionProps, ReleasedEndpointProps } from './released-endpoint-props';

/** The variants of a template by role. A variant bears the name of its role, which never says a version. */
export interface ReleasedVariants {
  readonly champion: VariantSpec;
  readonly challenger?: VariantSpec;
  readonly shadow?: VariantSpec;
}

/** Weights are percentages. */
const ALL = 100;

/** Flat properties are called differently from those of a variant. */
const FLAT_NAMES: Readonly<Record<string, string>> = {
  initialInstanceCount: 'instanceCount',
  variantName: 'adoptExisting.championVariantName',
};

function companion(
  role: 'challenger' | 'shadow',
  props: CompanionProps,
  share: { readonly prop: string; readonly percentage: number },
  champion: VariantSpec,
): VariantSpec {
  const names: Readonly<Record<string, string>> = { ...FLAT_NAMES, initialWeight: share.prop };
  return variantSpec(
    {
      model: props.model,
      variantName: role,
      instanceType: props.instanceType ?? champion.instanceType,
      initialInstanceCount: props.instanceCount,
      initialWeight: share.percentage,
      environment: props.environment,
    },
    {
      path: role,
      called: (property) => `${role}.${names[property] ?? property}`,
      position: role,
      name: role,
      instanceCount: 1,
      weight: share.percentage,
    },
  );
}

/** What the properties declare, with all defaults filled in. */
export function releasedVariants(props: ReleasedEndpointProps): ReleasedVariants {
  const { challenger, shadow } = props;
  const champion = variantSpec(
    {
      model: props.model,
      variantName: props.adoptExisting?.championVariantName,
      instanceType: props.instanceType,
      initialInstanceCount: props.instanceCount,
      initialWeight: ALL - (challenger?.trafficPercentage ?? 0),
      environment: props.environment,
      containerStartupHealthCheckTimeout: props.containerStartupHealthCheckTimeout,
      modelDataDownloadTimeout: props.modelDataDownloadTimeout,
      volumeSize: props.volumeSize,
      scaling: props.scaling,
    },
    { ...PRODUCTION, path: 'champion', called: (property) => FLAT_NAMES[property] ?? property, position: 'champion' },
  );
  return {
    // Its construct ids must not change when an adopted endpoint is renamed.
    champion: { ...champion, id: 'champion' },
    challenger:
      challenger &&
      companion(
        'challenger',
        challenger,
        { prop: 'trafficPercentage', percentage: challenger.trafficPercentage },
        champion,
      ),
    shadow:
      shadow &&
      companion(
        'shadow',
        shadow,
        { prop: 'samplingPercentage', percentage: shadow.samplingPercentage ?? ALL },
        champion,
      ),
  };
}

/** Those that answer requests. */
export function productionOf({ champion, challenger }: ReleasedVariants): readonly VariantSpec[] {
  return challenger === undefined ? [champion] : [champion, challenger];
}

/** The variants by the name of their role. */
export function byRole({
  champion,
  challenger,
  shadow,
}: ReleasedVariants): readonly (readonly [Exclude<ReleaseRole, 'fallback'>, VariantSpec])[] {
  return [
    ['champion', champion],
    ...(challenger === undefined ? [] : [['challenger', challenger] as const]),
    ...(shadow === undefined ? [] : [['shadow', shadow] as const]),
  ];
}
