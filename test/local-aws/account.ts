import { join } from 'node:path';
import { ECRClient } from '@aws-sdk/client-ecr';
import { type CdkOptions, type CdkResult, runCdk } from './cdk-cli';
import { TiedProcess } from './child-process';
import { pushImage } from './push-image';
import { ensurePythonEnv } from './python-env';
import { createWorkspace, newLogFile, ROOT, removeWorkspace } from './workspace';

/** Thresholds at which the hosting emulator writes a data-capture object; the first that is reached counts. */
export interface CaptureFlush {
  readonly records?: number;
  readonly bytes?: number;
  readonly seconds?: number;
}

export interface LocalAccountProps {
  /** Region of clients that name none. @default 'eu-central-1' */
  readonly region?: string;
  /** Whether signatures and IAM policies are enforced. The account's own key is root. @default false */
  readonly auth?: boolean;
  /** Seconds that launching an instance takes. @default 0 */
  readonly launchDelaySeconds?: number;
  /** Seconds that a container has to answer `/ping` with 200. @default 60 */
  readonly startTimeoutSeconds?: number;
  /** @default - the emulator's own thresholds */
  readonly captureFlush?: CaptureFlush;
  /** Seconds that a custom resource without a `ServiceTimeout` may take. @default 300 (CloudFormation: 3600) */
  readonly customResourceTimeoutSeconds?: number;
  /** File that takes the log. @default - a new one in `.local/logs/` */
  readonly log?: string;
}

/** A container image, which here is a command that starts a process with the SageMaker container contract. */
export interface LocalImage {
  /** The image as a model names it: repository and tag or digest. */
  readonly image: string;
  readonly command: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What `setHosting` changes; what is left out stays. */
export interface HostingChanges {
  /** Seconds that launching an instance takes. */
  readonly launchDelaySeconds?: number;
  /** Factor on the waits of deployment policies, from 0 to 1: at 0.01 a bake of 300 seconds takes 3. */
  readonly timeScale?: number;
  /** Instances that one account can have in one region, both fleets of an update counted; null for no limit. */
  readonly capacity?: number | null;
  /** How many of the next launches fail, as if their containers never got healthy. */
  readonly failLaunches?: number;
}

/** Something a deployment asked for that this account only wrote down. */
export interface RecordedResource {
  /** The CloudFormation type; with `.Name` at the end, one property or attribute of a type that is served otherwise. */
  readonly type: string;
  readonly logicalId: string;
  readonly stack: string;
  readonly physicalId: string;
  readonly region: string;
  readonly account: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Something that goes wrong with the next calls of one action. */
export interface Fault {
  /** Prefix of the service's IAM actions, for example `sagemaker`. */
  readonly service: string;
  /** The operation as IAM names it, for example `UpdateEndpoint`. */
  readonly action: string;
  /**
   * `throttle`: refused as too frequent. `fail`: refused with a ValidationException, which no SDK tries again.
   * `answer-lost`: it takes effect, and the caller gets a 500.
   */
  readonly kind: 'throttle' | 'answer-lost' | 'fail';
  /** How many calls meet it; tries of an SDK count one by one. @default 1 */
  readonly times?: number;
  /** What the error says. */
  readonly message?: string;
}

/** Calls that a principal has made, with the same action and resource. */
export interface ServiceCalls {
  /** Prefix of the IAM action. */
  readonly service: string;
  readonly action: string;
  /** ARN of what was called upon, where the request names it. */
  readonly resource?: string;
  /** Name of the role, `user/NAME`, or `root`: the account's own key. */
  readonly principal: string;
  readonly count: number;
}

/** Milliseconds that the emulator has for ending its model processes. */
const HOSTING_PATIENCE = 8_000;
const LAUNCHER_PATIENCE = 1_000;

const NO_USER_CONFIG = { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };
/** The SDK's advice to upgrade Node is not for whoever reads the output of a deployment. */
const NO_NODE_ADVICE = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };

let started = 0;

/**
 * An AWS account on this machine: MiniStack with what it lacks, and the SageMaker hosting emulator, on free loopback
 * ports. Several run at once without seeing each other. Nothing of it outlives this process, however it ends.
 *
 * ```ts
 * const account = await LocalAccount.start();
 * await account.bootstrap();
 * await account.cdk(['deploy', '--all', '--require-approval', 'never'], { app: 'cdk.out' });
 * await account.stop();
 * ```
 */
export class LocalAccount {
  /** @throws Error with the end of the log when a part of it does not start. */
  static async start(props: LocalAccountProps = {}): Promise<LocalAccount> {
    const python = await ensurePythonEnv({ name: 'local-aws', requirements: join(__dirname, 'requirements.txt') });
    const home = await createWorkspace();
    const servers: TiedProcess[] = [];
    try {
      const log = props.log ?? newLogFile(`account-${process.pid}-${++started}`);
      const region = props.region ?? 'eu-central-1';
      const env = serverEnv(home);
      const launcher = startLauncher(python, { ...props, region }, env, log);
      servers.push(launcher);
      const url = `http://127.0.0.1:${await launcher.port('bound')}`;
      const hosting = startHosting(url, props, env, log);
      servers.push(hosting);
      const hostingUrl = `http://127.0.0.1:${await hosting.port('ready')}`;
      await launcher.port('ready');
      await call(url, 'PUT', '/_local/hosting', { url: hostingUrl });
      return new LocalAccount(url, hostingUrl, region, log, home, launcher, hosting);
    } catch (error) {
      await Promise.all(servers.map((server) => server.stop(0)));
      await removeWorkspace(home);
      throw error;
    }
  }

