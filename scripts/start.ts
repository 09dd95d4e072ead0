import { setMaxListeners } from 'node:events';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { DescribeEndpointCommand, DescribeEndpointConfigCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { Command, InvalidArgumentError } from 'commander';
import { Listr, type ListrTask } from 'listr2';
import pc from 'picocolors';
import days from '../examples/flight-delay/days.json';
import { LocalAccount } from '../test/local-aws/account';
import { ensurePythonEnv } from '../test/local-aws/python-env';
import { type CapturedSummary, readCaptured } from './start/captured';
import { asExpected, type JudgedDay, judgeDay } from './start/judge';
import { keepOpen } from './start/keep';
import { PROGRESS } from './start/progress';
import { promoteAndRollBack, type ReleaseStory } from './start/release';
import { type RecordedRequest, type ReplayResult, readRecordedRequests, replay, together } from './start/replay';
import { type ComplianceLine, complianceText, releasedText, renderSummary } from './start/summary';
import { synthesize } from './start/synth';
import { makeBaseline, train, writeReplay } from './start/train';

const REGION = 'eu-central-1';
const ACCOUNT = '000000000000';
const CONFIG = path.join('examples', 'flight-delay', 'production-ml.json');
const ASSEMBLY = path.join('build', 'start', 'cdk.out');
const ENDPOINT = 'flight-delay';
/** A calm and a stormy April day, chosen by a rule on the delays and not by what the model makes of them. */
const { calm: CALM, stormy: STORMY } = days.examples;
/** As the calendar has them: a window older than the newest that was judged changes no alarm. */
const DAYS = [
  { kind: 'calm', day: CALM },
  { kind: 'stormy', day: STORMY },
].sort((a, b) => (a.day < b.day ? -1 : 1));
const REPORTS = path.join('build', 'start', 'reports');

/** The two versions of the example: the one that serves, and a smaller one that sees copies: does it do as well? */
const VERSIONS = [
  { version: '1.0.0', arguments: [] },
  { version: '1.1.0', arguments: ['--max-leaf-nodes', '31'] },
];

/** A line of the CDK CLI that says what became of a resource; the rest it says is in its output when it fails. */
const RESOURCE_EVENT = /\| (CREATE|UPDATE|DELETE|ROLLBACK)_\w+ +\|/;

/** What the steps leave for the ones after them. */
interface Run {
  python: string;
  image: string;
  /** One request as it was sent. */
  row: string;
  checks: ComplianceLine;
  account?: LocalAccount;
  bucket: string;
  prefix: string;
  replays: ReplayResult[];
  judged: JudgedDay[];
  released: ReleaseStory;
  captured: CapturedSummary;
  recordedTypes: string[];
}

interface StartOptions {
  readonly keep: boolean;
  readonly every: number;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('expected a whole number from 1.');
  return value;
}

function account(run: Run): LocalAccount {
  if (run.account === undefined) throw new Error('the account was not started');
  return run.account;
}

async function deploy(run: Run, onLine: (line: string) => void): Promise<void> {
  const args = ['deploy', '--all', '--require-approval', 'never', '--progress', 'events'];
  const { exitCode, output } = await account(run).cdk(args, { app: ASSEMBLY, onLine });
  if (exitCode !== 0) throw new Error(`cdk deploy failed (log: ${account(run).logFile})\n${output}`);
  run.recordedTypes = [...new Set((await account(run).recorded()).map(({ type }) => type))].sort();
}

/** Where the endpoint captures, as the account itself says. */
async function findCapture(run: Run): Promise<void> {
  const client = new SageMakerClient(account(run).clientConfig);
  const { EndpointConfigName } = await client.send(new DescribeEndpointCommand({ EndpointName: ENDPOINT }));
  const { DataCaptureConfig } = await client.send(new DescribeEndpointConfigCommand({ EndpointConfigName }));
  const url = new URL(DataCaptureConfig?.DestinationS3Uri ?? '');
  run.bucket = url.hostname;
  run.prefix = url.pathname.slice(1);
}

async function recordedRequests(run: Run, day: string, every: number, signal: AbortSignal): Promise<RecordedRequest[]> {
  const requests = await readRecordedRequests(await writeReplay(run.python, day, signal));
  return requests.filter((_, index) => index % every === 0);
}

/** Two steps a day: its requests, and what the monitor makes of them. */
function dayOf(kind: string, day: string, options: StartOptions, signal: AbortSignal): ListrTask<Run>[] {
  return [
    {
      title: `Replay ${day}, a ${kind} day, through the endpoint`,
      task: async (run, task) => {
        const requests = await recordedRequests(run, day, options.every, signal);
        run.row = requests[0]?.body ?? '';
        const client = new SageMakerRuntimeClient({ ...account(run).clientConfig, maxAttempts: 1 });
        const step = Math.ceil(requests.length / 100);
        const onProgress = (done: number) => {
          if (done % step === 0) task.output = `${done} of ${requests.length} requests`;
        };
        run.replays.push(await replay({ client, endpointName: ENDPOINT, requests, signal, onProgress }));
      },
    },
    {
      title: `Judge the drift of ${day}`,
      task: async (run, task) => {
        const judged = await judgeDay(account(run), ENDPOINT, day, REPORTS);
        run.judged.push(judged);
        task.title = `Drift of ${day}: ${judged.verdict}`;
      },
    },
  ];
}

function steps(options: StartOptions, signal: AbortSignal): Listr<Run> {
  return new Listr<Run>(
    [
      {
        title: 'Install the Python parts into .local/',
        task: async (run) => {
          const requirements = path.join('examples', 'flight-delay', 'requirements.txt');
          [run.python] = await Promise.all([
            ensurePythonEnv({ name: 'flight-delay', requirements }),
            ensurePythonEnv({ name: 'local-aws', requirements: path.join('test', 'local-aws', 'requirements.txt') }),
          ]);
        },
      },
      {
        title: 'Train the model, two versions',
        task: async (run, task) => {
          const registry = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`;
          for (const version of VERSIONS) {
            const model = await train({ python: run.python, registry, signal, ...version });
            run.image = model.image;
            task.output = `${version.version}: ${model.trained ? 'trained' : 'unchanged since it was trained'}`;
          }
        },
      },
      {
        title: 'Learn the baseline from what the model was trained on',
        task: () => makeBaseline(VERSIONS[0]?.version ?? '', signal).then(() => {}),
      },
      {
        title: 'Synthesise the stack and check it against ISO 27001',
        task: async (run, task) => {
          rmSync(ASSEMBLY, { recursive: true, force: true });
          run.checks = await synthesize({ config: CONFIG, output: ASSEMBLY, signal });
          task.title = complianceText(run.checks);
        },
      },
      {
        title: 'Start an AWS account on this machine',
        task: async (run, task) => {
          run.account = await LocalAccount.start({ region: REGION });
          const command = [run.python, '-m', 'flight_delay'];
          const env = { PYTHONPATH: path.resolve('examples', 'flight-delay') };
          await run.account.registerImage({ image: run.image, command, env });
          task.title = `An AWS account runs at ${run.account.url}`;
        },
      },
      {
        title: 'cdk bootstrap',
        task: (run) => account(run).bootstrap(),
      },
      {
        title: 'cdk deploy',
        task: async (run, task) => {
          await deploy(run, (line) => {
            if (RESOURCE_EVENT.test(line)) task.output = line;
          });
          await findCapture(run);
        },
      },
      ...DAYS.flatMap(({ kind, day }) => dayOf(kind, day, options, signal)),
      {
        title: 'Read the captured objects back from S3',
        task: async (run) => {
          run.captured = await readCaptured(new S3Client(account(run).clientConfig), run.bucket, run.prefix);
        },
      },
      {
        title: 'Promote the second version, and roll it back, under traffic',
        task: async (run, task) => {
          const manifest = path.join('build', 'flight-delay', VERSIONS[1]?.version ?? '', 'model.json');
          run.released = await promoteAndRollBack(account(run), ENDPOINT, manifest, run.row, signal);
          task.title = releasedText(run.released);
        },
      },
    ],
    PROGRESS,
  );
}

/** With a part of the requests only there may be too few to judge. */
function succeeded({ replays, judged, released }: Run, { every }: StartOptions): boolean {
  const calm = judged.find(({ day }) => day === CALM);
  const stormy = judged.find(({ day }) => day === STORMY);
  if (together(replays).errors + released.failed > 0 || calm === undefined || stormy === undefined) return false;
  if (every > 1 || asExpected(calm, stormy)) return true;
  console.error(pc.red('The monitor did not say what was expected of a calm and a stormy day.'));
  return false;
}

async function main(): Promise<number> {
  const command = new Command('npm start --')
    .description('Trains, checks, deploys and calls the example model in an AWS account on this machine.')
    .option('--keep', 'leave the account up until Ctrl-C and say how to call the endpoint', false)
    .option('--every <n>', 'replay only every n-th request of the days', wholeNumber, 1)
    .parse();
  const options = command.opts<StartOptions>();
  const started = performance.now();
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());

  const run = { replays: [], judged: [] } as unknown as Run;
  // Whatever a step was waiting for, an interruption ends it: the account goes down below.
  const interrupted = new Promise<never>((_, reject) => {
    stopping.signal.addEventListener('abort', () => reject(new Error('Interrupted')));
  });
  try {
    await Promise.race([steps(options, stopping.signal).run(run), interrupted]);
    console.log(
      `\n${renderSummary({ ...run, replay: together(run.replays), seconds: (performance.now() - started) / 1000 })}\n`,
    );
    if (options.keep) await keepOpen({ account: account(run), endpointName: ENDPOINT, row: run.row }, stopping.signal);
    return succeeded(run, options) ? 0 : 1;
  } catch (error) {
    console.error(`\n${pc.red((error as Error).message)}`);
    return stopping.signal.aborted ? 130 : 1;
  } finally {
    await run.account?.stop();
  }
}

void main().then((code) => process.exit(code));
