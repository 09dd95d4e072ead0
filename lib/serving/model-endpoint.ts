import { Tags } from 'aws-cdk-lib';
import type * as scaling from 'aws-cdk-lib/aws-applicationautoscaling';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import type { Construct } from 'constructs';
import { Problems } from '../core';
import { checkEndpoint } from './check-endpoint';
import { defaultPolicy } from './default-policy';
import type { DeploymentPolicy } from './deployment-policy';
import { endpointArnComponents, endpointArnOf, endpointNameOf, ModelEndpointBase } from './endpoint-base';
import type { IModelEndpoint } from './endpoint-interface';
import { checkNetwork } from './endpoint-network';
import { rollbackPolicy } from './execution-role';
import { Hosting } from './hosting';
import { fromVpcs, invokeFromOf, watchAbuse } from './invoke-guard';
import type { ModelEndpointAttributes, ModelEndpointProps } from './model-endpoint-props';
import { alarmsPerVariant, rollbackAlarms } from './rollback-alarms';
import { scaleVariant } from './variant-scaling';
import { productionSpecs, shadowSpec, type VariantSpec } from './variant-spec';

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
    const policy = props.deploymentPolicy ?? defaultPolicy(production);
    this.endpointName = props.endpointName ?? endpointNameOf(this);

    const problems = new Problems(this);
    const ownAlarms = production.length * alarmsPerVariant(props.rollback ?? {});
    checkEndpoint(problems, this, { props, endpointName: this.endpointName, production, shadow, policy, ownAlarms });
    const subnetIds = checkNetwork(problems, props);
    problems.throwIfAny();

    const hosting = new Hosting(this, {
      options: props,
      endpointName: this.endpointName,
      production,
      shadow,
      subnetIds,
    });
    this.productionVariantNames = production.map(({ variantName }) => variantName);
    this.defaultVariantName = this.productionVariantNames[0] ?? '';
    this.shadowVariantName = shadow?.variantName;
    this.configurationHash = hosting.configurationHash;
    this.captureUri = hosting.captureUri;
    this.connections = new ec2.Connections({ securityGroups: hosting.securityGroups });
    this.logGroup = hosting.logGroup;
    this.executionRole = hosting.executionRole;
    this.models = hosting.models;
    this.endpointConfig = hosting.endpointConfig;

    const dimensions = {
      endpointName: this.endpointName,
      endpointConfigName: this.endpointConfig.attrEndpointConfigName,
    };
    this.rollbackAlarms = production.flatMap((spec) => rollbackAlarms(this, spec, dimensions, props.rollback ?? {}));
    const alerts = props.alerts ?? props.store.alerts;
    for (const alarm of this.rollbackAlarms) alerts?.watch(alarm);
    this.invokeFrom = invokeFromOf(this, props);
    const endpoint = this.createEndpoint(props, production, policy);
    this.endpointArn = this.getResourceArnAttribute(endpoint.ref, endpointArnComponents(this.endpointName));
    this.scalableTargets = production.flatMap((spec) => scaleVariant(this, endpoint, this.endpointName, spec) ?? []);
    this.abuseAlarms = watchAbuse(this, props);
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
