/**
 * One endpoint and its life: Creating → InService or Failed; InService → Updating → InService; Deleting.
 *
 * An update is blue/green: the new fleet starts beside the old one, must be healthy, then gets traffic as the policy says,
 * and only then the old fleet is drained and stopped. Whatever fails on the way leaves the old fleet serving.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { DeploymentConfig } from '@aws-sdk/client-sagemaker';
import { messageOf } from '../errors';
import type { HostingSettings } from '../settings';
import { epochSeconds } from '../state';
import type { DeploymentGuard } from './deployment-guard';
import type { Fleet } from './fleet';
import { type TrafficStep, trafficPlan } from './traffic-plan';
import type { Variant, VariantProperties, VariantStatus } from './variant';

export type EndpointStatus = 'Creating' | 'InService' | 'Updating' | 'RollingBack' | 'Deleting' | 'Failed';

/** A fleet and the share of the requests that it gets. */
export interface TrafficShare {
  readonly fleet: Fleet;
  readonly share: number;
}

export interface PendingDeployment {
  readonly fleet: Fleet;
  /** Epoch seconds. */
  readonly startTime: number;
}

export interface EndpointObserver {
  /** The endpoint's status has changed. */
  statusChanged(endpoint: Endpoint): void;
  /** A variant's secondary status has changed while a deployment runs. */
  deploymentProgressed(endpoint: Endpoint): void;
}

export interface CapacityChange {
  readonly VariantName?: string;
  readonly DesiredWeight?: number;
  readonly DesiredInstanceCount?: number;
}

/** A change of weights takes a moment, so that who waits for it sees the endpoint Updating, as on AWS. */
const WEIGHT_CHANGE_SECONDS = 0.2;

/** How often a bake looks at its alarms. */
const ALARM_WATCH_SECONDS = 0.2;

export class Endpoint {
  readonly creationTime = epochSeconds();
  lastModifiedTime = this.creationTime;
  status: EndpointStatus = 'Creating';
  failureReason: string | undefined;
  pending: PendingDeployment | undefined;
  /** Who gets the requests now. Replaced as a whole, so that a request sees one consistent picture. */
  traffic: readonly TrafficShare[] = [];
  private readonly ended = new AbortController();

  constructor(
    readonly name: string,
    readonly arn: string,
    /** The fleet that DescribeEndpoint shows. */
    public active: Fleet,
    /** The policy that an update with RetainDeploymentConfig uses again. */
    public deploymentConfig: DeploymentConfig | undefined,
    private readonly settings: HostingSettings,
    private readonly observer: EndpointObserver,
    private readonly guard: DeploymentGuard,
  ) {}

  get configName(): string {
    return this.active.configName;
  }

  /** Whether requests are accepted. An endpoint serves during an update. */
  get serving(): boolean {
    return this.traffic.length > 0;
  }

  /** Launches the first fleet. Settles when the endpoint is InService or Failed; never rejects. */
  async launch(): Promise<void> {
    this.changeTo('Creating');
    this.announce(this.active, launching);
    try {
      await this.start(this.active);
      this.ended.signal.throwIfAborted();
      activate(this.active, 1);
      this.traffic = [{ fleet: this.active, share: 1 }];
      clearStatus(this.active);
      this.changeTo('InService');
    } catch (error) {
      if (this.ended.signal.aborted) return;
      this.failureReason = messageOf(error);
      clearStatus(this.active);
      this.changeTo('Failed');
    }
  }

  /** Replaces the fleet. Settles when the endpoint is InService again, on the new or on the old fleet; never rejects. */
  async update(next: Fleet, deployment: DeploymentConfig | undefined): Promise<void> {
    this.failureReason = undefined;
    this.pending = { fleet: next, startTime: epochSeconds() };
    this.deploymentConfig = deployment;
    this.changeTo('Updating');
    this.announce(next, launching);
    try {
      await this.start(next);
      for (const step of trafficPlan(deployment, instancesOf(next))) await this.take(step, next);
    } catch (error) {
      await this.rollBack(next, messageOf(error), deployment !== undefined);
      return;
    }
    const before = this.active;
    this.announce(before, terminating);
    await before.drainAndStop(this.settings.modelTimeout);
    if (this.ended.signal.aborted) return;
    this.active = next;
    this.pending = undefined;
    clearStatus(next);
    this.changeTo('InService');
  }

  /** Applies weights and instance counts. Settles when the endpoint is InService again; never rejects. */
  async changeCapacity(changes: readonly CapacityChange[]): Promise<void> {
    const changed = changes.map((change) => ({ change, variant: this.findVariant(change.VariantName ?? '') }));
    for (const { change, variant } of changed) {
      if (variant === undefined) continue;
      const { properties } = variant;
      properties.desiredWeight = change.DesiredWeight ?? properties.desiredWeight;
      properties.desiredInstanceCount = change.DesiredInstanceCount ?? properties.desiredInstanceCount;
      variant.status = status('Updating', scaling(properties));
    }
    this.changeTo('Updating');
    this.observer.deploymentProgressed(this);
    const scalesOut = changed.some(
      ({ variant }) =>
        (variant?.properties.desiredInstanceCount ?? 0) > (variant?.properties.currentInstanceCount ?? 0),
    );
    const seconds = scalesOut ? Math.max(this.settings.launchDelay, WEIGHT_CHANGE_SECONDS) : WEIGHT_CHANGE_SECONDS;
    await this.pause(seconds).catch(() => {});
    if (this.ended.signal.aborted) return;
    for (const { variant } of changed) {
      if (variant === undefined) continue;
      variant.properties.currentWeight = variant.properties.desiredWeight;
      variant.properties.currentInstanceCount = variant.properties.desiredInstanceCount;
    }
    clearStatus(this.active);
    this.changeTo('InService');
  }

