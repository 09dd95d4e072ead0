import type { AccessKey } from './access-key';
import { productionMl as commandLine } from './command-line';
import type { ReleasedStack } from './released-stack';

export interface ProgramResult {
  readonly exitCode: number;
  /** What it printed with `--json`. */
  // biome-ignore lint/suspicious/noExplicitAny: documents of many commands
  readonly document: any;
  readonly stderr: string;
  /** Beginning and end, milliseconds of the clock. */
  readonly began: number;
  readonly ended: number;
}

/** Runs a command on an endpoint as an operator's script does. */
export async function productionMl(
  { account, endpointName }: ReleasedStack,
  args: readonly string[],
  key?: AccessKey,
): Promise<ProgramResult> {
  const env = { PRODUCTION_ML_ENDPOINT: endpointName };
  const began = Date.now();
  const { exitCode, stdout, stderr } = await commandLine(account, [...args, '--json'], { key, env });
  const document = stdout.trim() === '' ? undefined : JSON.parse(stdout);
  return { exitCode, document, stderr, began, ended: Date.now() };
}
