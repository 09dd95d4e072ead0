import { GetParametersByPathCommand, type SSMClient } from '@aws-sdk/client-ssm';
import {
  DEPLOYMENT_RECORD_SCHEMA_VERSION,
  type DeployedCapability,
  type DeploymentRecord,
  deploymentRecordPrefix,
} from '../../lib/contract';

/** Nothing is deployed that the command could work with; the message says what to do. */
export class DeploymentNotFoundError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DeploymentNotFoundError';
  }
}

/** What is deployed around an endpoint, by capability. */
export async function deploymentRecords(
  client: SSMClient,
  endpointName: string,
): Promise<ReadonlyMap<string, DeploymentRecord<unknown>>> {
  const prefix = deploymentRecordPrefix(endpointName);
  const found = new Map<string, DeploymentRecord<unknown>>();
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new GetParametersByPathCommand({ Path: prefix.replace(/\/$/, ''), Recursive: true, NextToken }),
    );
    for (const { Name = '', Value = '' } of page.Parameters ?? []) {
      found.set(Name.slice(prefix.length), readDeploymentRecord(Name, Value));
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found;
}

/**
 * The record of one capability.
 *
 * @throws DeploymentNotFoundError where there is none, or one that this version cannot read
 */
export async function deploymentOf<T>(
  client: SSMClient,
  endpointName: string,
  capability: DeployedCapability,
): Promise<DeploymentRecord<T>> {
  const records = await deploymentRecords(client, endpointName);
  const record = records.get(capability);
  if (record !== undefined) return record as DeploymentRecord<T>;
  const others = [...records.keys()];
  const known = others.length === 0 ? 'nothing of this library' : others.join(', ');
  throw new DeploymentNotFoundError(
    `No ${capability} is deployed for the endpoint ${endpointName} in this account and Region; there is ${known}. ` +
      'Check the name, AWS_PROFILE and AWS_REGION.',
  );
}

function readDeploymentRecord(name: string, value: string): DeploymentRecord<unknown> {
  let record: Partial<DeploymentRecord<unknown>> | undefined;
  try {
    record = JSON.parse(value) ?? undefined;
  } catch {
    record = undefined;
  }
  if (record?.schemaVersion !== DEPLOYMENT_RECORD_SCHEMA_VERSION || record.deployment === undefined) {
    throw new DeploymentNotFoundError(
      `The record ${name} has schema version ${String(record?.schemaVersion)}; this command reads ${DEPLOYMENT_RECORD_SCHEMA_VERSION}. ` +
        'Use the version of production-ml that the stack was deployed with, or deploy the stack again.',
    );
  }
  return record as DeploymentRecord<unknown>;
}
