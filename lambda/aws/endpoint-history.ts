import { type CloudTrailClient, type Event, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';

/** A call that changed an endpoint. */
export interface EndpointCall {
  readonly call: string;
  /** ARN of whoever made it. */
  readonly by: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Who last changed an endpoint, as far as anybody knows. */
export interface EndpointHistory {
  lastChange(endpointName: string, since: Date): Promise<EndpointCall | undefined>;
}

const CHANGES = ['UpdateEndpoint', 'UpdateEndpointWeightsAndCapacities', 'DeleteEndpoint', 'CreateEndpoint'];
/** Fifty calls each: other endpoints of the account change too. */
const MAX_PAGES = 4;

/** What a record of CloudTrail holds, as far as it is looked at. */
interface TrailRecord {
  readonly userIdentity?: { readonly arn?: string };
  readonly requestParameters?: { readonly endpointName?: string } | null;
  readonly errorCode?: string;
}

/**
 * The event history of CloudTrail, which every account has for 90 days. Events arrive there within minutes. Calls are
 * looked up by what they are called: the records of SageMaker name their endpoint among the request's parameters only.
 */
export class CloudTrailHistory implements EndpointHistory {
  constructor(private readonly client: CloudTrailClient) {}

  async lastChange(endpointName: string, since: Date): Promise<EndpointCall | undefined> {
    const found: EndpointCall[] = [];
    // One after the other: two lookups a second are allowed.
    for (const call of CHANGES) {
      const last = await this.last(call, endpointName, since);
      if (last !== undefined) found.push(last);
    }
    return found.sort((one, other) => other.at.localeCompare(one.at))[0];
  }

  /** Events come newest first. */
  private async last(call: string, endpointName: string, since: Date): Promise<EndpointCall | undefined> {
    let NextToken: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const LookupAttributes = [{ AttributeKey: 'EventName' as const, AttributeValue: call }];
      const answer = await this.client.send(new LookupEventsCommand({ LookupAttributes, StartTime: since, NextToken }));
      for (const event of answer.Events ?? []) {
        const record = recordOf(event);
        const changed = record.errorCode === undefined && record.requestParameters?.endpointName === endpointName;
        if (changed) {
          const by = record.userIdentity?.arn ?? event.Username ?? 'unknown';
          return { call, by, at: event.EventTime?.toISOString() ?? '' };
        }
      }
      NextToken = answer.NextToken;
      if (NextToken === undefined) return undefined;
    }
    return undefined;
  }
}

function recordOf({ CloudTrailEvent }: Event): TrailRecord {
  try {
    return JSON.parse(CloudTrailEvent ?? '{}') as TrailRecord;
  } catch {
    return {};
  }
}
