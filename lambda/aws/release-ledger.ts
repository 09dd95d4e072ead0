import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import {
  APPROVALS_INDEX,
  endpointPartition,
  type LedgerEvent,
  type LedgerHead,
  LedgerKey,
  LedgerSort,
  type ModelManifestDocument,
  RELEASE_SCHEMA_VERSION,
  type Release,
  type ReleaseOutcome,
  type ReleaseSettings,
  type SignedRelease,
  type VersionApproval,
} from '../../lib/contract';

/** What is written together: all of it or nothing. */
export interface LedgerWrite {
  /** The head as it is to be; its revision is one above the one that was read. */
  readonly head: LedgerHead;
  readonly events?: readonly Omit<LedgerEvent, 'schemaVersion'>[];
  readonly release?: SignedRelease;
  readonly outcome?: ReleaseOutcome;
  /** Kept once, whoever writes them first. */
  readonly settings?: { readonly sha256: string; readonly settings: ReleaseSettings };
  readonly manifests?: Readonly<Record<string, ModelManifestDocument>>;
}

/** What the release machine needs of its ledger. */
export interface ReleaseLedger {
  /** Undefined before the first write. */
  head(): Promise<LedgerHead | undefined>;
  releases(): Promise<ReadonlyMap<number, SignedRelease>>;
  outcomes(): Promise<ReadonlyMap<number, ReleaseOutcome>>;
  settings(sha256: string): Promise<ReleaseSettings | undefined>;
  /** Authors and approvers of a version, whoever they are. */
  approvals(manifestSha256: string): Promise<readonly VersionApproval[]>;
  /** @returns false where somebody wrote the head meanwhile: then nothing was written. */
  write(write: LedgerWrite): Promise<boolean>;
  /** Adds a line to the history that changes nothing else, so that no lock is needed. */
  note(event: Omit<LedgerEvent, 'schemaVersion'>): Promise<void>;
}

/** The ledger was written by a version of the library that this code does not know. */
export class LedgerVersionError extends Error {
  constructor(found: unknown) {
    super(
      `The ledger has records of schema version ${String(found)}; this code reads ${RELEASE_SCHEMA_VERSION}. Deploy the version of the library that wrote them, or a newer one.`,
    );
    this.name = 'LedgerVersionError';
  }
}