  private constructor(
    /** Endpoint of every service, InvokeEndpoint included. */
    readonly url: string,
    /** The hosting emulator's own endpoint, for what AWS has no API for. */
    readonly hostingUrl: string,
    readonly region: string,
    /** The file that takes the log. */
    readonly logFile: string,
    private readonly home: string,
    private readonly launcher: TiedProcess,
    private readonly hosting: TiedProcess,
  ) {}

  readonly accountId = '000000000000';

  /** What the CDK CLI, the AWS CLI and the SDKs need in their environment to find this account, and no other. */
  get env(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: this.url,
      AWS_REGION: this.region,
      AWS_DEFAULT_REGION: this.region,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      ...NO_USER_CONFIG,
      ...NO_NODE_ADVICE,
      AWS_EC2_METADATA_DISABLED: 'true',
      CDK_HOME: join(this.home, 'cdk-home'),
      CDK_DISABLE_VERSION_CHECK: '1',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
    };
  }

  /** Configuration for the clients of the AWS SDK for JavaScript v3. */
  get clientConfig() {
    return {
      endpoint: this.url,
      region: this.region,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      forcePathStyle: true,
    };
  }

  /** Process ids of the two servers; each leads the process group of what it starts. */
  get pids(): number[] {
    return [this.launcher.pid, this.hosting.pid].filter((pid): pid is number => pid !== undefined);
  }

  /** Runs the CDK CLI that `package.json` pins. A failure is in the result, not thrown. */
  async cdk(args: readonly string[], options: CdkOptions = {}): Promise<CdkResult> {
    return runCdk(args, options, { env: { ...withoutAws(process.env), ...this.env }, cwd: join(this.home, 'work') });
  }

  /** `cdk bootstrap` of this account. @throws Error with the CLI's output when it fails. */
  async bootstrap(region = this.region): Promise<void> {
    const { exitCode, output } = await this.cdk(['bootstrap', `aws://${this.accountId}/${region}`]);
    if (exitCode !== 0) throw new Error(`cdk bootstrap failed (the account's log is ${this.logFile}):\n${output}`);
  }

  /**
   * Says what process stands for a container image, before a model with it is created. One in this account's registry
   * is also found there, as if it had been pushed.
   */
  async registerImage(image: LocalImage): Promise<void> {
    await call(this.hostingUrl, 'PUT', '/_local/images', image);
    await pushImage(new ECRClient(this.clientConfig), image.image);
  }

  /** Changes how hosting behaves, for launches and bakes that start from now on. A reset brings back the start's. */
  async setHosting({ launchDelaySeconds, timeScale, capacity, failLaunches }: HostingChanges): Promise<void> {
    const changes = { launchDelay: launchDelaySeconds, waitScale: timeScale, capacity, failLaunches };
    await call(this.hostingUrl, 'PUT', '/_local/settings', changes);
  }

  /** Writes what Data Capture and the metrics still hold back, and returns once it lies in the account. */
  async flushCapture(): Promise<void> {
    await call(this.hostingUrl, 'POST', '/_local/flush');
  }

  /** What deployments asked for and this account only wrote down, by type. */
  async recorded(): Promise<RecordedResource[]> {
    const { recorded } = (await call(this.url, 'GET', '/_local/recorded')) as { recorded: RecordedResource[] };
    return recorded;
  }

  /** Makes the next calls of one action go wrong, until the next reset. @throws Error naming what is wrong with it. */
  async injectFault(fault: Fault): Promise<void> {
    await call(this.url, 'POST', '/_local/faults', fault);
  }

