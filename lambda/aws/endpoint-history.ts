import { type CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';

/** A call that changed an endpoint. */
export interface EndpointCall {
  readonly call: string;
  readonly by: string;
  readonly at: string;
}

/** Who last changed an endpoint, as far as anybody knows. */
export interface EndpointHistory {
  lastChange(endpointName: string, since: Date): Promise<EndpointCall | undefined>;
}

const CHANGES = new Set(['UpdateEndpoint', 'UpdateEndpointWeightsAndCapacities', 'DeleteEndpoint', 'CreateEndpoint']);

/** The event history of CloudTrail, which every account has for 90 days. Events arrive there within minutes. */
export class CloudTrailHistory implements EndpointHistory {
  constructor(private readonly client: CloudTrailClient) {}

  async lastChange(endpointName: string, since: Date): Promise<EndpointCall | undefined> {
    const { Events = [] } = await this.client.send(
      new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: endpointName }],
        StartTime: since,
      }),
    );
    const changes = Events.filter(({ EventName }) => EventName !== undefined && CHANGES.has(EventName));
    const last = changes.sort((a, b) => (b.EventTime?.getTime() ?? 0) - (a.EventTime?.getTime() ?? 0))[0];
    if (last === undefined) return undefined;
    return { call: last.EventName ?? '', by: last.Username ?? 'unknown', at: last.EventTime?.toISOString() ?? '' };
  }
}
