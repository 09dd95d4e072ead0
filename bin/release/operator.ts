import type { ReleaseAccount } from './account';

/** Where a command reads and writes. */
export interface Terminal {
  /** Results, one line or more. */
  print(text: string): void;
  /** Progress and remarks; never mixed with results. */
  note(text: string): void;
  /** Replaces what the line says so far; used only where `lively`. */
  redraw(line: string): void;
  /** Whether notes go to a terminal that can redraw a line. */
  readonly lively: boolean;
  /** Whether somebody is there to answer. */
  readonly attended: boolean;
  ask(question: string): Promise<boolean>;
  /** Calls back once on Ctrl-C. @returns how to stop listening */
  onInterrupt(callback: () => void): () => void;
  /** Exit code of the command. */
  end(code: number): void;
}

/** What the commands of an operator work with. */
export interface Operator {
  readonly terminal: Terminal;
  /** Loads the AWS clients: only commands that need them pay for it. */
  connect(): Promise<ReleaseAccount>;
  now(): Date;
  pause(milliseconds: number): Promise<void>;
  /** Text that no other request has. */
  nonce(): string;
}
