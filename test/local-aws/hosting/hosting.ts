/** The whole emulator without its HTTP front: accounts, images, what runs, and how it ends. */
import { rm } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { AccountServices } from './account-services';
import { describeEndpoint } from './control-plane/describe-endpoint';
import { operate } from './control-plane/operations';
import { parseInvocation } from './data-plane/invocation-request';
import { type InvocationAnswer, invoke } from './data-plane/invoke';
import { LocalImages } from './fleet/images';
import { type Random, seededRandom } from './random';
import { changeableSettings, type HostingSettings } from './settings';
import { type Account, Accounts } from './state';
import { newWorkDirectory } from './work-directory';

const SHOWN_LOG_LINES = 20;

export class Hosting {
  readonly images = new LocalImages();
  private readonly accounts = new Accounts();
  private services = new Map<Account, AccountServices>();
  private readonly random: Random;
  private readonly workDirectory = newWorkDirectory();

  /** One object for all who read it, so that a change reaches endpoints that run. */
  private readonly settings: HostingSettings;

  constructor(
    private readonly initial: HostingSettings,
    /** Told what went wrong where no caller can be told. */
    private readonly report: (problem: string) => void,
  ) {
    this.settings = { ...initial };
    this.random = seededRandom(initial.seed);
  }

  account(id: string, region: string): Account {
    return this.accounts.of(id, region);
  }

  /** @throws ApiError */
  operate(account: Account, operation: string, input: unknown): object {
    const services = this.servicesOf(account);
    const { images, settings, workDirectory } = this;
    return operate({ account, services, images, settings, workDirectory }, operation, input);
  }

  /** @throws ApiError */
  async invoke(
    account: Account,
    endpointName: string,
    headers: IncomingHttpHeaders,
    body: Buffer,
  ): Promise<InvocationAnswer> {
    const request = parseInvocation(endpointName, headers, body);
    const { capture, metrics, copies } = this.servicesOf(account);
    const { random, settings } = this;
    return invoke({ account, capture, metrics, copies, random, modelTimeout: settings.modelTimeout }, request);
  }

  /** Changes what can be changed while endpoints serve. @throws ApiError */
  configure(changes: unknown): void {
    Object.assign(this.settings, changeableSettings(changes));
  }

  /** Sends captured data, metrics and events now. @returns what could not be sent, in words. */
  async flush(): Promise<string[]> {
    const problems = await Promise.all([...this.services.values()].map((services) => services.flush()));
    return problems.flat();
  }

  /** Stops every endpoint, sends what they left, forgets every account. Registered images stay. */
  async reset(): Promise<string[]> {
    Object.assign(this.settings, this.initial);
    const held = this.accounts.clear();
    const services = this.services;
    this.services = new Map();
    await Promise.all(held.flatMap((account) => [...account.endpoints.values()].map((endpoint) => endpoint.abandon())));
    const problems = await Promise.all([...services.values()].map((one) => one.flush()));
    for (const one of services.values()) one.close();
    return problems.flat();
  }

  /** Ends everything. Settles when no process is left. */
  async stop(): Promise<void> {
    await this.reset();
    await rm(this.workDirectory, { recursive: true, force: true });
  }

  /** What there is, for people who look for a mistake. */
  state(): object {
    return {
      images: this.images.all(),
      accounts: this.accounts.all().map((account) => ({
        account: account.id,
        region: account.region,
        models: [...account.models.keys()],
        endpointConfigs: [...account.endpointConfigs.keys()],
        modelPackages: [...account.modelPackages.keys()],
        capturedRecordsPending: this.services.get(account)?.capture.pending ?? 0,
        endpoints: [...account.endpoints.values()].map((endpoint) => ({
          ...describeEndpoint(endpoint),
          containers: [endpoint.active, ...(endpoint.pending === undefined ? [] : [endpoint.pending.fleet])].flatMap(
            (fleet) =>
              fleet.variants.map(({ name, role, image, container }) => ({
                variant: name,
                role,
                image,
                config: fleet.configName,
                state: container?.state ?? 'not started',
                pid: container?.pid,
                restarts: container?.restarts ?? 0,
                inFlight: container?.inFlight ?? 0,
                log: container?.lastLines(SHOWN_LOG_LINES) ?? [],
              })),
          ),
        })),
      })),
    };
  }

  private servicesOf(account: Account): AccountServices {
    const known = this.services.get(account) ?? new AccountServices(account, this.settings, this.report);
    this.services.set(account, known);
    return known;
  }
}
