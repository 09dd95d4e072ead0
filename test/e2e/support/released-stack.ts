import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { marshall } from '@aws-sdk/util-dynamodb';
import { App, Stack } from 'aws-cdk-lib';
import { DynamoLedger } from '../../../lambda/aws/release-ledger';
import { manifestSha256 } from '../../../lambda/decide/release';
import {
  deploymentRecordName,
  type LedgerHead,
  LedgerSort,
  type ModelManifestDocument,
  principalPartition,
  type Release,
  type ReleaseDeployment,
  type ReleaseRequest,
  type ReleaseState,
  type ReleaseStep,
  type VersionApproval,
} from '../../../lib/contract';
import { LocalAccount, type LocalAccountProps } from '../../local-aws/account';
import type { CdkResult } from '../../local-aws/cdk-cli';
import { TINY_MODEL_COMMAND, type TinyModel, type TinyModelOptions, writeTinyModel } from './tiny-model';
import { askVersion, ConstantTraffic } from './traffic';

// CDK's built-in template validation costs seconds a synthesis.
process.env['CDK_VALIDATION'] = 'false';

const REGION = 'eu-central-1';

/** A stack of one test, deployed by the CDK CLI again and again into an account that enforces IAM, and its endpoint. */
export class ReleasedStack {
  readonly stackName = 'Flights';

  static async start(endpointName: string, props: LocalAccountProps = {}): Promise<ReleasedStack> {
    const account = await LocalAccount.start({ region: REGION, auth: true, ...props });
    await account.bootstrap();
    return new ReleasedStack(account, endpointName);
  }

  private readonly states: SFNClient;
  private readonly runtime: SageMakerRuntimeClient;
  private assembly = '';
  private deployments = 0;

  private constructor(
    readonly account: LocalAccount,
    readonly endpointName: string,
    private readonly folder = mkdtempSync(path.join(tmpdir(), 'released-')),
    private readonly models = new Map<string, TinyModel>(),
  ) {
    this.states = new SFNClient(account.clientConfig);
    this.runtime = new SageMakerRuntimeClient(account.clientConfig);
  }

  /** Another endpoint of the same stack. */
  beside(endpointName: string): ReleasedStack {
    return new ReleasedStack(this.account, endpointName, this.folder, this.models);
  }

  /** Requests that never stop, without taking this machine for themselves. */
  traffic(concurrency = 2, pauseMillis = 20): ConstantTraffic {
    return new ConstantTraffic(this.runtime, this.endpointName, concurrency, pauseMillis);
  }

