import { Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ModelManifestDocument, ReleaseDeclaration, RollbackAlarmSettings, ScalingSettings } from '../contract';
import { Problems } from '../core';
import { type DeploymentPolicy, type Hosting, rollbackAlarmSettings, scalingSettings } from '../serving';
import type { Approval } from './approval';
import type { Fallback } from './fallback';
import type { ReleasedEndpointProps } from './released-endpoint-props';
import { byRole, type ReleasedVariants } from './released-variants';
import { WaitFor } from './wait-for';

/** Beside it a request holds little else, and an execution carries 256 KiB. */
const MAX_DECLARATION_BYTES = 128 * 1024;

export interface DeclarationProps {
  readonly endpointName: string;
  readonly props: ReleasedEndpointProps;
  readonly variants: ReleasedVariants;
  readonly hosting: Hosting;
  readonly policy: DeploymentPolicy;
  /** Names of the template's alarms of every deployment. */
  readonly alarmNames: readonly string[];
}

/** `DeploymentConfig` as SageMaker's API and CloudFormation have it: their names begin with a capital letter. */
function deploymentConfig(policy: DeploymentPolicy, alarmNames: readonly string[]): Record<string, unknown> {
  return capitalised(policy._strategy().render(alarmNames)) as Record<string, unknown>;
}

function capitalised(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(capitalised);
  if (typeof value !== 'object' || value === null) return value;
  const known = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    known.map(([key, member]) => [`${key.charAt(0).toUpperCase()}${key.slice(1)}`, capitalised(member)]),
  );
}

/** How each variant scales, by its name. */
function declaredScaling(variants: ReleasedVariants): Readonly<Record<string, ScalingSettings>> {
  return Object.fromEntries(
    byRole(variants).flatMap(([, { variantName, scaling, instanceCount }]) =>
      scaling === undefined ? [] : [[variantName, scalingSettings(scaling, instanceCount)]],
    ),
  );
}

export const declaredFallback = (fallback: Fallback | undefined): ReleaseDeclaration['fallback'] =>
  fallback?.kind === 'warm' ? 'warm' : 'none';

export const declaredApproval = (approval: Approval | undefined): ReleaseDeclaration['approval'] =>
  approval?.kind === 'NOT_REQUIRED' ? 'NOT_REQUIRED' : 'ANOTHER_PRINCIPAL';

/** What the template declares, for the release machine. */
function releaseDeclaration(declared: DeclarationProps): ReleaseDeclaration {
  const { props, endpointName, variants, hosting, policy, alarmNames } = declared;
  const manifests = byRole(variants).map(([role, { model }], index) => {
    const document = model._document();
    const { sha256, sizeBytes } = document.artifact;
    const artifact = { uri: hosting.artifacts[index]?.s3Uri, sha256, sizeBytes };
    return [role, { ...document, artifact } satisfies ModelManifestDocument] as const;
  });
  const { AutoRollbackConfiguration: _alarms, ...policies } = deploymentConfig(policy, []);
  return {
    endpointConfigName: hosting.endpointConfig.attrEndpointConfigName,
    manifests: Object.fromEntries(manifests),
    deployment: { ...policies, alarmNames },
    fallback: declaredFallback(props.fallback),
    scaling: declaredScaling(variants),
    rollback: declaredAlarms(props, endpointName),
    probes: (props.goldenRequests ?? []).map((request) => request._document()),
    adoptExisting: props.adoptExisting !== undefined,
    approval: declaredApproval(props.approval),
    waitFor: declaredWait(props),
  };
}

const declaredWait = ({ waitFor }: ReleasedEndpointProps) => waitFor ?? WaitFor.LIVE;

/** The alarms that the machine makes for each configuration, with what they say to the person who meets one. */
function declaredAlarms(props: ReleasedEndpointProps, endpointName: string): readonly RollbackAlarmSettings[] {
  return rollbackAlarmSettings(props.rollback ?? {}).map((settings) => ({
    ...settings,
    description: `Endpoint ${endpointName}: ${settings.description}. During a deployment this brings the old configuration back.`,
  }));
}

const DEFAULT_RETENTION = Duration.days(180);

/** How long a release stays able to come back, days. */
export function retentionDays({ retention }: ReleasedEndpointProps): number {
  return (retention ?? DEFAULT_RETENTION).toDays();
}

/** Properties of the custom resource; guardrails and scaling stand there as SageMaker shows its own, for whoever reads. */
export function declaredProperties(scope: Construct, declared: DeclarationProps): Readonly<Record<string, unknown>> {
  const declaration = releaseDeclaration(declared);
  const { props, hosting, policy, alarmNames } = declared;
  return {
    EndpointConfigName: hosting.endpointConfig.attrEndpointConfigName,
    Declaration: declarationText(scope, declaration),
    DeploymentConfig: deploymentConfig(policy, alarmNames),
    ...(Object.keys(declaration.scaling).length === 0 ? {} : { Scaling: declaration.scaling }),
    WaitFor: declaredWait(props),
  };
}

/** A declaration as JSON text: CloudFormation would turn its numbers into text, and nothing back. */
function declarationText(scope: Construct, declaration: ReleaseDeclaration): string {
  const bytes = Buffer.byteLength(JSON.stringify(declaration));
  const problems = new Problems(scope);
  problems.expect(bytes <= MAX_DECLARATION_BYTES, {
    prop: 'model, shadow, challenger and goldenRequests (bytes of JSON)',
    value: bytes,
    expected: `at most ${MAX_DECLARATION_BYTES}: they travel with the request to the release machine`,
    remedy: 'Send fewer or shorter golden requests, or keep long descriptions out of the manifest.',
  });
  problems.throwIfAny();
  return Stack.of(scope).toJsonString(declaration);
}
