import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { ArtifactPrefix, InferenceDataPrefix, SAGEMAKER_INSTANCE_NAMESPACE, SAGEMAKER_NAMESPACE } from '../contract';
import { KeyUse, keyGrantStatement, keyUseStatement, serviceRole } from '../core';
import type { ArtifactStore } from '../foundation';
import { repositoryArn } from './container-image';
import type { EndpointNetwork } from './endpoint-network';
import type { VariantSpec } from './variant-spec';

export interface ExecutionRoleProps {
  readonly endpointName: string;
  readonly store: ArtifactStore;
  readonly variants: readonly VariantSpec[];
  readonly logGroupArn: string;
  readonly volumeKey?: kms.IKey;
  readonly network?: EndpointNetwork;
  readonly role?: iam.IRole;
  readonly permissionsBoundary?: iam.IManagedPolicy;
}

/**
 * The role that SageMaker assumes to host an endpoint, and nothing beside what hosting takes:
 * https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createmodel-perms
 *
 * It outlives configurations: during a deployment, and when one is rolled back, the old fleet still loads its artifact
 * and writes its capture with it. So its rights cover every version of its models and every configuration of its
 * endpoint, but no other model and no other endpoint.
 */
export function executionRole(scope: Construct, props: ExecutionRoleProps): iam.IRole {
  const role =
    props.role ??
    serviceRole(scope, 'ExecutionRole', {
      service: 'sagemaker.amazonaws.com',
      description: `Hosts the SageMaker endpoint ${props.endpointName}`,
      permissionsBoundary: props.permissionsBoundary,
    });
  for (const modelName of new Set(props.variants.map(({ model }) => model.name))) {
    props.store.grantReadArtifacts(role, `${ArtifactPrefix.MODELS}${modelName}/`);
  }
  const statements = [
    ...captureStatements(scope, props),
    ...imageStatements(scope, props.variants),
    ...volumeStatements(props.volumeKey),
    ...telemetryStatements(props.logGroupArn),
    ...(props.network?.statements(scope) ?? []),
  ];
  for (const statement of statements) role.addToPrincipalPolicy(statement);
  return role;
}

/** Data Capture writes `capture/<configuration>/<endpoint>/<variant>/…` with this role, encrypted through S3. */
function captureStatements(scope: Construct, { store, endpointName }: ExecutionRoleProps): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
      resources: [store.inferenceDataBucket.arnForObjects(`${InferenceDataPrefix.CAPTURE}*/${endpointName}/*`)],
    }),
    keyUseStatement(scope, store.inferenceDataKey, KeyUse.WRITE, 's3'),
  ];
}

/** The three reading actions of a pull, on the repositories of the images; logging in has no resource level. */
function imageStatements(scope: Construct, variants: readonly VariantSpec[]): iam.PolicyStatement[] {
  const stack = Stack.of(scope);
  const repositories = variants.map(({ model }) => repositoryArn(scope, model.image));
  const distinct = new Map(repositories.map((arn) => [JSON.stringify(stack.resolve(arn)), arn]));
  return [
    new iam.PolicyStatement({
      actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      resources: [...distinct.values()],
    }),
    new iam.PolicyStatement({ actions: ['ecr:GetAuthorizationToken'], resources: ['*'] }),
  ];
}

/** SageMaker passes the key on to the volumes of the instances by a grant, and may make grants for nothing else. */
function volumeStatements(key: kms.IKey | undefined): iam.PolicyStatement[] {
  if (key === undefined) return [];
  return [keyGrantStatement(key), new iam.PolicyStatement({ actions: ['kms:DescribeKey'], resources: [key.keyArn] })];
}

/** Logs of the containers, and metrics of the instances; PutMetricData has no resource level but a namespace. */
function telemetryStatements(logGroupArn: string): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
      resources: [logGroupArn, `${logGroupArn}:*`],
    }),
    new iam.PolicyStatement({
      actions: ['cloudwatch:PutMetricData'],
      resources: ['*'],
      conditions: { StringEquals: { 'cloudwatch:namespace': [SAGEMAKER_NAMESPACE, SAGEMAKER_INSTANCE_NAMESPACE] } },
    }),
  ];
}

/**
 * Lets a role look at the rollback alarms, in a policy of its own: models wait for the role's other rights, and alarms
 * for the models.
 */
export function rollbackPolicy(scope: Construct, role: iam.IRole, alarmArns: readonly string[]): iam.Policy {
  const policy = new iam.Policy(scope, 'RollbackPolicy', {
    statements: [new iam.PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: [...alarmArns] })],
  });
  role.attachInlinePolicy(policy);
  return policy;
}
