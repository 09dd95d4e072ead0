import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { ReleaseRequest } from '../../lib/contract';

/** Executions of the release machine. */
export interface Executions {
  /** Whether it runs now. One that nobody knows any more does not. */
  isRunning(executionArn: string): Promise<boolean>;
}

export class StateMachineExecutions implements Executions {
  constructor(private readonly client: SFNClient) {}

  async isRunning(executionArn: string): Promise<boolean> {
    try {
      const { status } = await this.client.send(new DescribeExecutionCommand({ executionArn }));
      return status === 'RUNNING' || status === 'PENDING_REDRIVE';
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return false;
      throw error;
    }
  }

  /** Starts an execution; the same name twice is one execution. */
  async start(stateMachineArn: string, name: string, request: ReleaseRequest): Promise<void> {
    try {
      await this.client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(request) }));
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  }
}
