import { statSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { releasedModel } from '../../lambda/decide/release';
import type { ModelManifestDocument } from '../../lib/contract';
import { missingApproval, registerAuthor } from '../release/authorship';
import { type LedgerView, viewOf } from '../release/change-report';
import type { Operator } from '../release/operator';
import { inBucket, readManifest } from '../release/read-manifest';
import { summaryOf } from '../release/releases';
import { plainText } from '../terminal/plain-text';
import { Progress } from '../terminal/progress';
import { type ChangeOptions, change, withChange } from './change';
import { type OpenEndpoint, onEndpoint, printJson } from './endpoint-options';
import { ExitCode } from './exit-codes';

interface PromoteOptions extends ChangeOptions {
  readonly manifest: string;
  readonly role: 'champion' | 'challenger' | 'shadow';
}

/** Adds `promote`. */
export function addPromoteCommand(program: Command, operator: Operator): void {
  withChange(program.command('promote'))
    .description('Bring a model version into production, by the manifest that its training run wrote')
    .requiredOption('--manifest <file>', 'model.json; a local artifact beside it is uploaded')
    .addOption(
      new Option('--role <role>', 'champion: all requests; challenger: a share; shadow: copies')
        .choices(['champion', 'challenger', 'shadow'])
        .default('champion'),
    )
    .action(async (options: PromoteOptions) => {
      const manifest = await readManifest(options.manifest);
      await onEndpoint(operator, options, (open) => promote(manifest, open, options, operator));
    });
}

async function promote(
  manifest: ModelManifestDocument,
  open: OpenEndpoint,
  options: PromoteOptions,
  operator: Operator,
): Promise<void> {
  const view = await viewOf(open.access);
  const uri = await uploaded(manifest, open, operator);
  const version = inBucket(manifest, uri);
  const model = releasedModel(version, uri ?? '');
  const { access, account, deployment } = open;
  const records = await registerAuthor(model, await account.caller(), access.ledger, operator.now());
  const missing = missingApproval(model, options.role, deployment.approval, view.history, records);
  if (missing !== undefined) {
    const next = `production-ml approve --endpoint ${deployment.endpointName} --sha256 ${model.manifestSha256}`;
    sayMissing(missing, next, model.manifestSha256, options, operator);
    return;
  }
  const { role } = options;
  const wanted = { operation: 'PROMOTE' as const, manifest: version, role, expectedLive: view.head?.live };
  await change(open, view, { wanted, question: questionOf(version, role, view) }, options, operator);
}

async function uploaded(
  { name, version, artifact }: ModelManifestDocument,
  { access }: OpenEndpoint,
  { terminal }: Operator,
): Promise<string | undefined> {
  const { file, sha256, uri } = artifact;
  if (file === undefined) return uri;
  const sizeBytes = statSync(file).size;
  const progress = new Progress('Uploading', sizeBytes);
  try {
    const place = await access.candidates.put({ file, name, version, sha256, sizeBytes }, (bytes) =>
      progress.add(bytes),
    );
    progress.end();
    terminal.note(`  ${plainText(place)}`);
    return place;
  } finally {
    progress.end();
  }
}

function sayMissing(
  missing: string,
  next: string,
  manifestSha256: string,
  options: PromoteOptions,
  operator: Operator,
): void {
  if (options.json) {
    printJson(operator, {
      schemaVersion: 1,
      endpointName: options.endpoint,
      operation: 'PROMOTE',
      state: 'NOT_APPROVED',
      reason: missing,
      manifestSha256,
    });
  } else {
    operator.terminal.print(
      `${plainText(missing)}\nAnother person runs: ${plainText(next)}\nThen run this command again. Nothing has moved.`,
    );
  }
  operator.terminal.end(ExitCode.REFUSED);
}

function questionOf(manifest: ModelManifestDocument, role: PromoteOptions['role'], { live }: LedgerView): string {
  const version = plainText(`${manifest.name} ${manifest.version}`, 160);
  const serving = live === undefined ? 'No release' : `Release ${live.number} (${plainText(summaryOf(live), 80)})`;
  return `${serving} is live. ${version} becomes the ${role}. Promote?`;
}