  /** The faults that calls have not met yet. */
  async pendingFaults(): Promise<Fault[]> {
    const { faults } = (await call(this.url, 'GET', '/_local/faults')) as { faults: Fault[] };
    return faults;
  }

  /**
   * Who has called what since the last reset. Functions have their role's name only with `auth: true`. Calls that rights
   * forbid, of CloudFormation and of the hosting emulator are not in it.
   */
  async calls(): Promise<ServiceCalls[]> {
    const { calls } = (await call(this.url, 'GET', '/_local/calls')) as { calls: ServiceCalls[] };
    return calls;
  }

  /**
   * Stops the next execution that enters or leaves a state: what `enter` names is not done any more, what `leave` names
   * is done and nothing follows. The execution ends as StopExecution ends it, `ABORTED`.
   * @throws Error when there is no such machine or state.
   */
  async stopExecutionAt(stateMachineArn: string, stateName: string, when: 'enter' | 'leave'): Promise<void> {
    await call(this.url, 'POST', '/_local/stops', { stateMachineArn, stateName, when });
  }

  /** Factor on the waits and the retry delays of Step Functions, from 0 to 1, until the next reset. */
  async scaleWaits(factor: number): Promise<void> {
    await call(this.url, 'POST', '/_local/wait-scale', { factor });
  }

  /** Fires every enabled schedule rule of EventBridge once, now, and not again before its next turn. */
  async runSchedules(): Promise<void> {
    await call(this.url, 'POST', '/_local/schedules', {});
  }

  /**
   * Makes CloudWatch's clock stand at a moment and evaluates every alarm there; without one it runs again. Alarms over
   * a replay of old traffic are tried this way. All other services keep the machine's clock.
   */
  async setClock(now: Date | undefined): Promise<void> {
    await call(this.url, 'POST', '/_local/clock', { now: now?.toISOString() ?? null });
  }

  /** Empties the account: resources, data, models, images, recorded types. Takes well under a second. */
  async reset(): Promise<void> {
    await call(this.hostingUrl, 'POST', '/_local/reset');
    await call(this.url, 'POST', '/_local/reset');
  }

  /** Ends every process of the account and removes its files but the log. Does nothing the second time. */
  async stop(): Promise<void> {
    // Hosting first: the capture records and metrics it still holds go into the account.
    await this.hosting.stop(HOSTING_PATIENCE);
    await this.launcher.stop(LAUNCHER_PATIENCE);
    await removeWorkspace(this.home);
  }
}

function startLauncher(
  python: string,
  props: LocalAccountProps & { region: string },
  env: NodeJS.ProcessEnv,
  log: string,
): TiedProcess {
  const timeout = props.customResourceTimeoutSeconds;
  const args = ['-m', 'launcher', '--region', props.region, ...(props.auth === true ? ['--auth'] : [])];
  if (timeout !== undefined) args.push('--custom-resource-timeout', String(timeout));
  const name = 'MiniStack with the launcher';
  return TiedProcess.start({ name, command: python, args, cwd: __dirname, env, log });
}

function startHosting(url: string, props: LocalAccountProps, env: NodeJS.ProcessEnv, log: string): TiedProcess {
  const settings = {
    '--launch-delay': props.launchDelaySeconds,
    '--start-timeout': props.startTimeoutSeconds,
    '--capture-flush-records': props.captureFlush?.records,
    '--capture-flush-bytes': props.captureFlush?.bytes,
    '--capture-flush-seconds': props.captureFlush?.seconds,
  };
  const given = Object.entries(settings).flatMap(([name, value]) => (value === undefined ? [] : [name, String(value)]));
  const main = join(__dirname, 'hosting/main.ts');
  const args = ['--import', 'tsx', main, '--port', '0', '--aws-url', url, ...given];
  const name = 'The SageMaker hosting emulator';
  return TiedProcess.start({ name, command: process.execPath, args, cwd: ROOT, env, log });
}

/** Only what a server needs: MiniStack and the Lambda functions obey a great many variables. */
function serverEnv(home: string): NodeJS.ProcessEnv {
  const { PATH, HOME, LANG } = process.env;
  return { PATH, HOME, LANG: LANG ?? 'C.UTF-8', TMPDIR: home, ...NO_USER_CONFIG, ...NO_NODE_ADVICE };
}

function withoutAws(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(AWS|CDK)_/.test(name)));
}

async function call(url: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${url}${path}`, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} was refused (${response.status}): ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
