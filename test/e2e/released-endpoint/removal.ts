import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { DescribeEndpointCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { RELEASE_EVIDENCE_PREFIX } from '../../../lib/contract';
import { EncryptionKeys } from '../../../lib/foundation';
import { Fallback, ReleaseLedger } from '../../../lib/release';
import { ledgerEvents } from '../support/ledger-events';
import { existing, listableResources } from '../support/leftovers';
import { machineMade } from '../support/machine-made';
import type { Story } from './story';

/** Names of what the stack has left behind, by the beginning of their logical ids. */
type Left = (logicalId: string) => string;

async function resourcesOf({ released }: Story): Promise<Left> {
  const client = new CloudFormationClient(released.account.clientConfig);
  const { StackResources = [] } = await client.send(
    new DescribeStackResourcesCommand({ StackName: released.stackName }),
  );
  return (logicalId) => {
    const found = StackResources.filter(({ LogicalResourceId = '' }) =>
      new RegExp(`^${logicalId}[0-9A-F]{8}$`).test(LogicalResourceId),
    );
    const [one, ...others] = found.map(({ PhysicalResourceId = '' }) => PhysicalResourceId);
    if (one === undefined || others.length > 0) throw new Error(`${found.length} resources are ${logicalId}`);
    return one;
  };
}

/** Keys, buckets and ledger that an earlier stack has left. */
function leftBy(left: Left) {
  return (stack: Stack) => {
    const keyOf = (id: string, logicalId: string) =>
      kms.Key.fromKeyArn(
        stack,
        id,
        Stack.of(stack).formatArn({ service: 'kms', resource: 'key', resourceName: left(logicalId) }),
      );
    const keys = new EncryptionKeys(stack, 'Keys', {
      artifactsKey: keyOf('ArtifactsKey', 'KeysArtifacts'),
      inferenceDataKey: keyOf('InferenceDataKey', 'KeysInferenceData'),
      evidenceKey: keyOf('EvidenceKey', 'KeysEvidence'),
      logsKey: keyOf('LogsKey', 'KeysLogs'),
      messagingKey: keyOf('MessagingKey', 'KeysMessaging'),
    });
    const bucketOf = (purpose: string, encryptionKey?: kms.IKey) =>
      s3.Bucket.fromBucketAttributes(stack, purpose, { bucketName: left(`Store${purpose}`), encryptionKey });
    return {
      store: {
        keys,
        artifactBucket: bucketOf('Artifacts', keys.artifacts),
        inferenceDataBucket: bucketOf('InferenceData', keys.inferenceData),
        evidenceBucket: bucketOf('Evidence', keys.evidence),
        accessLogBucket: bucketOf('AccessLogs'),
      },
      ledger: ReleaseLedger.fromAttributes(stack, 'Ledger', {
        tableName: left('EndpointLedger'),
        encryptionKey: keys.evidence,
        signingKey: keyOf('SigningKey', 'EndpointLedgerSigningKey'),
      }),
    };
  };
}

/** The end of a stack, and another one that goes on where it ended. */
export function removal(story: Story): void {
  let left: Left;
  let live: number | undefined;

  test('the end of the stack leaves ledger and evidence, and nothing that serves', async () => {
    const { released, endpointName } = story;
    const { account } = released;
    ({ live } = await story.serving());
    left = await resourcesOf(story);
    const before = await listableResources(account, released.stackName);
    const { exitCode, output } = await released.destroy();
    expect([exitCode, output]).toEqual([0, output]);

    const kept = await existing(account, before);
    const types = new Set(kept.map(({ type }) => type));
    expect([...types].sort()).toEqual(['AWS::KMS::Key', 'AWS::Logs::LogGroup', 'AWS::S3::Bucket']);
    // What the functions have logged is evidence too.
    const logs = kept.filter(({ type }) => type === 'AWS::Logs::LogGroup').map(({ logicalId }) => logicalId);
    expect(logs.filter((id) => !/Functions?[A-Z]?\w*Logs[0-9A-F]{8}$/.test(id))).toEqual([]);
    const sageMaker = new SageMakerClient(account.clientConfig);
    const gone = sageMaker.send(new DescribeEndpointCommand({ EndpointName: endpointName }));
    await expect(gone).rejects.toThrow(/Could not find/);
    expect(await machineMade(released)).toEqual([]);
    const { MetricAlarms } = await new CloudWatchClient(account.clientConfig).send(new DescribeAlarmsCommand({}));
    expect(MetricAlarms).toEqual([]);

    const table = left('EndpointLedger');
    const ledger = await released.ledger(table);
    const releases = await ledger.releases();
    expect(await ledger.head()).toMatchObject({ live, lastNumber: releases.size });
    expect((await ledgerEvents(account, table, endpointName)).map(({ event }) => event)).toContain('REMOVED');
    const { KeyCount } = await new S3Client(account.clientConfig).send(
      new ListObjectsV2Command({ Bucket: left('StoreEvidence'), Prefix: `${RELEASE_EVIDENCE_PREFIX}${endpointName}/` }),
    );
    expect(KeyCount).toBe(releases.size);
  }, 240_000);

  test('a stack that is made again on that ledger serves what was live, whatever version it declares', async () => {
    await story.deploy('1.0.0', { existing: leftBy(left), instanceType: 'ml.m5.xlarge', fallback: Fallback.warm() });
    const serving = await story.serving();
    expect(serving).toMatchObject({ version: '7.0.0', instanceType: 'ml.m5.xlarge', live: serving.written });
    expect(serving.live).toBeGreaterThan(live ?? Number.NaN);
  }, 240_000);
}
