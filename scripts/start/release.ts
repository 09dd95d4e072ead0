import { CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { ExitCode } from '../../bin/commands/exit-codes';
import { type AccessKey, accessKeyOf } from '../../test/e2e/support/access-key';
import { productionMl } from '../../test/e2e/support/command-line';
import { answerTo, ConstantTraffic } from '../../test/e2e/support/traffic';
import type { LocalAccount } from '../../test/local-aws/account';

/** A promotion and a rollback, as an operator sees them, while requests go on. */
export interface ReleaseStory {
  readonly promotionSeconds: number;
  readonly rollbackSeconds: number;
  /** From the command until the last answer of the version that was rolled back. */
  readonly lastBadAnswerSeconds: number;
  readonly requests: number;
  readonly failed: number;
  /** The table of releases at the end. */
  readonly releases: string;
}

const REQUEST_EVERY_MILLIS = 20;

/** Somebody with keys of their own: who writes a version and who approves it are two. */
async function person(account: LocalAccount, UserName: string): Promise<AccessKey> {
  await new IAMClient(account.clientConfig).send(new CreateUserCommand({ UserName }));
  return accessKeyOf(account, UserName);
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
  const ask = () => answerTo(row, client, endpointName);
  const traffic = new ConstantTraffic(client, endpointName, 1, REQUEST_EVERY_MILLIS, ask);
  const succeed = async (key: AccessKey, args: readonly string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await productionMl(account, args, { key, signal });
    if (exitCode !== 0) throw new Error(`production-ml ${args.join(' ')} ended with ${exitCode}:\n${stdout}${stderr}`);
    return stdout;
  };
  try {
    const refused = await productionMl(account, promote, { key: engineer, signal });
    if (refused.exitCode !== ExitCode.REFUSED) {
      throw new Error(`An unapproved version was not refused:\n${refused.stderr}`);
    }
    await succeed(lead, ['approve', ...to, '--manifest', manifest, '--note', 'Read the model card']);
    const promoting = Date.now();
    await succeed(engineer, promote);
    const promotionSeconds = (Date.now() - promoting) / 1000;
    const [promoted = ''] = [...traffic.lastAnswer].sort(([, a], [, b]) => b - a)[0] ?? [];
    const rolling = Date.now();
    await succeed(engineer, ['rollback', ...to, '--reason', 'A drill']);
    const rollbackSeconds = (Date.now() - rolling) / 1000;
    const answered = [...traffic.answers.values()].reduce((sum, count) => sum + count, 0);
    return {
      promotionSeconds,
      rollbackSeconds,
      lastBadAnswerSeconds: Math.max(0, ((traffic.lastAnswer.get(promoted) ?? rolling) - rolling) / 1000),
      requests: answered + traffic.failures.length,
      failed: traffic.failures.length,
      releases: (await succeed(engineer, ['releases', 'list', ...to])).trimEnd(),
    };
  } finally {
    await traffic.stop();
  }
}
