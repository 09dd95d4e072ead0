import { Stack } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';
import { ReleaseName } from '../contract';
import { nameInArn } from '../core';
import type { AlertTopic, ArtifactStore } from '../foundation';
import { endpointArnOf } from '../serving';
import type { IReleaseLedger } from './release-ledger';

/** What the machine of one endpoint, its functions and their rights are made for. */
export interface MachineContext {
  readonly endpointName: string;
  readonly store: ArtifactStore;
  readonly ledger: IReleaseLedger;
  /** Told of alarms: its own, or those of the store. */
  readonly alerts?: AlertTopic;
  /** Of every role: its own, or that of the store's functions. */
  readonly permissionsBoundary?: iam.IManagedPolicy;
  /** The role that SageMaker hosts the endpoint with. */
  readonly executionRole: iam.IRole;
  /** Names of the models, without their versions. */
  readonly modelNames: readonly string[];
  /** ARNs of the repositories of their images. */
  readonly repositoryArns: readonly string[];
  /** Native models and configuration of the template. */
  readonly declaredModelArns: readonly string[];
  readonly declaredConfigArn: string;
  /** Of an endpoint that is adopted. */
  readonly adoptedModelNames: readonly string[];
  readonly adoptedConfigName?: string;
  /** Template alarms of every deployment. */
  readonly alarmArns: readonly string[];
  readonly volumeKey?: kms.IKey;
  readonly retentionDays: number;
  /** Whether the reconciler repairs, or only tells. */
  readonly repair: boolean;
}

const sageMakerArn = (scope: IConstruct, resource: string, name: string) =>
  Stack.of(scope).formatArn({ service: 'sagemaker', resource, resourceName: nameInArn(name) });

/** ARNs without those that are the same once they are resolved. */
export function distinctArns(scope: IConstruct, arns: readonly string[]): readonly string[] {
  return [...new Map(arns.map((arn) => [JSON.stringify(Stack.of(scope).resolve(arn)), arn])).values()];
}

/** ARNs of what the machine works on, each as narrow as it can be written. */
export class MachineArns {
  readonly endpoint: string;
  /** Models that the machine makes. */
  readonly models: string;
  /** Configurations that the machine makes. */
  readonly configs: string;
  /** All models and configurations that it looks at. */
  readonly described: readonly string[];
  /** Configurations that the endpoint can be given. */
  readonly served: readonly string[];
  /** Rollback alarms that the machine makes. */
  readonly alarms: string;
  /** The alarm by which a running deployment is stopped. */
  readonly abortAlarm: string;
  readonly stateMachine: string;
  readonly executions: string;

  constructor(scope: IConstruct, context: MachineContext) {
    const { endpointName } = context;
    const stack = Stack.of(scope);
    this.endpoint = endpointArnOf(scope, endpointName);
    this.models = sageMakerArn(scope, 'model', ReleaseName.modelPattern(endpointName));
    this.configs = sageMakerArn(scope, 'endpoint-config', ReleaseName.endpointConfigPattern(endpointName));
    const { adoptedConfigName } = context;
    const adopted = adoptedConfigName === undefined ? [] : [sageMakerArn(scope, 'endpoint-config', adoptedConfigName)];
    this.served = [this.configs, ...adopted];
    this.described = [
      ...this.served,
      this.models,
      context.declaredConfigArn,
      ...context.declaredModelArns,
      ...context.adoptedModelNames.map((name) => sageMakerArn(scope, 'model', name)),
    ];
    const alarm = (name: string) => stack.formatArn({ service: 'cloudwatch', resource: `alarm:${name}` });
    this.alarms = alarm(ReleaseName.alarmPattern(endpointName));
    this.abortAlarm = alarm(ReleaseName.abortAlarm(endpointName));
    const name = stateMachineName(endpointName);
    this.stateMachine = stack.formatArn({ service: 'states', resource: `stateMachine:${name}` });
    this.executions = stack.formatArn({ service: 'states', resource: `execution:${name}:*` });
  }
}

/** A name, because the machine and its functions refer to each other. */
export const stateMachineName = (endpointName: string) => `${endpointName}-release`;
export const rollbackStateMachineName = (endpointName: string) => `${endpointName}-rollback`;
