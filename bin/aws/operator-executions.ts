import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  GetExecutionHistoryCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { StateMachineExecutions } from '../../lambda/aws/executions';
import { type ReleaseRequest, rollbackExecutionName } from '../../lib/contract';
import type { EnteredState, ExecutionState, OperatorExecutions } from '../release/account';
import { isForbidden } from '../release/operator-error';

const PAGE = 100;
/** Between two looks far fewer states are entered; at the first look the last ones will do. */
const MOST_PAGES = 3;

/** How long is waited for the machine behind the entry. */
const MOST_LOOKS = 60;
const LOOK_EVERY_MILLIS = 250;

const THROUGH_THE_ENTRY: readonly ReleaseRequest['operation'][] = ['ROLLBACK', 'ABORT'];

function executionOf(stateMachineArn: string, name: string): string {
  return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
}

/** Executions of one release machine, in Step Functions. */
export class StepFunctionsExecutions implements OperatorExecutions {
  /** @param rollbackStateMachineArn the machine of those who may roll back and stop, and do nothing else */
  constructor(
    private readonly client: SFNClient,
    private readonly stateMachineArn: string,
    private readonly rollbackStateMachineArn: string,
  ) {}

  async start(name: string, request: ReleaseRequest): Promise<string> {
    try {
      return await this.startIn(this.stateMachineArn, name, request);
    } catch (error) {
      if (!isForbidden(error) || !THROUGH_THE_ENTRY.includes(request.operation)) throw error;
      await this.startIn(this.rollbackStateMachineArn, name, request);
      const execution = executionOf(this.stateMachineArn, rollbackExecutionName(name));
      await this.untilStarted(execution);
      return execution;
    }
  }

  private async startIn(stateMachineArn: string, name: string, request: ReleaseRequest): Promise<string> {
    await new StateMachineExecutions(this.client).start(stateMachineArn, name, request);
    return executionOf(stateMachineArn, name);
  }

  /** The entry starts the machine within a second or two. */
  private async untilStarted(executionArn: string): Promise<void> {
    for (let look = 0; look < MOST_LOOKS; look++) {
      if ((await this.describe(executionArn)) !== undefined) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MILLIS));
    }
  }

  async describe(executionArn: string): Promise<ExecutionState | undefined> {
    try {
      const found = await this.client.send(new DescribeExecutionCommand({ executionArn }));
      return {
        // A redrive goes on where it stopped.
        status: found.status === 'PENDING_REDRIVE' || found.status === undefined ? 'RUNNING' : found.status,
        startedAt: found.startDate ?? new Date(),
        stoppedAt: found.stopDate,
        error: found.error,
        cause: found.cause,
        output: found.output,
      };
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return undefined;
      throw error;
    }
  }

  async entered(executionArn: string, afterId: number): Promise<readonly EnteredState[]> {
    const found: EnteredState[] = [];
    let nextToken: string | undefined;
    for (let page = 0; page < MOST_PAGES; page++) {
      const { events = [], nextToken: token }: { events?: HistoryEvent[]; nextToken?: string } = await this.client.send(
        new GetExecutionHistoryCommand({
          executionArn,
          reverseOrder: true,
          maxResults: PAGE,
          includeExecutionData: false,
          nextToken,
        }),
      );
      for (const { id = 0, timestamp, stateEnteredEventDetails } of events) {
        if (id <= afterId) return found.reverse();
        if (stateEnteredEventDetails?.name === undefined) continue;
        found.push({ id, name: stateEnteredEventDetails.name, at: timestamp ?? new Date() });
      }
      if (token === undefined) break;
      nextToken = token;
    }
    return found.reverse();
  }
}

interface HistoryEvent {
  readonly id?: number;
  readonly timestamp?: Date;
  readonly stateEnteredEventDetails?: { readonly name?: string };
}
