import { approvalOf, type ReleaseHistory } from '../../lambda/decide/release';
import {
  RELEASE_SCHEMA_VERSION,
  type ReleaseDeployment,
  type ReleasedModel,
  type VersionApproval,
} from '../../lib/contract';
import type { Caller, OperatorLedger } from './account';
import { OperatorError } from './operator-error';

type Version = Pick<ReleasedModel, 'name' | 'version' | 'manifestSha256'>;

function record(
  { name, version, manifestSha256 }: Version,
  { userId, arn }: Caller,
  role: VersionApproval['role'],
  at: Date,
  note?: string,
): VersionApproval {
  return {
    schemaVersion: RELEASE_SCHEMA_VERSION,
    manifestSha256,
    modelName: name,
    version,
    userId,
    by: arn,
    at: at.toISOString(),
    role,
    note,
  };
}

/**
 * Makes sure that the ledger knows who wrote a version: the first one who brings it.
 *
 * @returns all that people have written about the version
 */
export async function registerAuthor(
  version: Version,
  caller: Caller,
  ledger: OperatorLedger,
  at: Date,
): Promise<readonly VersionApproval[]> {
  const records = await ledger.approvals(version.manifestSha256);
  if (records.some(({ role }) => role === 'AUTHOR')) return records;
  const own = record(version, caller, 'AUTHOR', at);
  // Not written where this person has a record: then the index was late, or the person has approved it before.
  return (await ledger.register(own)) ? [...records, own] : ledger.approvals(version.manifestSha256);
}

/**
 * Approves a version for production.
 *
 * @throws OperatorError where the caller wrote it, or nobody is known to have
 */
export async function approve(
  version: Version,
  caller: Caller,
  ledger: OperatorLedger,
  at: Date,
  note: string | undefined,
): Promise<'approved' | 'approved before'> {
  const records = await ledger.approvals(version.manifestSha256);
  const authors = records.filter(({ role }) => role === 'AUTHOR');
  const named = `${version.name} ${version.version}`;
  if (authors.some(({ userId }) => userId === caller.userId)) throw ownVersion(named, caller);
  if (authors.length === 0) {
    throw new OperatorError(
      `Nobody is known as the author of ${named}, manifest ${version.manifestSha256.slice(0, 12)}…: its author runs "production-ml promote" first, which registers it.`,
    );
  }
  if (await ledger.register(record(version, caller, 'APPROVER', at, note))) return 'approved';
  // The index may be behind: the record itself says what this person is.
  const again = await ledger.approvals(version.manifestSha256);
  const own = again.find(({ userId }) => userId === caller.userId);
  if (own?.role === 'AUTHOR') throw ownVersion(named, caller);
  return 'approved before';
}

function ownVersion(named: string, { arn }: Caller): OperatorError {
  return new OperatorError(
    `${arn} wrote ${named} and cannot approve it: another principal has to. Nothing was recorded.`,
  );
}

/** Who has still to do what before a version may be promoted, in a sentence; undefined where nobody has. */
export function missingApproval(
  model: ReleasedModel,
  role: 'champion' | 'challenger' | 'shadow',
  required: ReleaseDeployment['approval'],
  history: ReleaseHistory,
  records: readonly VersionApproval[],
): string | undefined {
  const approval = approvalOf(model, role !== 'shadow', undefined, required, history, records);
  if (!('missing' in approval)) return undefined;
  const own = approval.byAuthorOnly ? ' Its author has approved it, which does not count.' : '';
  return `${model.name} ${model.version} is registered and waits for the approval of another principal than its author.${own}`;
}
