import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { Problems } from '../../core';

/** What a network lets through to a service that this library does not know. */
export interface NetworkServiceProps {
  /** Actions that pass, spelled out: `glue:GetTable`. */
  readonly actions: string[];

  /**
   * ARNs that they pass for.
   *
   * @default - every resource, for principals of the network's account
   */
  readonly resourceArns?: string[];
}

/** Resources of the account and Region of the network, as `service:resource`. */
interface OwnResources {
  readonly service: string;
  readonly resource: string;
}

/**
 * A service that a `PrivateNetwork` reaches through an interface endpoint, and what passes it. Each endpoint is billed by
 * the hour in each Availability Zone, so a network has those that something inside it calls.
 */
export class NetworkService {
  /** Callers of a model: `InvokeEndpoint`. */
  static readonly SAGEMAKER_RUNTIME = new NetworkService('sagemaker.runtime', {
    actions: [
      'sagemaker:InvokeEndpoint',
      'sagemaker:InvokeEndpointAsync',
      'sagemaker:InvokeEndpointWithResponseStream',
    ],
    own: [{ service: 'sagemaker', resource: 'endpoint/*' }],
  });

  /** Functions that create, describe and change models and endpoints. */
  static readonly SAGEMAKER_API = new NetworkService('sagemaker.api', {
    actions: [
      ...['Model', 'EndpointConfig', 'Endpoint'].flatMap((name) =>
        ['Create', 'Describe', 'Delete'].map((verb) => `sagemaker:${verb}${name}`),
      ),
      ...['UpdateEndpoint', 'UpdateEndpointWeightsAndCapacities', 'AddTags', 'ListTags'].map(
        (name) => `sagemaker:${name}`,
      ),
      'sagemaker:DescribeModelPackage',
    ],
    own: ['model/*', 'endpoint-config/*', 'endpoint/*', 'model-package/*'].map((resource) => ({
      service: 'sagemaker',
      resource,
    })),
  });

  /** Functions that read and write metrics and look at alarms; CloudWatch has no resource level for metrics. */
  static readonly CLOUDWATCH = new NetworkService('monitoring', {
    actions: [
      'cloudwatch:DescribeAlarms',
      'cloudwatch:GetMetricData',
      'cloudwatch:GetMetricStatistics',
      'cloudwatch:PutMetricData',
      'cloudwatch:PutMetricAlarm',
      'cloudwatch:DeleteAlarms',
    ],
  });

  /** Functions that tell of verdicts and releases. */
  static readonly EVENTBRIDGE = new NetworkService('events', {
    actions: ['events:PutEvents'],
    own: [{ service: 'events', resource: 'event-bus/*' }],
  });

  /** Functions that sign or verify with a key. What S3, SQS and Lambda encrypt does not come through the network. */
  static readonly KMS = new NetworkService('kms', {
    actions: ['Sign', 'Verify', 'GetPublicKey', 'DescribeKey', 'Encrypt', 'Decrypt', 'GenerateDataKey'].map(
      (name) => `kms:${name}`,
    ),
    own: [{ service: 'kms', resource: 'key/*' }],
  });

  /** Functions that start and look at state machines. */
  static readonly STEP_FUNCTIONS = new NetworkService('states', {
    actions: [
      ...['StartExecution', 'DescribeExecution', 'GetExecutionHistory', 'StopExecution', 'ListExecutions'],
      ...['SendTaskSuccess', 'SendTaskFailure', 'SendTaskHeartbeat'],
    ].map((name) => `states:${name}`),
    own: ['stateMachine:*', 'execution:*'].map((resource) => ({ service: 'states', resource })),
  });

  /** Functions that suspend and restore the scaling of a variant. */
  static readonly APPLICATION_AUTO_SCALING = new NetworkService('application-autoscaling', {
    actions: [
      ...['DescribeScalableTargets', 'RegisterScalableTarget', 'DeregisterScalableTarget'],
      ...['DescribeScalingPolicies', 'PutScalingPolicy'],
    ].map((name) => `application-autoscaling:${name}`),
  });

  /** Functions that look at images and their scans, and models whose images are pulled through the network. */
  static readonly ECR_API = new NetworkService('ecr.api', {
    actions: [
      ...['GetAuthorizationToken', 'BatchCheckLayerAvailability', 'BatchGetImage', 'GetDownloadUrlForLayer'],
      ...['DescribeImages', 'DescribeImageScanFindings'],
    ].map((name) => `ecr:${name}`),
  });

  /** Models whose images are pulled through the network (`RepositoryAccessMode: Vpc`), and jobs inside it. */
  static readonly ECR_DOCKER = new NetworkService('ecr.dkr', {
    actions: [
      ...['GetAuthorizationToken', 'BatchCheckLayerAvailability', 'BatchGetImage', 'GetDownloadUrlForLayer'],
    ].map((name) => `ecr:${name}`),
  });