  async stop(): Promise<void> {
    await this.account.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A model version, written when it is first asked for. */
  async version(version: string, options: Partial<TinyModelOptions> = {}): Promise<TinyModel> {
    const known = this.models.get(version);
    if (known !== undefined) return known;
    const made = await writeTinyModel(this.folder, {
      ...{ version, account: this.account.accountId, region: REGION },
      ...options,
    });
    const images = new Set([...this.models.values()].map(({ image }) => image));
    if (!images.has(made.image)) {
      await this.account.registerImage({ image: made.image, command: TINY_MODEL_COMMAND });
    }
    this.models.set(version, made);
    return made;
  }

  /** Deploys the stacks that are defined. A failure is in the result, not thrown. */
  async tryDeploy(define: (stack: Stack) => void): Promise<CdkResult> {
    this.assembly = path.join(this.folder, `cdk.out.${this.deployments++}`);
    const app = new App({ outdir: this.assembly });
    define(new Stack(app, this.stackName, { env: { account: this.account.accountId, region: REGION } }));
    app.synth();
    return this.account.cdk(['deploy', '--all', '--require-approval', 'never'], { app: this.assembly });
  }

  /** @throws Error with the CLI's output */
  async deploy(define: (stack: Stack) => void): Promise<void> {
    const { exitCode, output } = await this.tryDeploy(define);
    if (exitCode !== 0) throw new Error(output);
  }

  async destroy(): Promise<CdkResult> {
    return this.account.cdk(['destroy', '--all', '--force'], { app: this.assembly });
  }

  async stackStatus(): Promise<string | undefined> {
    const client = new CloudFormationClient(this.account.clientConfig);
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: this.stackName }));
    return Stacks?.[0]?.StackStatus;
  }

  /** The version that answers, as it says itself. */
  answering(): Promise<string> {
    return askVersion(this.runtime, this.endpointName);
  }

  async deployment(): Promise<ReleaseDeployment> {
    const Name = deploymentRecordName(this.endpointName, 'release');
    const { Parameter } = await new SSMClient(this.account.clientConfig).send(new GetParameterCommand({ Name }));
    return JSON.parse(Parameter?.Value ?? '{}').deployment;
  }

  async ledger(table?: string): Promise<DynamoLedger> {
    const dynamo = new DynamoDBClient(this.account.clientConfig);
    return new DynamoLedger(dynamo, table ?? (await this.deployment()).table, this.endpointName);
  }

  async head(): Promise<LedgerHead | undefined> {
    return (await this.ledger()).head();
  }

  /** @throws Error where the ledger does not have it */
  async release(number: number): Promise<Release> {
    const record = (await (await this.ledger()).releases()).get(number);
    if (record === undefined) throw new Error(`There is no release ${number}.`);
    return record.release;
  }

  /** Uploads a version's artifact where candidates lie, and says how its promotion is asked for. */
  async promotionOf(version: string, options: Partial<TinyModelOptions> = {}): Promise<ReleaseRequest> {
    const { manifest } = await this.version(version, options);
    const document = JSON.parse(readFileSync(manifest, 'utf8'));
    const { artifactBucket: Bucket, candidatePrefix } = await this.deployment();
    const Key = `${candidatePrefix}${version}.tar.gz`;
    const Body = readFileSync(path.join(path.dirname(manifest), document.artifact.file));
    await new S3Client(this.account.clientConfig).send(new PutObjectCommand({ Bucket, Key, Body }));
    const artifact = { uri: `s3://${Bucket}/${Key}`, sha256: document.artifact.sha256 };
    return { schemaVersion: 1, operation: 'PROMOTE', manifest: { ...document, artifact } };
  }

  /** Has one person write a version and another one approve it. */
  async approve(version: string): Promise<void> {
    const { manifest } = await this.version(version);
    const document: ModelManifestDocument = JSON.parse(readFileSync(manifest, 'utf8'));
    const { table: TableName } = await this.deployment();
    const dynamo = new DynamoDBClient(this.account.clientConfig);
    const named = { manifestSha256: manifestSha256(document), modelName: document.name, version };
    for (const [userId, role] of [['AIDAAUTHOR', 'AUTHOR'] as const, ['AIDAREVIEWER', 'APPROVER'] as const]) {
      const by = `arn:aws:iam::${this.account.accountId}:user/${userId}`;
      const record: VersionApproval = { schemaVersion: 1, ...named, userId, by, at: new Date().toISOString(), role };
      const key = { pk: principalPartition(userId), sk: LedgerSort.approval(named.manifestSha256) };
      await dynamo.send(new PutItemCommand({ TableName, Item: marshall({ ...key, ...record }) }));
    }
  }

  /** Starts a machine. */
  async begin(machine: 'release' | 'rollback', request: object, name?: string): Promise<string> {
    const stateMachineArn = `arn:aws:states:${REGION}:${this.account.accountId}:stateMachine:${this.endpointName}-${machine}`;
    const input = JSON.stringify(request);
    const { executionArn } = await this.states.send(new StartExecutionCommand({ stateMachineArn, name, input }));
    return executionArn ?? '';
  }

  async ended(executionArn: string): Promise<DescribeExecutionOutput> {
    for (;;) {
      const execution = await this.states.send(new DescribeExecutionCommand({ executionArn }));
      if (execution.status !== 'RUNNING') return execution;
      await sleep(100);
    }
  }

  /** What an execution has done up to now, oldest first. */
  async history(executionArn: string): Promise<HistoryEvent[]> {
    const command = new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 });
    return (await this.states.send(command)).events ?? [];
  }

  /** Waits until an execution is about to take a step. @throws Error where it ends before */
  async enters(executionArn: string, step: ReleaseStep): Promise<void> {
    for (;;) {
      const events = await this.history(executionArn);
      if (events.some(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name === step)) return;
      const last = events.at(-1)?.type ?? '';
      if (/^Execution(Succeeded|Failed)$/.test(last)) throw new Error(`${last} before ${step}`);
      await sleep(20);
    }
  }

  /** Starts a machine and waits for its end; that of the release machine, where the other one started it. */
  async run(machine: 'release' | 'rollback', request: object): Promise<DescribeExecutionOutput> {
    const entered = await this.ended(await this.begin(machine, request));
    const { executionArn } = JSON.parse(entered.output ?? '{}');
    return executionArn === undefined ? entered : this.ended(executionArn);
  }

  /** Executions of the release machine by name, whose names begin as given. */
  async executions(prefix = ''): Promise<Map<string, string>> {
    const { stateMachineArn } = await this.deployment();
    const { executions = [] } = await this.states.send(
      new ListExecutionsCommand({ stateMachineArn, maxResults: 1000 }),
    );
    const named = executions.map(({ name = '', status = '' }) => [name, status] as const);
    return new Map(named.filter(([name]) => name.startsWith(prefix)));
  }

  /** Waits until nothing of the machine runs and nothing is left to be settled. @throws Error after the time given */
  async settled(seconds = 60): Promise<LedgerHead> {
    const until = Date.now() + seconds * 1000;
    for (;;) {
      const head = await this.head();
      const running = [...(await this.executions()).values()].some((status) => status === 'RUNNING');
      if (head !== undefined && head.lock === undefined && head.inFlight === undefined && !running) return head;
      if (Date.now() > until) throw new Error(`After ${seconds} s it is still unsettled: ${JSON.stringify(head)}`);
      await sleep(100);
    }
  }

  /** What became of each release, by number. */
  async outcomes(): Promise<Map<number, ReleaseState>> {
    const outcomes = await (await this.ledger()).outcomes();
    return new Map([...outcomes].map(([number, { state }]) => [number, state]));
  }
}
