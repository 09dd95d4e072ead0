#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { addAbortCommand } from './commands/abort';
import { addApproveCommand } from './commands/approve';
import { addBaselineCommands } from './commands/baseline';
import { addComplianceCommands } from './commands/compliance';
import { addDriftCommands } from './commands/drift';
import { ExitCode } from './commands/exit-codes';
import { addPinCommands } from './commands/pin';
import { addPromoteCommand } from './commands/promote';
import { addReleasesCommands } from './commands/releases';
import { addRepairCommand } from './commands/repair';
import { addRollbackCommand } from './commands/rollback';
import { addShiftCommand } from './commands/shift';
import { addStatusCommand } from './commands/status';
import { LOCAL_OPERATOR } from './release/local-operator';

/** Errors that tell the reader what to do; of all others the stack is wanted. */
const EXPLAINED = [
  ...['BaselineError', 'BaselineRefusedError', 'SchemaMisfitError', 'UnreadableDataError', 'RangeError'],
  ...['ComplianceInputError', 'ValidationError', 'DeploymentNotFoundError', 'OperatorError'],
];

async function main(): Promise<void> {
  const program = new Command('production-ml').description('Operate models in production').exitOverride();
  program.configureHelp({ showGlobalOptions: true });
  addStatusCommand(program, LOCAL_OPERATOR);
  addReleasesCommands(program, LOCAL_OPERATOR);
  addPromoteCommand(program, LOCAL_OPERATOR);
  addApproveCommand(program, LOCAL_OPERATOR);
  addRollbackCommand(program, LOCAL_OPERATOR);
  addAbortCommand(program, LOCAL_OPERATOR);
  addPinCommands(program, LOCAL_OPERATOR);
  addShiftCommand(program, LOCAL_OPERATOR);
  addRepairCommand(program, LOCAL_OPERATOR);
  addBaselineCommands(program);
  addDriftCommands(program);
  addComplianceCommands(program);
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? ExitCode.OK : ExitCode.USAGE;
    else {
      const known = error instanceof Error && EXPLAINED.includes(error.name);
      console.error(known ? error.message : error);
      process.exitCode = ExitCode.FAILED;
    }
  }
}

void main();
