/** AWS SDK clients of one account in one region, all pointed at the local account. */
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';

export interface AwsClients {
  readonly s3: S3Client;
  readonly cloudWatch: CloudWatchClient;
  readonly eventBridge: EventBridgeClient;
}

/** Marks our own calls, so that the account lets us put events with the reserved source `aws.sagemaker`. */
export const INTERNAL_HEADER = 'x-local-internal';

/** The account that the key `test` belongs to; any other account is named by its number as the key. */
const DEFAULT_ACCOUNT = '000000000000';

export function accessKeyOf(account: string): string {
  return account === DEFAULT_ACCOUNT ? 'test' : account;
}

export function awsClients(awsUrl: string, account: string, region: string): AwsClients {
  const config = {
    endpoint: awsUrl,
    region,
    credentials: { accessKeyId: accessKeyOf(account), secretAccessKey: 'test' },
    maxAttempts: 4,
  };
  const clients = {
    s3: new S3Client({ ...config, forcePathStyle: true }),
    // Compressed bodies save nothing on loopback, and few local accounts read them.
    cloudWatch: new CloudWatchClient({ ...config, disableRequestCompression: true }),
    eventBridge: new EventBridgeClient(config),
  };
  for (const client of Object.values(clients)) markInternal(client);
  return clients;
}

function markInternal(client: { middlewareStack: unknown }): void {
  const stack = client.middlewareStack as {
    add(middleware: unknown, options: { step: string; name: string }): void;
  };
  stack.add(
    (next: (args: unknown) => unknown) => (args: { request: { headers: Record<string, string> } }) => {
      args.request.headers[INTERNAL_HEADER] = 'hosting';
      return next(args);
    },
    { step: 'build', name: 'markInternal' },
  );
}
