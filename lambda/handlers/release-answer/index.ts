import { Logger } from '@aws-lambda-powertools/logger';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import type { ReleaseStepInput, ReleaseStepOutput } from '../../../lib/contract';
import { StateMachineExecutions } from '../../aws/executions';
import { answer } from './answer';
import { startRelease } from './start';

const logger = new Logger();
const cloudFormation = new CloudFormationClient({});
const executions = new StateMachineExecutions(new SFNClient({}));

/** Where the entry finds the machine: not in the common settings, because the machine depends on this function. */
const ENDPOINT_NAME = 'EndpointName';
const STATE_MACHINE_ARN = 'StateMachineArn';

/** Custom::ReleasedEndpoint, and the step of the machine that answers it. */
export async function handler(
  event: CloudFormationCustomResourceEvent | ReleaseStepInput,
  context: Context,
): Promise<ReleaseStepOutput | undefined> {
  logger.addContext(context);
  const log = (message: string, details: object) => logger.info(message, { ...details });
  if ('step' in event) return answer(event, undefined, log);
  const properties = event.ResourceProperties;
  await startRelease(event, {
    endpointName: String(properties[ENDPOINT_NAME]),
    stackStatus: async (stackId) => {
      const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stackId }));
      return Stacks[0]?.StackStatus;
    },
    start: (name, request) => executions.start(String(properties[STATE_MACHINE_ARN]), name, request),
    log,
  });
  return undefined;
}
