import { Names, Tags } from 'aws-cdk-lib';
import type * as scaling from 'aws-cdk-lib/aws-applicationautoscaling';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import type { Construct } from 'constructs';
import { isRegulated, isUnresolved, Problems } from '../core';
import { abuseAlarms } from './abuse-alarms';
import { checkEndpoint } from './check-endpoint';
import { configurationHash } from './configuration-hash';
import { captureUri, dataCapture } from './data-capture';
import { DeploymentPolicy } from './deployment-policy';
import { endpointArnComponents, endpointArnOf, ModelEndpointBase } from './endpoint-base';
import type { IModelEndpoint } from './endpoint-interface';
import { checkNetwork, endpointNetwork } from './endpoint-network';
import { executionRole, rollbackPolicy } from './execution-role';
import { endpointLogGroup, hostedModel, variantProperty, verifiedArtifact, volumeKeyFor } from './hosting-resources';
import type { ModelEndpointAttributes, ModelEndpointProps } from './model-endpoint-props';
import { rollbackAlarms } from './rollback-alarms';
import { scaleVariant } from './variant-scaling';
import { productionSpecs, shadowSpec, type VariantSpec } from './variant-spec';

const DEFAULT_SAMPLING_PERCENTAGE = 100;
const MAX_ENDPOINT_NAME = 63;

/**
 * A SageMaker endpoint that CloudFormation owns: for whoever changes models by `cdk deploy` alone. Every property is as
 * the template says; what automation would change at run time, the next deployment would undo, so none is attached.
 *
 * With secure defaults it brings a role, a verified artifact and a SageMaker model for each variant, Data Capture under
 * a prefix that names the configuration, guarded deployments with their rollback alarms, and an encrypted log group.
 * Escape hatches: `node.defaultChild` is the `CfnEndpoint`; `endpointConfig` and `models` are L1s as well.
 */
export class ModelEndpoint extends ModelEndpointBase implements ec2.IConnectable {
  /** An endpoint of this account and Region, by its name, in the case it was created with. */
  static fromEndpointName(scope: Construct, id: string, endpointName: string): IModelEndpoint {
    return ModelEndpoint.fromEndpointAttributes(scope, id, { endpointName });
  }

  /** An endpoint that was not created here. */
  static fromEndpointAttributes(scope: Construct, id: string, attributes: ModelEndpointAttributes): IModelEndpoint {
    return new ImportedEndpoint(scope, id, attributes);
  }

  readonly endpointName: string;
  readonly endpointArn: string;
  readonly defaultVariantName: string;
  /** Names of the production variants, in the order they were given. */
  readonly productionVariantNames: string[];
  /** Name of the shadow variant, if there is one. */
  readonly shadowVariantName?: string;
  /** Names the configuration: models, images, artifacts and shape of the variants, and how much is captured. */
  readonly configurationHash: string;
  /** `s3://bucket/capture/<configuration hash>`, below which requests and responses are captured. */
  readonly captureUri: string;
  /** The role that SageMaker hosts the endpoint with. */
  readonly executionRole: iam.IRole;
  /** Where the containers log. */
  readonly logGroup: logs.ILogGroup;
  /** Security groups of the instances; none without a VPC. */
  readonly connections: ec2.Connections;
  /** The models, production variants first, the shadow last. */
  readonly models: sagemaker.CfnModel[];
  /** The configuration. */
  readonly endpointConfig: sagemaker.CfnEndpointConfig;
  /** The alarms that bring the old configuration back, without those that were given. */
  readonly rollbackAlarms: cloudwatch.Alarm[];
  /** The alarms on unusually many and on refused requests, where they were asked for. */
  readonly abuseAlarms: cloudwatch.AlarmBase[];
  /** What Application Auto Scaling scales, in the order of the variants that scale. */
  readonly scalableTargets: scaling.CfnScalableTarget[];

  private readonly invokeFrom: ec2.IVpc[];

