import { type Command, InvalidArgumentError } from 'commander';
import { manifestSha256 } from '../../lambda/decide/release';
import type { OperatorLedger } from '../release/account';
import { approve } from '../release/authorship';
import type { Operator } from '../release/operator';
import { OperatorError } from '../release/operator-error';
import { readManifest } from '../release/read-manifest';
import { plainText } from '../terminal/plain-text';
import { confirmed, type EndpointOptions, onEndpoint, printJson, withEndpoint } from './endpoint-options';
import { ledgerText } from './option-values';

interface ApproveOptions extends EndpointOptions {
  readonly manifest?: string;
  readonly sha256?: string;
  readonly note?: string;
  readonly yes?: boolean;
}

function sha256(text: string): string {
  if (/^[0-9a-f]{64}$/.test(text)) return text;
  throw new InvalidArgumentError('Give 64 lower-case hexadecimal digits.');
}

interface NamedVersion {
  readonly name: string;
  readonly version: string;
  readonly manifestSha256: string;
}

async function versionOf(options: ApproveOptions): Promise<NamedVersion | { readonly manifestSha256: string }> {
  if (options.manifest !== undefined && options.sha256 === undefined) {
    const manifest = await readManifest(options.manifest);
    return { name: manifest.name, version: manifest.version, manifestSha256: manifestSha256(manifest) };
  }
  if (options.sha256 !== undefined && options.manifest === undefined) return { manifestSha256: options.sha256 };
  throw new RangeError('Give either --manifest or --sha256: which version is approved?');
}

/** What the author called it. */
async function registered(sha256OfManifest: string, ledger: OperatorLedger): Promise<NamedVersion> {
  const author = (await ledger.approvals(sha256OfManifest)).find(({ role }) => role === 'AUTHOR');
  if (author === undefined) {
    throw new OperatorError(
      `Nobody has registered a version with the manifest ${sha256OfManifest}. Its author runs "production-ml promote" first.`,
    );
  }
  return { name: author.modelName, version: author.version, manifestSha256: sha256OfManifest };
}

/** Adds `approve`. */
export function addApproveCommand(program: Command, operator: Operator): void {
  withEndpoint(program.command('approve'))
    .description('Approve a model version that somebody else wrote, so that it may be promoted')
    .option('--manifest <file>', 'model.json of the version')
    .option('--sha256 <hex>', 'or the SHA-256 of its manifest, as promote says it', sha256)
    .option('--note <text>', 'what you have looked at; it is kept in the ledger', ledgerText)
    .option('--yes', 'do not ask for confirmation')
    .addHelpText(
      'after',
      '\nYou are whoever AWS says you are (STS GetCallerIdentity); your own version you cannot approve.\n' +
        'Exit codes: 0 approved, 1 refused, not confirmed, no rights or no connection, 2 wrong command line.',
    )
    .action(async (options: ApproveOptions) => {
      const given = await versionOf(options);
      await onEndpoint(operator, options, async ({ account, access }) => {
        const caller = await account.caller();
        const version = 'name' in given ? given : await registered(given.manifestSha256, access.ledger);
        const named = plainText(`${version.name} ${version.version}`, 160);
        const question = `${named}, manifest ${version.manifestSha256.slice(0, 12)}…: approve it as ${plainText(caller.arn)}?`;
        if (!(await confirmed(question, options, operator))) throw new OperatorError('Nothing was recorded.');
        const outcome = await approve(version, caller, access.ledger, operator.now(), options.note);
        if (options.json) printJson(operator, { schemaVersion: 1, outcome, ...version, by: caller.arn });
        else operator.terminal.print(`${named} is ${outcome} by ${plainText(caller.arn)}.`);
      });
    });
}
