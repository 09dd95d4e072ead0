import { RELEASE_MACHINE } from '../../lib/contract';
import { brokenAtRest } from '../e2e/support/at-rest';
import { boundariesOf, dieAt, nameOf, settledAfter } from '../e2e/support/deaths';
import { ReleasedStack } from '../e2e/support/released-stack';
import { deploy, OPERATIONS, type Operation } from './release-operations';

/** Factor on the waits and the retry delays of the machine. */
const WAITS = 0.02;

/**
 * Has the release machine die at every boundary of every step of some operations, under traffic, in an account that
 * enforces IAM; after each death all must be as `brokenAtRest` says, and the operation must still work afterwards.
 *
 * @throws Error naming the first boundary that did not hold
 */
export async function soakRelease(): Promise<string> {
  const released = await ReleasedStack.start('flights');
  const steps = new Set<string>();
  let boundaries = 0;
  try {
    await released.account.scaleWaits(WAITS);
    const { exitCode, output } = await deploy(released);
    if (exitCode !== 0) throw new Error(output);
    const traffic = released.traffic(1, 5);
    for (const operation of OPERATIONS) {
      const survived = await survives(operation, released);
      for (const step of survived.steps) steps.add(step);
      boundaries += survived.boundaries;
      console.log(`${operation.name}: ${survived.text}`);
    }
    await traffic.stop();
    if (traffic.failures.length > 0) throw new Error(`Requests failed meanwhile: ${traffic.failures.join('\n')}`);
    return [
      `all ${boundaries} boundaries held, of ${steps.size} of the ${Object.keys(RELEASE_MACHINE).length} steps`,
      `${traffic.answered.toLocaleString('en')} requests were answered meanwhile, none failed`,
    ].join('; ');
  } finally {
    await released.stop();
  }
}

interface Survived {
  readonly steps: ReadonlySet<string>;
  readonly boundaries: number;
  readonly text: string;
}

async function survives({ name, prepare, perform }: Operation, released: ReleasedStack): Promise<Survived> {
  await prepare?.(released);
  const started = Date.now();
  const whole = await perform(released);
  await expectSound(name, released, whole.wrong);
  const boundaries = await boundariesOf(released, whole.executionArn);
  const settled: number[] = [];
  let came = 0;
  for (const boundary of boundaries) {
    const before = (await released.head())?.live;
    await dieAt(released, boundary);
    const { executionArn, wrong } = await perform(released);
    settled.push(await settledAfter(released, executionArn));
    await expectSound(`${name}, dead as it was to ${nameOf(boundary)}`, released, wrong);
    if ((await released.head())?.live !== before) came += 1;
  }
  const again = await perform(released);
  await expectSound(`${name}, after all deaths`, released, again.wrong);
  const text = [
    `all ${boundaries.length} boundaries held`,
    `what was asked for came live ${came} times, what was live stayed ${boundaries.length - came} times`,
    `settled within ${Math.max(...settled).toFixed(1)} s`,
    `${Math.round((Date.now() - started) / 1000)} s`,
  ].join('; ');
  return { steps: new Set(boundaries.map(({ step }) => step)), boundaries: boundaries.length, text };
}

async function expectSound(
  when: string,
  released: ReleasedStack,
  wrong: () => Promise<readonly string[]>,
): Promise<void> {
  await released.settled();
  const broken = [...(await wrong()), ...(await brokenAtRest(released)), ...(await released.account.pendingStops())];
  if (broken.length > 0) throw new Error(`${when}: ${broken.join('; ')}`);
}
