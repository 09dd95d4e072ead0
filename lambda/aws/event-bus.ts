import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { EVENT_SOURCE } from '../../lib/contract';

/** The account's default event bus. */
export class EventBus {
  constructor(private readonly client: EventBridgeClient) {}

  /** @throws Error where EventBridge refuses the event: PutEvents itself succeeds then. */
  async send(detailType: string, detail: object, resources: readonly string[]): Promise<void> {
    const entry = {
      Source: EVENT_SOURCE,
      DetailType: detailType,
      Detail: JSON.stringify(detail),
      Resources: [...resources],
    };
    const { FailedEntryCount = 0, Entries = [] } = await this.client.send(new PutEventsCommand({ Entries: [entry] }));
    if (FailedEntryCount > 0) {
      throw new Error(`EventBridge refused "${detailType}": ${Entries[0]?.ErrorCode} ${Entries[0]?.ErrorMessage}`);
    }
  }
}
