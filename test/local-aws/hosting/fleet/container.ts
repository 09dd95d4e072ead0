/**
 * One model container as a local process: started, watched, restarted, asked, drained, stopped.
 *
 * It follows the container contract of SageMaker hosting: `serve` as last argument, GET /ping for health, POST
 * /invocations for predictions, on the port in SAGEMAKER_BIND_TO_PORT.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type ContainerAnswer, ContainerClient, ContainerError, type ContainerRequest } from './container-client';
import { freePort } from './free-port';
import { LeashedProcess } from './process';

export interface ContainerSpec {
  /** Program and arguments, `serve` included. */
  readonly command: readonly string[];
  readonly cwd: string;
  /** Everything the process sees but its port. */
  readonly env: Readonly<Record<string, string>>;
  /** Seconds from the start until the first 200 to /ping. */
  readonly startTimeout: number;
  /** Seconds between SIGTERM and SIGKILL. */
  readonly stopTimeout: number;
}

export type ContainerState = 'starting' | 'healthy' | 'restarting' | 'stopped';

/** A container that ends this often before it was ever healthy will not become healthy. */
const MAX_START_ATTEMPTS = 3;
const PING_INTERVAL_SECONDS = 0.1;
/** https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html: 2 s a ping. */
const PING_TIMEOUT_SECONDS = 2;
const FIRST_RESTART_SECONDS = 0.2;
const MAX_RESTART_SECONDS = 10;
/** A container that ran this long has earned a quick restart again. */
const STEADY_SECONDS = 30;
const SHOWN_LOG_LINES = 5;
const OUTPUT_GRACE_SECONDS = 0.5;

export class Container {
  private process: LeashedProcess | undefined;
  private client: ContainerClient | undefined;
  private current: ContainerState = 'starting';
  private outstanding = 0;
  private idle: (() => void)[] = [];
  private readonly stopping = new AbortController();
  /** How often the process was started again after it had been healthy. */
  restarts = 0;

  constructor(private readonly spec: ContainerSpec) {}

  get state(): ContainerState {
    return this.current;
  }

  get pid(): number | undefined {
    return this.process?.pid;
  }

  get inFlight(): number {
    return this.outstanding;
  }

  lastLines(count: number): string[] {
    return this.process?.lastLines(count) ?? [];
  }

  /**
   * Starts the process and waits until it is healthy; from then on it is restarted whenever it ends.
   * @throws Error saying why it did not get healthy.
   */
  async start(): Promise<void> {
    const deadline = Date.now() + this.spec.startTimeout * 1000;
    for (let attempt = 1; ; attempt += 1) {
      const process = await this.launch();
      if (await this.becomesHealthy(process, deadline)) {
        this.current = 'healthy';
        void this.keepAlive(process);
        return;
      }
      const reason = await this.describeFailure(process);
      await process.stop(this.spec.stopTimeout);
      if (this.stopping.signal.aborted) throw new Error('it was stopped while it started');
      if (attempt === MAX_START_ATTEMPTS || Date.now() >= deadline) throw new Error(reason);
    }
  }

  /**
   * Sends a request, counting it as in flight until it is answered.
   * @throws ContainerError
   */
  async send(request: ContainerRequest): Promise<ContainerAnswer> {
    if (this.client === undefined) throw new ContainerError('broken', 'the container is not running');
    this.outstanding += 1;
    try {
      return await this.client.send(request);
    } finally {
      this.outstanding -= 1;
      if (this.outstanding === 0) for (const resolve of this.idle.splice(0)) resolve();
    }
  }

  /** Waits until no request is in flight, at most `seconds`. */
  async drain(seconds: number): Promise<void> {
    if (this.outstanding === 0) return;
    const done = new AbortController();
    const emptied = new Promise<void>((resolve) => this.idle.push(resolve));
    const expired = delay(seconds * 1000, undefined, { signal: done.signal }).catch(() => {});
    await Promise.race([emptied, expired]);
    done.abort();
  }

  async stop(): Promise<void> {
    this.current = 'stopped';
    this.stopping.abort();
    await this.process?.stop(this.spec.stopTimeout);
    this.client?.close();
  }

  private async launch(): Promise<LeashedProcess> {
    const port = await freePort();
    this.client?.close();
    this.client = new ContainerClient(port);
    this.process = new LeashedProcess(this.spec.command, {
      cwd: this.spec.cwd,
      env: { ...this.spec.env, SAGEMAKER_BIND_TO_PORT: String(port) },
    });
    return this.process;
  }

  private async becomesHealthy(process: LeashedProcess, deadline: number): Promise<boolean> {
    const { signal } = this.stopping;
    while (process.exited === undefined && !signal.aborted && Date.now() < deadline) {
      if ((await this.ping()) && process.exited === undefined) return !signal.aborted;
      const pause = delay(PING_INTERVAL_SECONDS * 1000, undefined, { signal }).catch(() => {});
      await Promise.race([pause, process.exit]);
    }
    return false;
  }

  private async ping(): Promise<boolean> {
    try {
      const answer = await this.client?.send({ method: 'GET', path: '/ping', timeout: PING_TIMEOUT_SECONDS });
      return answer?.status === 200;
    } catch {
      return false;
    }
  }

  private async keepAlive(first: LeashedProcess): Promise<void> {
    let process = first;
    let pause = FIRST_RESTART_SECONDS;
    for (;;) {
      const healthySince = Date.now();
      await process.exit;
      if (this.stopping.signal.aborted) return;
      this.current = 'restarting';
      if (Date.now() - healthySince > STEADY_SECONDS * 1000) pause = FIRST_RESTART_SECONDS;
      for (;;) {
        await delay(pause * 1000, undefined, { signal: this.stopping.signal }).catch(() => {});
        if (this.stopping.signal.aborted) return;
        pause = Math.min(pause * 2, MAX_RESTART_SECONDS);
        this.restarts += 1;
        process = await this.launch();
        if (this.stopping.signal.aborted) return process.stop(this.spec.stopTimeout);
        if (await this.becomesHealthy(process, Date.now() + this.spec.startTimeout * 1000)) break;
        await process.stop(this.spec.stopTimeout);
      }
      this.current = 'healthy';
    }
  }

  private async describeFailure(process: LeashedProcess): Promise<string> {
    const { exited } = process;
    // What an ended process wrote last may still be on its way.
    if (exited !== undefined) await Promise.race([process.outputEnd, delay(OUTPUT_GRACE_SECONDS * 1000)]);
    const what =
      exited === undefined
        ? `GET /ping gave no 200 within ${this.spec.startTimeout} s`
        : `the process ended with ${exited.signal ?? `exit code ${exited.code}`} before it was healthy`;
    const lines = process.lastLines(SHOWN_LOG_LINES);
    return lines.length === 0 ? `${what}, without output` : `${what}; its last output: ${lines.join(' | ')}`;
  }
}
