#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { ExitCode } from './commands/exit-codes';
import { addReleaseCommands } from './commands/release-commands';
import { LOCAL_OPERATOR } from './release/local-operator';
import { plainLines } from './terminal/plain-text';

/** Errors that tell the reader what to do; of all others the stack is wanted. */
const EXPLAINED = [
  ...['BaselineError', 'BaselineRefusedError', 'SchemaMisfitError', 'UnreadableDataError', 'RangeError'],
  ...['ComplianceInputError', 'ValidationError', 'DeploymentNotFoundError', 'OperatorError'],
];

/** Groups of commands by name: at night nobody waits for the engine of one that was not asked for. */
const GROUPS: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  baseline: async () => (await import('./commands/baseline')).addBaselineCommands,
  drift: async () => (await import('./commands/drift')).addDriftCommands,
  compliance: async () => (await import('./commands/compliance')).addComplianceCommands,
};

/** Adds the group that is asked for, or all of them where a list of commands may be shown. */
async function addGroups(program: Command, asked = ''): Promise<void> {
  if (program.commands.some((command) => command.name() === asked)) return;
  const groups = Object.hasOwn(GROUPS, asked) ? [asked] : Object.keys(GROUPS);
  for (const group of groups) (await GROUPS[group]?.())?.(program);
}

/** Whoever reads may stop reading (`| head`): what was asked for is done to its end all the same. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

async function main(): Promise<void> {
  process.stdout.on('error', ignoreClosedPipe);
  const program = new Command('production-ml').description('Operate models in production').exitOverride();
  program.configureHelp({ showGlobalOptions: true });
  addReleaseCommands(program, LOCAL_OPERATOR);
  await addGroups(program, process.argv[2]);
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? ExitCode.OK : ExitCode.USAGE;
    else {
      const known = error instanceof Error && EXPLAINED.includes(error.name);
      console.error(known ? plainLines(error.message) : error);
      process.exitCode = ExitCode.FAILED;
    }
  }
}

void main();
