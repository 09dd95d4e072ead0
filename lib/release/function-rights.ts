import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ArtifactPrefix, endpointPartition, RELEASE_EVIDENCE_PREFIX } from '../contract';
import { libraryEventStatement, libraryMetricStatement } from '../core';
import { fromVpcs, invokeFromOf } from '../serving';
import type { MachineArns, MachineContext } from './machine-context';
import { approvalItems, endpointItems, itemStatements } from './release-ledger';

/** Rights of one function: statements of its own, and what the store grants to its role. */
export interface FunctionRights {
  readonly statements: readonly iam.PolicyStatement[];
  readonly grant?: (role: iam.IRole) => void;
}

const allow = (
  actions: string[],
  resources: readonly string[],
  conditions?: Record<string, Record<string, unknown>>,
): iam.PolicyStatement => new iam.PolicyStatement({ actions, resources: [...resources], conditions });

/** Looking at the endpoint and at what it can be given. */
const describing = (arns: MachineArns) => [
  allow(['sagemaker:DescribeEndpoint'], [arns.endpoint]),
  allow(['sagemaker:DescribeEndpointConfig', 'sagemaker:DescribeModel'], arns.described),
];

const lookingUpExecutions = (arns: MachineArns) => allow(['states:DescribeExecution'], [arns.executions]);
const starting = (arns: MachineArns) => allow(['states:StartExecution'], [arns.stateMachine]);
/** Without it S3 answers "forbidden" about an object that is not there, which looks like a denial. */
const listing = ({ store }: MachineContext) => allow(['s3:ListBucket'], [store.artifactBucket.bucketArn]);

function readModels({ store, modelNames }: MachineContext, role: iam.IRole): void {
  for (const name of modelNames) store.grantReadArtifacts(role, `${ArtifactPrefix.MODELS}${name}/`);
}

/** Acquire, Next, Judge, Restore, Record, Unlock. */
export function ledgerRights(scope: Construct, context: MachineContext, arns: MachineArns): FunctionRights {
  const { ledger, endpointName, store } = context;
  return {
    statements: [
      ...endpointItems(scope, ledger, endpointName, 'write'),
      approvalItems(ledger),
      allow(['kms:Sign'], [ledger.signingKey.keyArn]),
      ...describing(arns),
      lookingUpExecutions(arns),
      libraryMetricStatement(),
      allow(['cloudwatch:DescribeAlarms'], [arns.abortAlarm]),
    ],
    grant: (role) => store.grantWriteEvidence(role, `${RELEASE_EVIDENCE_PREFIX}${endpointName}/`),
  };
}

/** Verify, Prepare, Finish, Abandon, Remove. */
export function hostingRights(scope: Construct, context: MachineContext, arns: MachineArns): FunctionRights {
  const { ledger, endpointName, store } = context;
  return {
    statements: [
      ...endpointItems(scope, ledger, endpointName, 'write'),
      allow(['kms:Verify'], [ledger.signingKey.keyArn]),
      ...describing(arns),
      allow(['sagemaker:CreateModel', 'sagemaker:DeleteModel'], [arns.models]),
      allow(['sagemaker:CreateEndpointConfig', 'sagemaker:DeleteEndpointConfig'], [arns.configs]),
      allow(['sagemaker:AddTags', 'sagemaker:DeleteTags'], [arns.endpoint, arns.models, arns.configs]),
      allow(['sagemaker:DeleteEndpoint'], [arns.endpoint]),
      allow(['iam:PassRole'], [context.executionRole.roleArn], {
        StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' },
      }),
      allow(['cloudwatch:PutMetricAlarm', 'cloudwatch:DeleteAlarms'], [arns.alarms]),
      allow(['ecr:DescribeImages'], context.repositoryArns),
      ...scalingStatements(scope),
      listing(context),
    ],
    grant: (role) => {
      readModels(context, role);
      store.grantReadArtifacts(role, candidatePrefix(endpointName));
      for (const name of context.modelNames) store.grantWriteArtifacts(role, `${ArtifactPrefix.MODELS}${name}/`);
    },
  };
}

/** Scalable targets have ids that they get when they are made: bound by service and dimension instead. */
function scalingStatements(scope: Construct): iam.PolicyStatement[] {
  const { partition, account } = Stack.of(scope);
  const service = 'sagemaker.application-autoscaling.amazonaws.com';
  const role = `aws-service-role/${service}/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint`;
  return [
    allow(
      [
        'application-autoscaling:RegisterScalableTarget',
        'application-autoscaling:DeregisterScalableTarget',
        'application-autoscaling:PutScalingPolicy',
      ],
      ['*'],
      { StringEquals: { 'application-autoscaling:service-namespace': 'sagemaker' } },
    ),
    allow(['application-autoscaling:DescribeScalableTargets'], ['*']),
    allow(['iam:CreateServiceLinkedRole'], [`arn:${partition}:iam::${account}:role/${role}`], {
      StringEquals: { 'iam:AWSServiceName': service },
    }),
  ];
}

/** ProbeWarm, Probe. In the regulated profile the probe asks from its network, like every caller. */
export function probeRights(scope: Construct, context: MachineContext, arns: MachineArns): FunctionRights {
  return {
    statements: [
      // Settings by their digest: it looks nothing up.
      ...itemStatements(scope, context.ledger, ['dynamodb:GetItem'], endpointPartition(context.endpointName)),
      allow(
        ['sagemaker:InvokeEndpoint'],
        [arns.endpoint],
        fromVpcs(invokeFromOf(scope, { vpc: context.store.functionSettings.vpc })),
      ),
      allow(['cloudwatch:DescribeAlarms'], [arns.alarms, ...context.alarmArns]),
    ],
  };
}

/** CloudFormation's entry, and Answer. */
export function answerRights(scope: Construct, _context: MachineContext, arns: MachineArns): FunctionRights {
  return { statements: [allow(['cloudformation:DescribeStacks'], [Stack.of(scope).stackId]), starting(arns)] };
}

/** The reconciler, and the check of what a rollback needs. */
export function watchRights(scope: Construct, context: MachineContext, arns: MachineArns): FunctionRights {
  return {
    statements: [
      ...endpointItems(scope, context.ledger, context.endpointName, 'read'),
      ...describing(arns),
      lookingUpExecutions(arns),
      // The input of an execution that died says what was asked for.
      allow(['kms:Decrypt'], [context.store.keys.logs.keyArn], {
        StringEquals: { 'kms:EncryptionContext:aws:states:stateMachineArn': arns.stateMachine },
      }),
      starting(arns),
      libraryMetricStatement(),
      libraryEventStatement(scope),
      allow(['ecr:DescribeImages'], context.repositoryArns),
      // The event history of an account has no resource level.
      allow(['cloudtrail:LookupEvents'], ['*']),
      listing(context),
    ],
    grant: (role) => readModels(context, role),
  };
}

/** Where candidates of an endpoint are uploaded. */
export const candidatePrefix = (endpointName: string) => `${ArtifactPrefix.CANDIDATES}${endpointName}/`;
