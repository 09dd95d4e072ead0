import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { ReleaseRequest } from '../../lib/contract';

/** How an execution came to its end. */
export interface ExecutionEnd {
  readonly input?: string;
  /** Absent where it succeeded, and where somebody stopped it without a word. */
  readonly error?: string;
}

/** Executions of the release machine. */
export interface Executions {
  /** Whether it runs now. One that nobody knows any more does not. */
  isRunning(executionArn: string): Promise<boolean>;
}

export class StateMachineExecutions implements Executions {
  constructor(private readonly client: SFNClient) {}

  async isRunning(executionArn: string): Promise<boolean> {
    try {
      // The rest is encrypted by the machine's key, which it takes another right to use.
      const { status } = await this.client.send(
        new DescribeExecutionCommand({ executionArn, includedData: 'METADATA_ONLY' }),
      );
      return status === 'RUNNING' || status === 'PENDING_REDRIVE';
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return false;
      throw error;
    }
  }

  /** Undefined where nobody knows it any more. Takes the right to decrypt what the machine encrypts. */
  async end(executionArn: string): Promise<ExecutionEnd | undefined> {
    try {
      const { input, error } = await this.client.send(new DescribeExecutionCommand({ executionArn }));
      return { input, error };
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return undefined;
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
