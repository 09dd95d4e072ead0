import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { endpointPartition, type LedgerEvent, LedgerSort } from '../../../lib/contract';
import type { LocalAccount } from '../../local-aws/account';

/** The history of an endpoint as its ledger has it, oldest first. */
export async function ledgerEvents(
  account: LocalAccount,
  table: string,
  endpointName: string,
): Promise<readonly LedgerEvent[]> {
  const { Items = [] } = await new DynamoDBClient(account.clientConfig).send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :events)',
      ExpressionAttributeValues: { ':pk': { S: endpointPartition(endpointName) }, ':events': { S: LedgerSort.EVENTS } },
    }),
  );
  return Items.map((item) => unmarshall(item) as LedgerEvent);
}

/** What the history says after a moment, as `OPERATION EVENT release`, without the lock. */
export function toldSince(events: readonly LedgerEvent[], since: string): string[] {
  return events
    .filter(({ at, event }) => at >= since && event !== 'LOCKED' && event !== 'UNLOCKED')
    .map(({ operation, event, release }) => [operation, event, release ?? ''].join(' ').trim());
}
