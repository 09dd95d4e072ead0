/**
 * What can stop a deployment from outside: no instances to be had, a launch that a test wants to fail, and the alarms of
 * its AutoRollbackConfiguration.
 */
import { type CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { HostingSettings } from '../settings';
import type { Account } from '../state';
import type { Fleet } from './fleet';

/** In the manner of the service when an instance type has run out; its own sentence may differ. */
const NO_CAPACITY =
  'Unable to provision requested ML compute capacity due to InsufficientInstanceCapacity error. ' +
  'Please retry using a different ML instance type or after some time.';

export class DeploymentGuard {
  constructor(
    private readonly account: Account,
    private readonly cloudWatch: CloudWatchClient,
    private readonly settings: HostingSettings,
  ) {}

  /**
   * Takes the instances of a fleet out of what `capacity` leaves to its account and region.
   * @throws Error whose message becomes the endpoint's FailureReason.
   */
  claimInstances(fleet: Fleet): void {
    const { capacity } = this.settings;
    if (capacity === null) return;
    const running = [...this.account.endpoints.values()]
      .filter((endpoint) => endpoint.status !== 'Failed')
      .flatMap((endpoint) =>
        endpoint.pending === undefined ? [endpoint.active] : [endpoint.active, endpoint.pending.fleet],
      )
      .filter((one) => one !== fleet);
    const used = running.reduce((sum, one) => sum + instances(one), 0);
    if (used + instances(fleet) > capacity) throw new Error(NO_CAPACITY);
  }

  /**
   * Fails where a test has asked for it.
   * @throws Error whose message becomes the endpoint's FailureReason.
   */
  failLaunchOnRequest(fleet: Fleet): void {
    if (this.settings.failLaunches <= 0) return;
    this.settings.failLaunches -= 1;
    const [variant] = fleet.production;
    throw new Error(
      `The ${variant?.containerName} container for production variant ${variant?.name} did not pass the ping health ` +
        'check. Please check CloudWatch logs for this endpoint. (This launch was asked to fail.)',
    );
  }

  /**
   * Looks at the alarms once. One that is in ALARM already when the bake starts counts like one that goes there; one
   * that cannot be read guards nothing, so it stops the deployment too.
   * @throws Error whose message becomes the endpoint's FailureReason.
   */
  async checkAlarms(names: readonly string[]): Promise<void> {
    const { MetricAlarms, CompositeAlarms } = await this.cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmNames: [...names], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
    );
    const states = new Map(
      [...(MetricAlarms ?? []), ...(CompositeAlarms ?? [])].map(({ AlarmName, StateValue }) => [AlarmName, StateValue]),
    );
    const missing = names.filter((name) => !states.has(name));
    if (missing.length > 0) throw new Error(`The auto-rollback alarm(s) ${missing.join(', ')} do not exist.`);
    const tripped = names.filter((name) => states.get(name) === 'ALARM');
    if (tripped.length > 0) {
      throw new Error(`The deployment was rolled back: auto-rollback alarm(s) ${tripped.join(', ')} in state ALARM.`);
    }
  }
}

function instances(fleet: Fleet): number {
  return fleet.variants.reduce((sum, { properties }) => sum + properties.desiredInstanceCount, 0);
}