  /** Jobs inside the network that log by themselves. Lambda and SageMaker endpoints log outside of it. */
  static readonly CLOUDWATCH_LOGS = new NetworkService('logs', {
    actions: ['CreateLogStream', 'DescribeLogStreams', 'PutLogEvents'].map((name) => `logs:${name}`),
    own: [{ service: 'logs', resource: 'log-group:*' }],
  });

  /** Code that takes on another role of the account. */
  static readonly STS = new NetworkService('sts', {
    actions: ['sts:AssumeRole', 'sts:GetCallerIdentity'],
  });

  /** Code that uses queues itself. Lambda polls queues and fills dead-letter queues outside of the network. */
  static readonly SQS = new NetworkService('sqs', {
    actions: [
      ...['SendMessage', 'ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility'],
      ...['GetQueueAttributes', 'GetQueueUrl'],
    ].map((name) => `sqs:${name}`),
    own: [{ service: 'sqs', resource: '*' }],
  });

  /** Code that publishes to topics itself. */
  static readonly SNS = new NetworkService('sns', {
    actions: ['sns:Publish'],
    own: [{ service: 'sns', resource: '*' }],
  });

  /** Code that reads parameters. */
  static readonly SSM = new NetworkService('ssm', {
    actions: ['GetParameter', 'GetParameters', 'GetParametersByPath'].map((name) => `ssm:${name}`),
    own: [{ service: 'ssm', resource: 'parameter/*' }],
  });

  /** Code that invokes functions. */
  static readonly LAMBDA = new NetworkService('lambda', {
    actions: ['lambda:InvokeFunction'],
    own: [{ service: 'lambda', resource: 'function:*' }],
  });

  /** Code that reads secrets. */
  static readonly SECRETS_MANAGER = new NetworkService('secretsmanager', {
    actions: ['GetSecretValue', 'DescribeSecret'].map((name) => `secretsmanager:${name}`),
    own: [{ service: 'secretsmanager', resource: 'secret:*' }],
  });

  /** Functions that look who changed something. It has no resource level. */
  static readonly CLOUDTRAIL = new NetworkService('cloudtrail', { actions: ['cloudtrail:LookupEvents'] });

  /** Functions that look at a stack. */
  static readonly CLOUDFORMATION = new NetworkService('cloudformation', {
    actions: ['cloudformation:DescribeStacks'],
    own: [{ service: 'cloudformation', resource: 'stack/*' }],
  });

  /** Code that sends traces itself. It has no resource level. */
  static readonly X_RAY = new NetworkService('xray', {
    actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  });

  /**
   * Another service.
   *
   * @param name last part of the endpoint service's name: `glue` of `com.amazonaws.eu-central-1.glue`
   * @throws ValidationError where the name cannot be one, or an action is missing or has a wildcard
   */
  static of(name: string, props: NetworkServiceProps): NetworkService {
    const problems = new Problems('NetworkService.of');
    const remedy = 'See https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html.';
    problems.matches('name', name, /^[a-z0-9]+([.-][a-z0-9]+)*$/, 'a name such as glue or sagemaker.api', remedy);
    problems.expect(props.actions.length > 0 && props.actions.every((action) => /^[a-z0-9-]+:\w+$/.test(action)), {
      prop: 'actions',
      value: props.actions.join(', '),
      expected: 'at least one action, each spelled out',
      remedy: 'Write them as glue:GetTable; a wildcard would let data out by actions that nobody thought of.',
    });
    problems.throwIfAny();
    return new NetworkService(name, props);
  }

  private constructor(
    /** Last part of the endpoint service's name. */
    readonly serviceName: string,
    private readonly access: {
      readonly actions: readonly string[];
      readonly resourceArns?: readonly string[];
      readonly own?: readonly OwnResources[];
    },
  ) {}

  /**
   * The only statement of the endpoint's policy: principals of this account, named actions, own resources.
   *
   * @internal
   */
  _statement(scope: IConstruct, resourceArns?: readonly string[]): iam.PolicyStatement {
    const own = this.access.own?.map(({ service, resource }) => arnIn(scope, service, resource));
    return new iam.PolicyStatement({
      principals: [new iam.AnyPrincipal()],
      actions: [...this.access.actions],
      resources: [...(resourceArns ?? this.access.resourceArns ?? own ?? ['*'])],
      conditions: { StringEquals: { 'aws:PrincipalAccount': Stack.of(scope).account } },
    });
  }
}

function arnIn(scope: IConstruct, service: string, resource: string): string {
  const { partition, region, account } = Stack.of(scope);
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}
