import { Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import type { Construct } from 'constructs';
import type { VerifiedArtifact } from '../foundation';
import { configurationHash } from './configuration-hash';
import { captureUri, dataCapture } from './data-capture';
import { endpointNetwork } from './endpoint-network';
import type { EndpointOptions } from './endpoint-options';
import { executionRole } from './execution-role';
import { endpointLogGroup, hostedModel, variantProperty, verifiedArtifact, volumeKeyFor } from './hosting-resources';
import type { VariantSpec } from './variant-spec';

const DEFAULT_SAMPLING_PERCENTAGE = 100;

export interface HostingProps {
  readonly options: EndpointOptions;
  readonly endpointName: string;
  readonly production: readonly VariantSpec[];
  readonly shadow?: VariantSpec;
  /** Subnets that were found for the VPC of the options. */
  readonly subnetIds: readonly string[];
}

/**
 * The models and the configuration of an endpoint as native resources, and what they stand on: role, network, log group,
 * verified artifacts. Whoever owns the endpoint declares them so.
 */
export class Hosting {
  readonly configurationHash: string;
  readonly captureUri: string;
  readonly executionRole: iam.IRole;
  readonly logGroup: logs.ILogGroup;
  readonly securityGroups: ec2.ISecurityGroup[];
  /** Verified artifacts in the order of the models. */
  readonly artifacts: readonly VerifiedArtifact[];
  /** Production variants first, the shadow last. */
  readonly models: sagemaker.CfnModel[];
  readonly endpointConfig: sagemaker.CfnEndpointConfig;
  /** Key of the instances' volumes, where they take one. */
  readonly volumeKey?: kms.IKey;

  /** @param scope the endpoint's construct, whose children they become */
  constructor(scope: Construct, { options, endpointName, production, shadow, subnetIds }: HostingProps) {
    const { store } = options;
    const variants = shadow === undefined ? production : [...production, shadow];
    const network = endpointNetwork(scope, options, subnetIds);
    const volumeKey = volumeKeyFor(scope, options.volumeKey, store.inferenceDataKey, variants);
    const samplingPercentage = options.captureSamplingPercentage ?? DEFAULT_SAMPLING_PERCENTAGE;
    this.volumeKey = volumeKey;
    this.securityGroups = network?.securityGroups ?? [];
    this.configurationHash = configurationHash(scope, { production, shadow, samplingPercentage });
    this.captureUri = captureUri(store, this.configurationHash);
    this.logGroup = options.logGroup ?? endpointLogGroup(scope, endpointName, store.keys.logs, options.logRetention);
    this.executionRole = executionRole(scope, {
      endpointName,
      store,
      variants,
      logGroupArn: Stack.of(scope).formatArn({
        service: 'logs',
        resource: `log-group:/aws/sagemaker/Endpoints/${endpointName}`,
      }),
      volumeKey,
      network,
      role: options.role,
      permissionsBoundary: options.permissionsBoundary,
    });
    this.artifacts = variants.map((spec) => verifiedArtifact(scope, store, spec, options.artifactSourceKey));
    this.models = variants.map((spec, index) =>
      hostedModel(scope, spec, {
        role: this.executionRole,
        artifact: this.artifacts[index] as VerifiedArtifact,
        networkIsolation: options.networkIsolation ?? true,
        network,
      }),
    );
    const properties = variants.map((spec, index) => variantProperty(spec, this.models[index] as sagemaker.CfnModel));
    this.endpointConfig = new sagemaker.CfnEndpointConfig(scope, 'Config', {
      productionVariants: properties.slice(0, production.length),
      shadowProductionVariants: shadow === undefined ? undefined : properties.slice(production.length),
      dataCaptureConfig: dataCapture(store, this.captureUri, samplingPercentage, variants),
      kmsKeyId: volumeKey?.keyArn,
    });
  }
}
