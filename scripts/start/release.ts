import { spawn } from 'node:child_process';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import type { LocalAccount } from '../../test/local-aws/account';

/** A promotion and a rollback, as an operator sees them, while requests go on. */
export interface ReleaseStory {
  /** What the command line said when nobody had approved the version. */
  readonly refusal: string;
  readonly promotionSeconds: number;
  readonly rollbackSeconds: number;
  /** From the command until the last answer of the version that was rolled back. */
  readonly lastBadAnswerSeconds: number;
  readonly requests: number;
  readonly failed: number;
  /** The table of releases at the end. */
  readonly releases: string;
}

/** Exit code of `production-ml` where a change is refused. */
const REFUSED = 5;
const REQUEST_EVERY_MILLIS = 20;

interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Somebody with keys of their own: who writes a version and who approves it are two. */
async function person(account: LocalAccount, UserName: string): Promise<Readonly<Record<string, string>>> {
  const iam = new IAMClient(account.clientConfig);
  await iam.send(new CreateUserCommand({ UserName }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return {
    ...account.env,
    AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey ?? '',
  };
}

function productionMl(env: NodeJS.ProcessEnv, args: readonly string[], signal: AbortSignal): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['bin/production-ml.js', ...args], {
      env: { ...process.env, ...env, NO_COLOR: '1', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
    });
    const out: string[] = [];
    const err: string[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk.toString('utf8')));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, stdout: out.join(''), stderr: err.join('') }));
  });
}

async function succeed(env: NodeJS.ProcessEnv, args: readonly string[], signal: AbortSignal): Promise<string> {
  const { code, stdout, stderr } = await productionMl(env, args, signal);
  if (code !== 0) throw new Error(`production-ml ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}

/** One request after the other, each noted with its answer. */
class ConstantTraffic {
  readonly answers: { readonly at: number; readonly body: string }[] = [];
  failed = 0;
  private running = true;
  private readonly done: Promise<void>;

  constructor(
    private readonly client: SageMakerRuntimeClient,
    private readonly endpointName: string,
    private readonly row: string,
  ) {
    this.done = this.send();
  }

  async stop(): Promise<void> {
    this.running = false;
    await this.done;
  }

  private async send(): Promise<void> {
    while (this.running) {
      try {
        const { Body } = await this.client.send(
          new InvokeEndpointCommand({ EndpointName: this.endpointName, ContentType: 'text/csv', Body: this.row }),
        );
        this.answers.push({
          at: performance.now(),
          body: Buffer.from(Body ?? [])
            .toString('utf8')
            .trim(),
        });
      } catch {
        this.failed += 1;
      }
      await new Promise((resolve) => setTimeout(resolve, REQUEST_EVERY_MILLIS));
    }
  }
}

/**
 * Promotes a version by the command line, which takes the word of a second person, and rolls it back, while an endpoint
 * is asked all the time.
 *
 * @param row a request that the two versions answer differently
 * @throws Error with what the command said, where a command fails that should not
 */
export async function promoteAndRollBack(
  account: LocalAccount,
  endpointName: string,
  manifest: string,
  row: string,
  signal: AbortSignal,
): Promise<ReleaseStory> {
  const [engineer, lead] = [await person(account, 'ml-engineer'), await person(account, 'ml-lead')];
  const to = ['--endpoint', endpointName];
  const promote = ['promote', ...to, '--manifest', manifest, '--reason', 'It did as well in the shadow'];
  const client = new SageMakerRuntimeClient({ ...account.clientConfig, maxAttempts: 1 });
  const traffic = new ConstantTraffic(client, endpointName, row);
  try {
    const refused = await productionMl(engineer, promote, signal);
    if (refused.code !== REFUSED) throw new Error(`An unapproved version was not refused:\n${refused.stderr}`);
    await succeed(lead, ['approve', ...to, '--manifest', manifest, '--note', 'Read the model card'], signal);
    const promoting = performance.now();
    await succeed(engineer, promote, signal);
    const promotionSeconds = (performance.now() - promoting) / 1000;
    const promoted = traffic.answers.at(-1)?.body;
    const rolling = performance.now();
    await succeed(engineer, ['rollback', ...to, '--reason', 'A drill'], signal);
    const rollbackSeconds = (performance.now() - rolling) / 1000;
    const lastBad = traffic.answers.filter(({ body }) => body === promoted).at(-1)?.at ?? rolling;
    return {
      refusal: (refused.stdout + refused.stderr).trim(),
      promotionSeconds,
      rollbackSeconds,
      lastBadAnswerSeconds: Math.max(0, (lastBad - rolling) / 1000),
      requests: traffic.answers.length + traffic.failed,
      failed: traffic.failed,
      releases: (await succeed(engineer, ['releases', 'list', ...to], signal)).trimEnd(),
    };
  } finally {
    await traffic.stop();
  }
}
