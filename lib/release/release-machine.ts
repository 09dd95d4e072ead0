import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { keyGrantStatement, libraryEventStatement } from '../core';
import { LoggedStateMachine } from './logged-state-machine';
import { MachineArns, type MachineContext, stateMachineName } from './machine-context';
import { releaseDefinition } from './release-definition';
import { ReleaseFunctions } from './release-functions';

/** Longer than the longest deployment that SageMaker allows (8 hours), with a shift in steps before it. */
const TIMEOUT_SECONDS = 12 * 3600;

/** The release machine of one endpoint: the state machine and the functions that do its steps. */
export class ReleaseMachine extends Construct {
  readonly endpointName: string;
  readonly arns: MachineArns;
  readonly functions: ReleaseFunctions;
  readonly machine: LoggedStateMachine;

  constructor(scope: Construct, id: string, context: MachineContext) {
    super(scope, id);
    const { store, endpointName } = context;
    this.endpointName = endpointName;
    this.arns = new MachineArns(this, context);
    this.functions = new ReleaseFunctions(this, 'Functions', context, this.arns);
    this.machine = new LoggedStateMachine(this, 'StateMachine', {
      stateMachineName: stateMachineName(endpointName),
      description: `Every change of the endpoint ${endpointName}`,
      definition: releaseDefinition({
        partition: Stack.of(this).partition,
        endpointName,
        functionArns: this.functions.arnsByBundle,
        timeoutSeconds: TIMEOUT_SECONDS,
      }),
      statements: this.statements(context),
      encryptionKey: store.keys.logs,
      logRetention: store.functionSettings.logRetention,
      permissionsBoundary: context.permissionsBoundary,
    });
  }

  private statements({ volumeKey }: MachineContext): iam.PolicyStatement[] {
    const { endpoint, served } = this.arns;
    return [
      new iam.PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: Object.values(this.functions.arnsByBundle),
      }),
      new iam.PolicyStatement({
        actions: ['sagemaker:CreateEndpoint', 'sagemaker:UpdateEndpoint'],
        resources: [endpoint, ...served],
      }),
      new iam.PolicyStatement({
        actions: ['sagemaker:AddTags', 'sagemaker:DescribeEndpoint', 'sagemaker:UpdateEndpointWeightsAndCapacities'],
        resources: [endpoint],
      }),
      libraryEventStatement(this),
      // SageMaker passes the key on to the volumes of the instances by a grant.
      ...(volumeKey === undefined ? [] : [keyGrantStatement(volumeKey)]),
    ];
  }
}
