import { Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import {
  RELEASE_SCHEMA_VERSION,
  RELEASE_SETTINGS,
  RELEASE_WATCH,
  type ReleaseFunctionSettings,
  type ReleaseWatchSettings,
} from '../contract';
import { RuntimeFunction } from '../core';
import {
  answerRights,
  type FunctionRights,
  hostingRights,
  ledgerRights,
  probeRights,
  watchRights,
} from './function-rights';
import type { MachineArns, MachineContext } from './machine-context';
import { ReleaseBundle, type ReleaseStepBundle } from './release-steps';

interface FunctionShape {
  readonly bundle: string;
  readonly description: string;
  readonly timeout: Duration;
  readonly memorySize?: number;
  readonly concurrency: number;
}

/** The functions of the release machine, each with a role of its own that may do what its steps do. */
export class ReleaseFunctions extends Construct {
  readonly ledger: RuntimeFunction;
  readonly hosting: RuntimeFunction;
  readonly probe: RuntimeFunction;
  readonly answer: RuntimeFunction;
  readonly watch: RuntimeFunction;

  constructor(
    scope: Construct,
    id: string,
    private readonly context: MachineContext,
    arns: MachineArns,
  ) {
    super(scope, id);
    const { endpointName } = context;
    this.ledger = this.make('Ledger', ledgerRights(this, context, arns), {
      bundle: ReleaseBundle.LEDGER,
      description: `Decides and records the releases of ${endpointName}`,
      timeout: Duration.minutes(1),
      concurrency: 5,
    });
    this.hosting = this.make('Hosting', hostingRights(this, context, arns), {
      bundle: ReleaseBundle.HOSTING,
      description: `Verifies and prepares the releases of ${endpointName}`,
      // A candidate's artifact is read and hashed: as long as Lambda allows, on one full core.
      timeout: Duration.minutes(15),
      memorySize: 1769,
      concurrency: 2,
    });
    this.probe = this.make('Probe', probeRights(this, context, arns), {
      bundle: ReleaseBundle.PROBE,
      description: `Sends golden requests to the releases of ${endpointName}`,
      timeout: Duration.minutes(15),
      concurrency: 2,
    });
    this.answer = this.make('Answer', answerRights(this, context, arns), {
      bundle: ReleaseBundle.ANSWER,
      description: `Takes CloudFormation's requests for ${endpointName} and answers them`,
      timeout: Duration.minutes(1),
      concurrency: 2,
    });
    this.watch = this.make('Watch', watchRights(this, context, arns), {
      bundle: ReleaseBundle.WATCH,
      description: `Compares ${endpointName} with its ledger`,
      timeout: Duration.minutes(5),
      concurrency: 1,
    });
    const watched: ReleaseWatchSettings = {
      stateMachineArn: arns.stateMachine,
      endpointArn: arns.endpoint,
      repair: context.repair,
    };
    this.watch.function.addEnvironment(RELEASE_WATCH, Stack.of(this).toJsonString(watched));
  }

  /** ARN of the function behind each bundle that the machine's steps name. */
  get arnsByBundle(): Readonly<Record<ReleaseStepBundle, string>> {
    return {
      [ReleaseBundle.LEDGER]: this.ledger.function.functionArn,
      [ReleaseBundle.HOSTING]: this.hosting.function.functionArn,
      [ReleaseBundle.PROBE]: this.probe.function.functionArn,
      [ReleaseBundle.ANSWER]: this.answer.function.functionArn,
    };
  }

  private make(id: string, rights: FunctionRights, shape: FunctionShape): RuntimeFunction {
    const { store, alerts, permissionsBoundary } = this.context;
    const made = new RuntimeFunction(this, id, {
      ...store.functionSettings,
      ...shape,
      permissionsBoundary,
      logsKey: store.keys.logs,
      messagingKey: store.keys.messaging,
      alarmActions: alerts?.alarmActions,
      environment: { [RELEASE_SETTINGS]: Stack.of(this).toJsonString(this.settings()) },
    });
    for (const statement of rights.statements) made.allow(statement);
    rights.grant?.(made.role);
    return made;
  }

  private settings(): ReleaseFunctionSettings {
    const { store, ledger, endpointName, retentionDays } = this.context;
    return {
      schemaVersion: RELEASE_SCHEMA_VERSION,
      endpointName,
      table: ledger.tableName,
      signingKeyArn: ledger.signingKey.keyArn,
      evidence: { bucket: store.evidenceBucket.bucketName, keyArn: store.evidenceKey.keyArn },
      artifacts: { bucket: store.artifactBucket.bucketName, keyArn: store.artifactKey.keyArn },
      retentionDays,
    };
  }
}
