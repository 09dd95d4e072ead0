import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as tar from 'tar';
import { freePort } from '../../test/local-aws/hosting/fleet/free-port';

const START_SECONDS = 60;

/** The server of the example's container, as a process of this machine. */
export class ModelServer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly url: string,
  ) {}

  /**
   * Unpacks an artifact and serves it.
   *
   * @throws Error where the server does not answer within a minute
   */
  static async start(python: string, artifact: string, folder: string): Promise<ModelServer> {
    mkdirSync(folder, { recursive: true });
    await tar.extract({ file: artifact, cwd: folder });
    const port = await freePort();
    const child = spawn(python, ['-m', 'flight_delay', 'serve'], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...process.env,
        PYTHONPATH: path.join('examples', 'flight-delay'),
        PYTHONDONTWRITEBYTECODE: '1',
        SM_MODEL_DIR: folder,
        SAGEMAKER_BIND_TO_PORT: String(port),
      },
    });
    const server = new ModelServer(child, `http://127.0.0.1:${port}`);
    try {
      await server.answers();
    } catch (error) {
      server.stop();
      throw error;
    }
    return server;
  }

  /** One answer a row, in the order of the rows. */
  async predict(rows: readonly string[]): Promise<readonly string[]> {
    const headers = { 'Content-Type': 'text/csv' };
    const response = await fetch(`${this.url}/invocations`, { method: 'POST', headers, body: rows.join('\n') });
    const text = await response.text();
    if (!response.ok) throw new Error(`The model refused a batch: ${response.status} ${text.slice(0, 200)}`);
    const answers = text.trimEnd().split('\n');
    if (answers.length !== rows.length) throw new Error(`The model gave ${answers.length} answers to ${rows.length}.`);
    return answers;
  }

  stop(): void {
    this.child.kill('SIGTERM');
  }

  private async answers(): Promise<void> {
    for (let tries = 0; tries < START_SECONDS * 10; tries++) {
      if (this.child.exitCode !== null) throw new Error(`The model's server ended with ${this.child.exitCode}.`);
      const ping = await fetch(`${this.url}/ping`).catch(() => undefined);
      if (ping?.ok) return;
      await sleep(100);
    }
    throw new Error(`The model's server did not answer within ${START_SECONDS} s.`);
  }
}
