/**
 * The events that SageMaker puts on the account's default bus.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html
 */
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { messageOf } from '../errors';

/** `InService` → `IN_SERVICE`: events write statuses in another way than the API does. */
export const inEventCase = (status: string): string => status.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();

/** Detail members that are times: epoch seconds in the API, epoch milliseconds in events. */
const TIMES = new Set(['CreationTime', 'LastModifiedTime', 'StartTime', 'ResolutionTime']);

/** The detail of an endpoint's event, from what DescribeEndpoint says. */
export function endpointEventDetail(described: object, tags: Readonly<Record<string, string>>): object {
  const detail = JSON.parse(
    JSON.stringify(described, (key, value) =>
      TIMES.has(key) && typeof value === 'number' ? Math.round(value * 1000) : value,
    ),
  );
  return { ...detail, EndpointStatus: inEventCase(detail.EndpointStatus), Tags: tags };
}

interface Event {
  readonly detailType: string;
  readonly resource: string;
  readonly detail: object;
}

/** Sends events one after another, so that a rule sees them in the order they happened. */
export class EventPublisher {
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly client: EventBridgeClient,
    private readonly report: (problem: string) => void,
  ) {}

  publish(event: Event): void {
    const entry = {
      Source: 'aws.sagemaker',
      DetailType: event.detailType,
      Resources: [event.resource],
      Detail: JSON.stringify(event.detail),
      Time: new Date(),
    };
    this.queue = this.queue.then(async () => {
      try {
        const { FailedEntryCount, Entries } = await this.client.send(new PutEventsCommand({ Entries: [entry] }));
        if ((FailedEntryCount ?? 0) > 0) this.report(`event "${event.detailType}": ${Entries?.[0]?.ErrorMessage}`);
      } catch (error) {
        this.report(`event "${event.detailType}": ${messageOf(error)}`);
      }
    });
  }

  /** Settles when everything published so far has been sent or given up. */
  flushed(): Promise<void> {
    return this.queue;
  }
}