/** A ledger in DynamoDB. Reads are consistent; every write replaces exactly the revision of the head that was read. */
export class DynamoLedger implements ReleaseLedger {
  private readonly partition: string;

  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
    endpointName: string,
  ) {
    this.partition = endpointPartition(endpointName);
  }

  async head(): Promise<LedgerHead | undefined> {
    return this.item<LedgerHead>(LedgerSort.HEAD);
  }

  async releases(): Promise<ReadonlyMap<number, SignedRelease>> {
    const items = await this.query<SignedRelease>(LedgerSort.RELEASES);
    return new Map(items.map((item) => [item.release.number, item]));
  }

  async outcomes(): Promise<ReadonlyMap<number, ReleaseOutcome>> {
    const items = await this.query<ReleaseOutcome>(LedgerSort.OUTCOMES);
    return new Map(items.map((item) => [item.number, item]));
  }

  async settings(sha256: string): Promise<ReleaseSettings | undefined> {
    return this.item<ReleaseSettings>(LedgerSort.settings(sha256));
  }

  async approvals(manifestSha256: string): Promise<readonly VersionApproval[]> {
    const { Items = [] } = await this.client.send(
      new QueryCommand({
        TableName: this.table,
        IndexName: APPROVALS_INDEX,
        KeyConditionExpression: 'manifestSha256 = :sha',
        ExpressionAttributeValues: { ':sha': { S: manifestSha256 } },
      }),
    );
    // The partition is what IAM lets nobody forge; the attribute is only what somebody wrote.
    return Items.map((item) => {
      const approval = unmarshall(item) as VersionApproval;
      return { ...approval, userId: (item[LedgerKey.PARTITION]?.S ?? '').replace(/^principal#/, '') };
    });
  }

  async write({ head, events = [], release, outcome, settings, manifests = {} }: LedgerWrite): Promise<boolean> {
    const previous = head.revision - 1;
    const once: [string, object][] = [];
    if (release !== undefined) once.push([LedgerSort.release(release.release.number), release]);
    if (outcome !== undefined) once.push([LedgerSort.outcome(outcome.number), outcome]);
    for (const [index, event] of events.entries()) {
      const record: LedgerEvent = { schemaVersion: RELEASE_SCHEMA_VERSION, ...event };
      once.push([`${LedgerSort.event(event.at, head.revision)}#${index}`, record]);
    }
    const repeatable: [string, object][] = Object.entries(manifests).map(([sha256, manifest]) => [
      LedgerSort.manifest(sha256),
      manifest,
    ]);
    if (settings !== undefined) repeatable.push([LedgerSort.settings(settings.sha256), settings.settings]);
    try {
      await this.client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            this.put(LedgerSort.HEAD, head, previous),
            ...once.map(([sort, record]) => this.put(sort, record, 'absent')),
            // Named by its content: whoever wrote it before wrote the same.
            ...repeatable.map(([sort, record]) => this.put(sort, record)),
          ],
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof TransactionCanceledException && isConflict(error)) return false;
      throw error;
    }
  }

  async note(event: Omit<LedgerEvent, 'schemaVersion'>): Promise<void> {
    const sort = `${LedgerSort.event(event.at, 0)}#${event.executionArn.split(':').at(-1)}`;
    const record: LedgerEvent = { schemaVersion: RELEASE_SCHEMA_VERSION, ...event };
    await this.client.send(new TransactWriteItemsCommand({ TransactItems: [this.put(sort, record)] }));
  }

  private put(sort: string, record: object, condition?: number | 'absent'): TransactWriteItem {
    const Item = { ...this.key(sort), ...marshall(record, { removeUndefinedValues: true }) };
    const absent = `attribute_not_exists(${LedgerKey.PARTITION})`;
    if (condition === undefined) return { Put: { TableName: this.table, Item } };
    if (condition === 'absent' || condition === 0) {
      return { Put: { TableName: this.table, Item, ConditionExpression: absent } };
    }
    return {
      Put: {
        TableName: this.table,
        Item,
        ConditionExpression: 'revision = :previous',
        ExpressionAttributeValues: { ':previous': { N: String(condition) } },
      },
    };
  }

  private key(sort: string): Record<string, AttributeValue> {
    return ledgerKey(this.partition, sort);
  }

  private async item<T>(sort: string): Promise<T | undefined> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: this.key(sort), ConsistentRead: true }),
    );
    return Item === undefined ? undefined : read<T>(Item);
  }

  private async query<T>(prefix: string): Promise<readonly T[]> {
    const found: T[] = [];
    let from: Record<string, AttributeValue> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await this.client.send(
        new QueryCommand({
          TableName: this.table,
          KeyConditionExpression: `${LedgerKey.PARTITION} = :partition AND begins_with(${LedgerKey.SORT}, :prefix)`,
          ExpressionAttributeValues: { ':partition': { S: this.partition }, ':prefix': { S: prefix } },
          ConsistentRead: true,
          ExclusiveStartKey: from,
        }),
      );
      found.push(...Items.map((item) => read<T>(item)));
      from = LastEvaluatedKey;
    } while (from !== undefined);
    return found;
  }
}

function isConflict(error: TransactionCanceledException): boolean {
  const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
  return codes.some((code) => code === 'ConditionalCheckFailed' || code === 'TransactionConflict');
}

export function ledgerKey(partition: string, sort: string): Record<string, AttributeValue> {
  return { [LedgerKey.PARTITION]: { S: partition }, [LedgerKey.SORT]: { S: sort } };
}

/** An item without its key, as it was written. */
export function recordOf(item: Record<string, AttributeValue>): Record<string, unknown> {
  const { [LedgerKey.PARTITION]: _partition, [LedgerKey.SORT]: _sort, ...record } = unmarshall(item);
  return record;
}

function read<T>(item: Record<string, AttributeValue>): T {
  const record = recordOf(item);
  const version: unknown = record['schemaVersion'] ?? (record['release'] as Release | undefined)?.schemaVersion;
  if (version !== RELEASE_SCHEMA_VERSION) throw new LedgerVersionError(version);
  return record as T;
}
