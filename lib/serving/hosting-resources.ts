import { createHash } from 'node:crypto';
import { Annotations, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import type { Construct } from 'constructs';
import { canonicalJson } from '../contract';
import { isUnresolved, secureLogGroup } from '../core';
import { instanceStorageOf } from '../core/instance-storage';
import { ArtifactSource, type ArtifactStore, VerifiedArtifact } from '../foundation';
import type { EndpointNetwork } from './endpoint-network';
import type { VariantSpec } from './variant-spec';

/** Tags by which people and automation find the model version behind a SageMaker model. */
const MODEL_TAGS = {
  NAME: 'cdk-production-ml:model',
  VERSION: 'cdk-production-ml:model-version',
  ARTIFACT: 'cdk-production-ml:artifact-sha256',
};

/** The key of the instances' volumes: the given one, or the default where every variant has volumes that take one. */
export function volumeKeyFor(
  scope: Construct,
  given: kms.IKey | undefined,
  fallback: kms.IKey,
  variants: readonly VariantSpec[],
): kms.IKey | undefined {
  if (given !== undefined) return given;
  // A type that is only known at deployment is taken to have volumes, like most types.
  const local = variants.filter(
    ({ instanceType }) => !isUnresolved(instanceType) && instanceStorageOf(instanceType) === 'local',
  );
  if (local.length === 0) return fallback;
  if (local.length < variants.length) {
    Annotations.of(scope).addWarningV2(
      'cdk-production-ml:mixed-instance-storage',
      `SageMaker takes no volume key where one variant has local disks (${local.map(({ instanceType }) => instanceType).join(', ')}): the volumes of the other variants are encrypted with a key of AWS. Use instance types of one kind.`,
    );
  }
  return undefined;
}

/** The group that SageMaker writes the containers' logs to; it would make one itself, unencrypted and kept for ever. */
export function endpointLogGroup(
  scope: Construct,
  endpointName: string,
  key: kms.IKey,
  retention: logs.RetentionDays | undefined,
): logs.LogGroup {
  return secureLogGroup(scope, 'Logs', {
    logGroupName: `/aws/sagemaker/Endpoints/${endpointName}`,
    encryptionKey: key,
    retention,
    // SageMaker dictates the name: a retained group would block the next deployment of the stack.
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

/** The verified artifact of a variant; variants with the same model version share it. */
export function verifiedArtifact(
  scope: Construct,
  store: ArtifactStore,
  { model }: VariantSpec,
  encryptionKey: kms.IKey | undefined,
): VerifiedArtifact {
  const content = [model.name, model.version, model.artifactSha256, model.artifactUri ?? model.artifactFile];
  const resolved = canonicalJson(Stack.of(scope).resolve(content.slice(0, 3)));
  const id = `Artifact-${createHash('sha256').update(resolved).digest('hex').slice(0, 8)}`;
  const known = scope.node.tryFindChild(id);
  if (known instanceof VerifiedArtifact) return known;
  const source =
    model.artifactFile === undefined
      ? ArtifactSource.s3Uri(model.artifactUri ?? '', { encryptionKey })
      : ArtifactSource.asset(model.artifactFile);
  return new VerifiedArtifact(scope, id, {
    store,
    modelName: model.name,
    version: model.version,
    sha256: model.artifactSha256,
    source,
  });
}

export interface HostedModelProps {
  readonly role: iam.IRole;
  readonly artifact: VerifiedArtifact;
  readonly networkIsolation: boolean;
  readonly network?: EndpointNetwork;
}

/** The SageMaker model of one variant. It has no name: every change replaces it, and a name would be taken. */
export function hostedModel(scope: Construct, spec: VariantSpec, props: HostedModelProps): sagemaker.CfnModel {
  const { model } = spec;
  const resource = new sagemaker.CfnModel(scope, `Model-${spec.id}`, {
    executionRoleArn: props.role.roleArn,
    enableNetworkIsolation: props.networkIsolation,
    vpcConfig: props.network?.vpcConfig,
    primaryContainer: {
      image: model.image,
      modelDataUrl: props.artifact.s3Uri,
      environment: Object.keys(spec.environment).length === 0 ? undefined : { ...spec.environment },
    },
    tags: [
      { key: MODEL_TAGS.NAME, value: model.name },
      { key: MODEL_TAGS.VERSION, value: model.version },
      { key: MODEL_TAGS.ARTIFACT, value: model.artifactSha256 },
    ],
  });
  // CreateModel already checks that the role may read the artifact: the role alone is not enough, its policy must be
  // there, and so must the artifact.
  resource.node.addDependency(props.role, props.artifact);
  return resource;
}

/** A variant as an endpoint configuration has it. */
export function variantProperty(
  spec: VariantSpec,
  model: sagemaker.CfnModel,
): sagemaker.CfnEndpointConfig.ProductionVariantProperty {
  return {
    variantName: spec.variantName,
    modelName: model.attrModelName,
    instanceType: spec.instanceType,
    initialInstanceCount: spec.instanceCount,
    initialVariantWeight: spec.weight,
    containerStartupHealthCheckTimeoutInSeconds: spec.startupTimeout?.toSeconds(),
    modelDataDownloadTimeoutInSeconds: spec.downloadTimeout?.toSeconds(),
    volumeSizeInGb: spec.volumeSize?.toGibibytes(),
    enableSsmAccess: false,
  };
}