  /** Stops serving at once, lets requests in flight finish, stops every process. */
  async delete(): Promise<void> {
    this.changeTo('Deleting');
    this.end();
    await Promise.all(this.fleets().map((fleet) => fleet.drainAndStop(this.settings.modelTimeout)));
  }

  /** Stops every process without waiting for requests: for a reset, and when the emulator ends. */
  async abandon(): Promise<void> {
    this.end();
    await Promise.all(this.fleets().map((fleet) => fleet.stop()));
  }

  findVariant(name: string): Variant | undefined {
    return this.active.production.find((variant) => variant.name === name);
  }

  private end(): void {
    this.ended.abort();
    this.traffic = [];
  }

  private fleets(): Fleet[] {
    return this.pending === undefined ? [this.active] : [this.active, this.pending.fleet];
  }

  private async start(fleet: Fleet): Promise<void> {
    await this.pause(this.settings.launchDelay);
    this.guard.claimInstances(fleet);
    this.guard.failLaunchOnRequest(fleet);
    await fleet.start();
  }

  private async take(step: TrafficStep, next: Fleet): Promise<void> {
    this.ended.signal.throwIfAborted();
    const scope = step.phase === 'canary' ? 'canary' : step.phase === 'step' ? 'partial' : 'full';
    this.announce(next, () => [
      'ActivatingTraffic',
      `Activating traffic on ${scope} capacity of ${step.instances} instance(s).`,
    ]);
    activate(next, step.share);
    const rest = { fleet: this.active, share: 1 - step.share };
    const taken = { fleet: next, share: step.share };
    this.traffic = step.share < 1 ? [taken, rest] : [taken];
    if (step.waitSeconds > 0) await this.bake(step, next, scope);
  }

  /** Watches a step for its wait. An alarm that calls for a rollback makes this reject. */
  private async bake(step: TrafficStep, next: Fleet, scope: string): Promise<void> {
    const wait = step.phase === 'full' ? 'TerminationWaitInSeconds' : 'WaitIntervalInSeconds';
    this.announce(next, () => [
      'Baking',
      `Baking for ${step.waitSeconds} seconds (${wait}) with traffic enabled on ${scope} capacity of ${step.instances} instance(s).`,
    ]);
    const ends = Date.now() + step.waitSeconds * this.settings.waitScale * 1000;
    const alarms = (this.deploymentConfig?.AutoRollbackConfiguration?.Alarms ?? []).map(
      ({ AlarmName }) => AlarmName ?? '',
    );
    if (alarms.length === 0) return this.pause((ends - Date.now()) / 1000);
    // The last look is after the end: what the bake was for must not be missed by a moment.
    for (let over = false; !over; ) {
      await this.pause(Math.max(0, Math.min(ALARM_WATCH_SECONDS, (ends - Date.now()) / 1000)));
      over = Date.now() >= ends;
      await this.guard.checkAlarms(alarms);
    }
  }

  private async rollBack(next: Fleet, reason: string, guarded: boolean): Promise<void> {
    if (this.ended.signal.aborted) return next.stop();
    this.traffic = [{ fleet: this.active, share: 1 }];
    if (guarded) this.changeTo('RollingBack');
    this.announce(next, terminating);
    await next.drainAndStop(this.settings.modelTimeout);
    if (this.ended.signal.aborted) return;
    this.pending = undefined;
    this.failureReason = reason;
    clearStatus(this.active);
    this.changeTo('InService');
  }

  /** @throws when the endpoint is deleted or abandoned meanwhile. */
  private async pause(seconds: number): Promise<void> {
    await delay(seconds * 1000, undefined, { signal: this.ended.signal });
  }

  private changeTo(next: EndpointStatus): void {
    this.status = next;
    this.lastModifiedTime = epochSeconds();
    this.observer.statusChanged(this);
  }

  private announce(fleet: Fleet, of: (variant: Variant) => [VariantStatus['Status'], string]): void {
    for (const variant of fleet.variants) variant.status = status(...of(variant));
    this.observer.deploymentProgressed(this);
  }
}

function status(Status: VariantStatus['Status'], StatusMessage: string): VariantStatus {
  return { Status, StatusMessage, StartTime: epochSeconds() };
}

function scaling({ currentInstanceCount: now, desiredInstanceCount: next }: VariantProperties): string {
  if (next === now) return 'Updating weights.';
  return `Scaling ${next > now ? 'out' : 'in'} desired instance count to ${next}.`;
}

const launching = (variant: Variant): [VariantStatus['Status'], string] => [
  'Creating',
  `Launching ${variant.properties.desiredInstanceCount} instance(s).`,
];

const terminating = (variant: Variant): [VariantStatus['Status'], string] => [
  'Deleting',
  `Terminating ${variant.properties.currentInstanceCount} instance(s).`,
];

function activate(fleet: Fleet, share: number): void {
  for (const variant of fleet.variants) variant.activate(share);
}

function clearStatus(fleet: Fleet): void {
  for (const variant of fleet.variants) variant.status = undefined;
}

function instancesOf(fleet: Fleet): number {
  return fleet.production.reduce((sum, variant) => sum + variant.properties.desiredInstanceCount, 0);
}
