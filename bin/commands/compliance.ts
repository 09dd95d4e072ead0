import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Command, Option } from 'commander';
import {
  ComplianceInputError,
  checkTemplates,
  explain,
  type FailOn,
  type Files,
  FORMATS,
  type Format,
  notesOn,
  reaches,
  readTemplates,
  render,
} from '../../lib/compliance/cli';
import type { Iso27001ChecksProps } from '../../lib/compliance/iso27001-checks-props';
import { printable } from '../../lib/compliance/report/describe';
import { statementCsv } from '../../lib/compliance/report/statement-csv';
import { statementHtml } from '../../lib/compliance/report/statement-html';
import type { TemplateSource } from '../../lib/compliance/template';
import { ComplianceProfile } from '../../lib/core/compliance-profile';
import { parseComplianceOptions } from '../config/compliance-options';
import { parseCloudFormationYaml } from '../readers/cloudformation-yaml';
import { parseJsonText } from '../readers/json-text';
import { ExitCode } from './exit-codes';

/** The findings reached `--fail-on`. */
const BREACH = 3;

const DISK: Files = {
  isFolder: (file) => statSync(file, { throwIfNoEntry: false })?.isDirectory() === true,
  read: (file) => readFileSync(file, 'utf8'),
};

interface RunOptions {
  readonly profile?: ComplianceProfile;
  readonly options?: string;
  readonly today?: string;
}

interface CheckOptions extends RunOptions {
  readonly format: Format;
  readonly out?: string;
  readonly failOn: FailOn;
}

interface StatementOptions extends RunOptions {
  readonly out: string;
}

/** Adds `compliance check`, `compliance explain` and `compliance soa`. */
export function addComplianceCommands(program: Command): void {
  const compliance = program.command('compliance').description('Check templates against ISO/IEC 27001:2022 Annex A');
  const onTemplates = (name: string, description: string) =>
    compliance
      .command(name)
      .description(description)
      .argument('<paths...>', 'cdk.out folders, or CloudFormation templates in JSON or YAML')
      .addOption(
        new Option('--profile <profile>', 'how strict (default: that of --options, else business)').choices(
          Object.values(ComplianceProfile),
        ),
      )
      .option('--options <file>', 'JSON with the options of Iso27001Checks: allowedRegions, acknowledgements, …')
      .option('--today <day>', 'day on which expiries are judged, as 2026-11-23');
  onTemplates('check', 'Run all checks, without any change to the app')
    .addOption(new Option('--format <format>', 'what to print').choices([...FORMATS]).default('table'))
    .option('--out <file>', 'write there instead of the standard output')
    .addOption(
      new Option('--fail-on <level>', 'exit with 3 at or above this')
        .choices(['error', 'warning', 'never'])
        .default('error'),
    )
    .addHelpText(
      'after',
      '\nExit codes: 0 nothing at or above --fail-on, 1 input that cannot be used, 2 wrong command line,\n' +
        '3 findings at or above --fail-on.',
    )
    .action(check);
  onTemplates('soa', 'Write the Statement of Applicability over all 93 controls')
    .option('--out <folder>', 'folder for the HTML and the CSV file', '.')
    .action(statement);
  compliance
    .command('explain')
    .description('Say what a control or a check asks for, and why')
    .argument('<name>', '8.24, A.10.1.1, 77, BucketCustomerKey')
    .action((name: string) => console.log(explain(name)));
}

function evaluate(paths: readonly string[], run: RunOptions) {
  const sources = eachOnce(paths.flatMap((file) => readTemplates(file, DISK, parseCloudFormationYaml)));
  for (const note of sources.flatMap((source) => notesOn(source, sources))) console.error(printable(note));
  const options = optionsFrom(run.options);
  const today = run.today ?? options.today ?? new Date().toISOString().slice(0, 'yyyy-mm-dd'.length);
  return checkTemplates(sources, { ...options, profile: run.profile ?? options.profile, today });
}

/** A template that several paths lead to is checked once; nested stacks made from one file are several. */
function eachOnce(sources: readonly TemplateSource[]): readonly TemplateSource[] {
  const identities = new Map<string, TemplateSource>();
  for (const source of sources) {
    const place = source.parent ? `${path.resolve(source.parent.templateId)}#${source.parent.logicalId}` : '';
    const identity = `${place}|${path.resolve(source.file ?? source.id)}`;
    if (!identities.has(identity)) identities.set(identity, source);
  }
  return [...identities.values()];
}

function optionsFrom(file: string | undefined): Iso27001ChecksProps {
  if (file === undefined) return {};
  let document: unknown;
  try {
    document = parseJsonText(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ComplianceInputError(
      `${file} holds no options: ${reason}. Give JSON such as {"allowedRegions":["eu-west-1"]}.`,
    );
  }
  return parseComplianceOptions(document, file);
}

/** @throws ComplianceInputError where the file cannot be written */
function write(file: string, text: string): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ComplianceInputError(`${file} cannot be written: ${reason}. Give --out another place.`);
  }
}

function check(paths: readonly string[], options: CheckOptions): void {
  const evaluation = evaluate(paths, options);
  const text = render(evaluation, options.format);
  if (options.out === undefined) process.stdout.write(text);
  else write(options.out, text);
  process.exitCode = reaches(evaluation, options.failOn) ? BREACH : ExitCode.OK;
}

function statement(paths: readonly string[], options: StatementOptions): void {
  const evaluation = evaluate(paths, options);
  for (const [extension, text] of Object.entries({ html: statementHtml(evaluation), csv: statementCsv(evaluation) })) {
    const file = path.join(options.out, `statement-of-applicability.${extension}`);
    write(file, text);
    console.log(file);
  }
}
