import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeEndpointCommand, DescribeEndpointConfigCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { LedgerHead, ReleaseOutcome } from '../../../lib/contract';
import type { CdkResult } from '../../local-aws/cdk-cli';
import { type FlightsProps, flights } from '../support/flights';
import { ledgerEvents, toldSince } from '../support/ledger-events';
import { ReleasedStack } from '../support/released-stack';
import type { TinyModelOptions } from '../support/tiny-model';

/** Queue of the events that tell of differences between endpoint and ledger. */
export const DIFFERENCES = 'differences';

/** What an endpoint is at one moment. */
export interface Serving {
  /** The version that answers, as it says itself. */
  readonly version: string;
  readonly config?: string;
  readonly instanceType?: string;
  readonly live?: number;
  /** Releases that were ever written. */
  readonly written?: number;
}

/** One endpoint in one account: each test goes on from where the one before it left it. */
export class Story {
  readonly endpointName = 'flights';
  private stack?: ReleasedStack;

  async begin(): Promise<void> {
    // A model that never becomes healthy is waited for this long.
    this.stack = await ReleasedStack.start(this.endpointName, { startTimeoutSeconds: 10 });
    await this.stack.account.scaleWaits(0.1);
  }

  async end(): Promise<void> {
    await this.stack?.stop();
  }

  get released(): ReleasedStack {
    if (this.stack === undefined) throw new Error('The story has not begun.');
    return this.stack;
  }

  async tryDeploy(
    version: string,
    props: FlightsProps = {},
    model: Partial<TinyModelOptions> = {},
  ): Promise<CdkResult> {
    const { released, endpointName } = this;
    const beside: FlightsProps['beside'] = (stack, endpoint) => {
      const queue = new Queue(stack, 'Differences', { queueName: DIFFERENCES });
      endpoint.onDifference('Difference', { target: new SqsQueue(queue) });
      props.beside?.(stack, endpoint);
    };
    return released.tryDeploy(flights(endpointName, await released.version(version, model), { ...props, beside }));
  }

  /** @throws Error with the CLI's output */
  async deploy(version: string, props: FlightsProps = {}): Promise<string> {
    const { exitCode, output } = await this.tryDeploy(version, props);
    if (exitCode !== 0) throw new Error(output);
    return output;
  }

  async serving(): Promise<Serving> {
    const sageMaker = new SageMakerClient(this.released.account.clientConfig);
    const [version, head, endpoint] = await Promise.all([
      this.released.answering(),
      this.released.head(),
      sageMaker.send(new DescribeEndpointCommand({ EndpointName: this.endpointName })),
    ]);
    const { EndpointConfigName: config } = endpoint;
    const { ProductionVariants = [] } = await sageMaker.send(
      new DescribeEndpointConfigCommand({ EndpointConfigName: config }),
    );
    const { live, lastNumber: written } = head ?? ({} as Partial<LedgerHead>);
    return { version, config, instanceType: ProductionVariants[0]?.InstanceType, live, written };
  }

  /** State of an alarm of the template. */
  async alarm(name: string): Promise<string | undefined> {
    const { MetricAlarms = [] } = await new CloudWatchClient(this.released.account.clientConfig).send(
      new DescribeAlarmsCommand({ AlarmNames: [name] }),
    );
    return MetricAlarms[0]?.StateValue;
  }

  async outcome(number: number): Promise<ReleaseOutcome | undefined> {
    return (await (await this.released.ledger()).outcomes()).get(number);
  }

  /** What the ledger says of all that happens while something is done. */
  async toldOf(action: () => Promise<void>): Promise<string[]> {
    const since = new Date().toISOString();
    await action();
    return toldSince(await this.events(), since);
  }

  async events() {
    const { released, endpointName } = this;
    return ledgerEvents(released.account, (await released.deployment()).table, endpointName);
  }
}
