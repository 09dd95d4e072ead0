#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { addBaselineCommands } from './commands/baseline';
import { addComplianceCommands } from './commands/compliance';
import { addDriftCommands } from './commands/drift';
import { ExitCode } from './commands/exit-codes';
import { addReleaseCommands } from './commands/release-commands';
import { LOCAL_OPERATOR } from './release/local-operator';
import { plainLines } from './terminal/plain-text';

/** Errors that tell the reader what to do; of all others the stack is wanted. */
const EXPLAINED = [
  ...['BaselineError', 'BaselineRefusedError', 'SchemaMisfitError', 'UnreadableDataError', 'RangeError'],
  ...['ComplianceInputError', 'ValidationError', 'DeploymentNotFoundError', 'OperatorError'],
];

async function main(): Promise<void> {
  const program = new Command('production-ml').description('Operate models in production').exitOverride();
  program.configureHelp({ showGlobalOptions: true });
  addReleaseCommands(program, LOCAL_OPERATOR);
  addBaselineCommands(program);
  addDriftCommands(program);
  addComplianceCommands(program);
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
