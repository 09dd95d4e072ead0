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

/** A record as it lies in the account, unread. */
export interface FoundRecord {
  readonly name: string;
  readonly value: string;
}

/**
 * What is deployed around an endpoint, by capability. Each record is written by a stack of its own, perhaps with another
 * version of the library: only the one that is needed is read.
 */
export async function deploymentRecords(
  client: SSMClient,
  endpointName: string,
): Promise<ReadonlyMap<string, FoundRecord>> {
  const prefix = deploymentRecordPrefix(endpointName);
  const found = new Map<string, FoundRecord>();
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new GetParametersByPathCommand({ Path: prefix.replace(/\/$/, ''), Recursive: true, NextToken }),
    );
    for (const { Name: name = '', Value: value = '' } of page.Parameters ?? []) {
      found.set(name.slice(prefix.length), { name, value });
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
  if (record !== undefined) return readDeploymentRecord(record);
  const others = [...records.keys()];
  const known = others.length === 0 ? 'nothing of this library' : others.join(', ');
  throw new DeploymentNotFoundError(
    `No ${capability} is deployed for the endpoint ${endpointName} in this account and Region; there is ${known}. ` +
      'Check the name, AWS_PROFILE and AWS_REGION.',
  );
}

/** @throws DeploymentNotFoundError where this version cannot read the record */
export function readDeploymentRecord<T>({ name, value }: FoundRecord): DeploymentRecord<T> {
  const record = parsed(value);
  const { schemaVersion, stack, deployment } = record ?? {};
  if (!Number.isInteger(schemaVersion) || !isObject(deployment)) {
    throw new DeploymentNotFoundError(
      `The SSM parameter ${name} is no record of a deployment. Something else wrote it: deploy the stack again.`,
    );
  }
  const known = DEPLOYMENT_RECORD_SCHEMA_VERSION;
  const version = Number(schemaVersion);
  if (version === known || version === known - 1) return record as DeploymentRecord<T>;
  throw new DeploymentNotFoundError(
    version > known
      ? `The record ${name} has schema version ${version}, newer than ${known} that this command reads. Use the version of production-ml that the stack ${stack} was deployed with.`
      : `The record ${name} has schema version ${version}, older than this command reads. Deploy the stack ${stack} again with this version.`,
  );
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(value: string): Partial<DeploymentRecord<unknown>> | undefined {
  try {
    return JSON.parse(value) ?? undefined;
  } catch {
    return undefined;
  }
}