  /** @throws ValidationError naming every property, value, range and remedy of what AWS would refuse */
  constructor(scope: Construct, id: string, props: ModelEndpointProps) {
    super(scope, id, { physicalName: props.endpointName });
    const production = productionSpecs(props.productionVariants ?? []);
    const shadow = props.shadowVariant && shadowSpec(props.shadowVariant, production[0]);
    const variants = shadow === undefined ? production : [...production, shadow];
    const policy = props.deploymentPolicy ?? defaultPolicy(production);
    this.endpointName =
      props.endpointName ?? Names.uniqueResourceName(this, { maxLength: MAX_ENDPOINT_NAME, separator: '-' });

    const problems = new Problems(this);
    checkEndpoint(problems, this, { props, endpointName: this.endpointName, production, shadow, policy });
    const subnetIds = checkNetwork(problems, props);
    problems.throwIfAny();

    const { store } = props;
    const network = endpointNetwork(this, props, subnetIds);
    const volumeKey = volumeKeyFor(this, props.volumeKey, store.inferenceDataKey, variants);
    const samplingPercentage = props.captureSamplingPercentage ?? DEFAULT_SAMPLING_PERCENTAGE;
    this.productionVariantNames = production.map(({ variantName }) => variantName);
    this.defaultVariantName = this.productionVariantNames[0] ?? '';
    this.shadowVariantName = shadow?.variantName;
    this.configurationHash = configurationHash(this, { production, shadow, samplingPercentage });
    this.captureUri = captureUri(store, this.configurationHash);
    this.connections = new ec2.Connections({ securityGroups: network?.securityGroups ?? [] });
    this.logGroup = props.logGroup ?? endpointLogGroup(this, this.endpointName, store.keys.logs, props.logRetention);
    const logGroupArn = this.stack.formatArn({
      service: 'logs',
      resource: `log-group:/aws/sagemaker/Endpoints/${this.endpointName}`,
    });
    this.executionRole = executionRole(this, {
      endpointName: this.endpointName,
      store,
      variants,
      logGroupArn,
      volumeKey,
      network,
      role: props.role,
      permissionsBoundary: props.permissionsBoundary,
    });

    this.models = variants.map((spec) =>
      hostedModel(this, spec, {
        role: this.executionRole,
        artifact: verifiedArtifact(this, store, spec, props.artifactSourceKey),
        networkIsolation: props.networkIsolation ?? true,
        network,
      }),
    );
    const properties = variants.map((spec, index) => variantProperty(spec, this.models[index] as sagemaker.CfnModel));
    this.endpointConfig = new sagemaker.CfnEndpointConfig(this, 'Config', {
      productionVariants: properties.slice(0, production.length),
      shadowProductionVariants: shadow === undefined ? undefined : properties.slice(production.length),
      dataCaptureConfig: dataCapture(store, this.captureUri, samplingPercentage, variants),
      kmsKeyId: volumeKey?.keyArn,
    });

    const dimensions = {
      endpointName: this.endpointName,
      endpointConfigName: this.endpointConfig.attrEndpointConfigName,
    };
    this.rollbackAlarms = production.flatMap((spec) => rollbackAlarms(this, spec, dimensions, props.rollback ?? {}));
    const alerts = props.alerts ?? store.alerts;
    for (const alarm of this.rollbackAlarms) alerts?.watch(alarm);
    const regulated = isRegulated(this);
    this.invokeFrom = props.invokeFrom ?? (regulated && props.vpc !== undefined ? [props.vpc] : []);
    const endpoint = this.createEndpoint(props, production, policy);
    this.endpointArn = this.getResourceArnAttribute(endpoint.ref, endpointArnComponents(this.endpointName));
    this.scalableTargets = production.flatMap((spec) => scaleVariant(this, endpoint, this.endpointName, spec) ?? []);
    this.abuseAlarms = (props.abuseAlarms ?? regulated) ? abuseAlarms(this, this) : [];
    for (const alarm of this.abuseAlarms) alerts?.watch(alarm);
    for (const [key, value] of Object.entries(props.tags ?? {})) Tags.of(this).add(key, value);
  }

  /** @internal */
  override _invocationConditions(): Record<string, Record<string, string[]>> | undefined {
    return fromVpcs(this.invokeFrom);
  }

  private createEndpoint(
    props: ModelEndpointProps,
    production: readonly VariantSpec[],
    policy: DeploymentPolicy,
  ): sagemaker.CfnEndpoint {
    const alarms = [...this.rollbackAlarms, ...(props.rollbackAlarms ?? [])];
    const scales = production.some((spec) => spec.scaling !== undefined);
    const endpoint = new sagemaker.CfnEndpoint(this, 'Resource', {
      endpointName: this.endpointName,
      endpointConfigName: this.endpointConfig.attrEndpointConfigName,
      deploymentConfig: policy._strategy().render(alarms.map(({ alarmName }) => alarmName)),
      // An update would start with the initial number of instances, in the middle of a busy day. Capture and weights
      // must come from the new configuration all the same.
      retainAllVariantProperties: scales ? true : undefined,
      excludeRetainedVariantProperties: scales
        ? [{ variantPropertyType: 'DesiredWeight' }, { variantPropertyType: 'DataCaptureConfig' }]
        : undefined,
    });
    const lookAtAlarms = rollbackPolicy(
      this,
      this.executionRole,
      alarms.map(({ alarmArn }) => alarmArn),
    );
    endpoint.node.addDependency(lookAtAlarms, this.logGroup, ...alarms);
    return endpoint;
  }
}

/** A canary needs a second instance to stay behind, and SageMaker has none on Inf1. */
function defaultPolicy(production: readonly VariantSpec[]): DeploymentPolicy {
  const possible = production.every(
    ({ instanceCount, instanceType }) =>
      !isUnresolved(instanceCount) && instanceCount >= 2 && !instanceType.startsWith('ml.inf1.'),
  );
  return possible ? DeploymentPolicy.canary() : DeploymentPolicy.allAtOnce();
}

/** `aws:SourceVpc` is there only when a request comes through a VPC endpoint: without one it is refused. */
function fromVpcs(vpcs: readonly ec2.IVpc[]): Record<string, Record<string, string[]>> | undefined {
  return vpcs.length === 0 ? undefined : { StringEquals: { 'aws:SourceVpc': vpcs.map(({ vpcId }) => vpcId) } };
}

class ImportedEndpoint extends ModelEndpointBase {
  readonly endpointName: string;
  readonly endpointArn: string;
  readonly defaultVariantName: string;
  private readonly invokeFrom: ec2.IVpc[];

  constructor(scope: Construct, id: string, attributes: ModelEndpointAttributes) {
    super(scope, id, { environmentFromArn: attributes.endpointArn });
    this.invokeFrom = attributes.invokeFrom ?? [];
    this.endpointName = attributes.endpointName;
    this.endpointArn = attributes.endpointArn ?? endpointArnOf(this, attributes.endpointName);
    this.defaultVariantName = attributes.defaultVariantName ?? 'champion';
  }

  override _invocationConditions(): Record<string, Record<string, string[]>> | undefined {
    return fromVpcs(this.invokeFrom);
  }
}
