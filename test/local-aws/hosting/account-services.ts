/** What every account and region has of its own: clients, captured data, metrics, events. */
import { type AwsClients, awsClients } from './aws-clients';
import { CaptureWriter } from './capture/capture-writer';
import { describeEndpoint } from './control-plane/describe-endpoint';
import { messageOf } from './errors';
import { DeploymentGuard } from './fleet/deployment-guard';
import type { Endpoint, EndpointObserver } from './fleet/endpoint';
import type { HostingSettings } from './settings';
import type { Account } from './state';
import { EventPublisher, endpointEventDetail } from './telemetry/events';
import { MetricPublisher } from './telemetry/metrics';

export class AccountServices implements EndpointObserver {
  readonly aws: AwsClients;
  readonly capture: CaptureWriter;
  readonly metrics: MetricPublisher;
  readonly events: EventPublisher;
  readonly guard: DeploymentGuard;
  /** Copies on their way to shadow variants. */
  readonly copies = new Set<Promise<unknown>>();

  constructor(
    readonly account: Account,
    settings: HostingSettings,
    report: (problem: string) => void,
  ) {
    const say = (problem: string) => report(`account ${account.id} in ${account.region}: ${problem}`);
    this.aws = awsClients(settings.awsUrl, account.id, account.region);
    this.capture = new CaptureWriter(this.aws.s3, settings, say);
    this.metrics = new MetricPublisher(this.aws.cloudWatch, settings.metricFlushSeconds, say);
    this.events = new EventPublisher(this.aws.eventBridge, say);
    this.guard = new DeploymentGuard(account, this.aws.cloudWatch, settings);
  }

  statusChanged(endpoint: Endpoint): void {
    this.announce('SageMaker Endpoint State Change', endpoint);
  }

  deploymentProgressed(endpoint: Endpoint): void {
    this.announce('SageMaker Endpoint Deployment State Change', endpoint);
  }

  /** Sends what is gathered, that of shadow copies on their way included. @returns what could not be sent, in words. */
  async flush(): Promise<string[]> {
    await Promise.all(this.copies);
    const outcomes = await Promise.allSettled([this.capture.flush(), this.metrics.flush(), this.events.flushed()]);
    return outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [messageOf(outcome.reason)] : []));
  }

  close(): void {
    for (const client of Object.values(this.aws)) client.destroy();
  }

  private announce(detailType: string, endpoint: Endpoint): void {
    const tags = Object.fromEntries((this.account.tags.get(endpoint.arn) ?? []).map(({ Key, Value }) => [Key, Value]));
    const detail = endpointEventDetail(describeEndpoint(endpoint), tags);
    this.events.publish({ detailType, resource: endpoint.arn, detail });
  }
}
