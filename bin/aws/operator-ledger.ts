import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { DynamoLedger } from '../../lambda/aws/release-ledger';
import {
  endpointPartition,
  type LedgerEvent,
  type LedgerHead,
  LedgerKey,
  LedgerSort,
  type ModelManifestDocument,
  principalPartition,
  type Release,
  type ReleaseOutcome,
  type ReleaseSettings,
  type VersionApproval,
} from '../../lib/contract';
import type { OperatorLedger } from '../release/account';

/** The ledger in DynamoDB, as a person may read it. */
export class DynamoOperatorLedger implements OperatorLedger {
  private readonly ledger: DynamoLedger;

  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
    private readonly endpointName: string,
  ) {
    this.ledger = new DynamoLedger(client, table, endpointName);
  }

  head(): Promise<LedgerHead | undefined> {
    return this.ledger.head();
  }

  async releases(): Promise<ReadonlyMap<number, Release>> {
    const signed = await this.ledger.releases();
    return new Map([...signed].map(([number, { release }]) => [number, release]));
  }

  outcomes(): Promise<ReadonlyMap<number, ReleaseOutcome>> {
    return this.ledger.outcomes();
  }

  settings(sha256: string): Promise<ReleaseSettings | undefined> {
    return this.ledger.settings(sha256);
  }

  approvals(manifestSha256: string): Promise<readonly VersionApproval[]> {
    return this.ledger.approvals(manifestSha256);
  }

  async manifest(sha256: string): Promise<ModelManifestDocument | undefined> {
    const Key = keyOf(endpointPartition(this.endpointName), LedgerSort.manifest(sha256));
    const { Item } = await this.client.send(new GetItemCommand({ TableName: this.table, Key }));
    return Item === undefined ? undefined : (withoutKey(Item) as ModelManifestDocument);
  }

  async events(most: number): Promise<readonly LedgerEvent[]> {
    const found: LedgerEvent[] = [];
    let from: Record<string, AttributeValue> | undefined;
    do {
      const page = await this.client.send(
        new QueryCommand({
          TableName: this.table,
          KeyConditionExpression: `${LedgerKey.PARTITION} = :partition AND begins_with(${LedgerKey.SORT}, :events)`,
          ExpressionAttributeValues: marshall({
            ':partition': endpointPartition(this.endpointName),
            ':events': LedgerSort.EVENTS,
          }),
          ScanIndexForward: false,
          Limit: most - found.length,
          ExclusiveStartKey: from,
        }),
      );
      found.push(...(page.Items ?? []).map((item) => withoutKey(item) as LedgerEvent));
      from = page.LastEvaluatedKey;
    } while (from !== undefined && found.length < most);
    return found;
  }

  async register(approval: VersionApproval): Promise<boolean> {
    const key = keyOf(principalPartition(approval.userId), LedgerSort.approval(approval.manifestSha256));
    try {
      await this.client.send(
        new PutItemCommand({
          TableName: this.table,
          Item: { ...marshall(approval, { removeUndefinedValues: true }), ...key },
          ConditionExpression: `attribute_not_exists(${LedgerKey.PARTITION})`,
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}

function keyOf(partition: string, sort: string): Record<string, AttributeValue> {
  return { [LedgerKey.PARTITION]: { S: partition }, [LedgerKey.SORT]: { S: sort } };
}

function withoutKey(item: Record<string, AttributeValue>): unknown {
  const { [LedgerKey.PARTITION]: _partition, [LedgerKey.SORT]: _sort, ...record } = unmarshall(item);
  return record;
}
