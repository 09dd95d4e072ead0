import { Logger } from '@aws-lambda-powertools/logger';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import type { Context } from 'aws-lambda';
import type { ReleaseStepInput, ReleaseStepOutput } from '../../../lib/contract';
import { CloudWatchReleaseAlarms } from '../../aws/release-alarms';
import { DynamoLedger } from '../../aws/release-ledger';
import { readReleaseSettings } from '../release-ledger/settings';
import { type ProbeParts, probe, probeWarm } from './probe';

const logger = new Logger();
const runtime = new SageMakerRuntimeClient({});
const dynamo = new DynamoDBClient({});
const cloudWatch = new CloudWatchClient({});

const STEPS: Readonly<Record<string, (input: ReleaseStepInput, parts: ProbeParts) => Promise<ReleaseStepOutput>>> = {
  ProbeWarm: probeWarm,
  Probe: probe,
};

/** The steps of the release machine that ask the models themselves. */
export async function handler(input: ReleaseStepInput, context: Context): Promise<ReleaseStepOutput> {
  logger.addContext(context);
  const { table, endpointName } = readReleaseSettings(process.env);
  const run = STEPS[input.step];
  if (run === undefined) throw new Error(`This function has no step ${input.step}.`);
  return run(input, {
    ledger: new DynamoLedger(dynamo, table, endpointName),
    alarms: new CloudWatchReleaseAlarms(cloudWatch),
    invoke: async (variantName, { contentType, body }) => {
      const answer = await runtime.send(
        new InvokeEndpointCommand({
          EndpointName: endpointName,
          TargetVariant: variantName,
          ContentType: contentType,
          Body: body,
        }),
      );
      return Buffer.from(answer.Body ?? []).toString('utf8');
    },
    now: () => new Date(),
    log: (message, details) =>
      logger.info(message, { endpoint: endpointName, execution: input.execution.arn, ...details }),
  });
}
