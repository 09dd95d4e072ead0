import { approvalOf, manifestSha256, type ReleaseHistory, releasedModel } from '../../../lambda/decide/release';
import type { Release, ReleaseRole, VersionApproval } from '../../../lib/contract';
import { manifest } from '../../release-machine/world';

const model = releasedModel(manifest(2), 's3://artifacts/models/2');
const NOBODY: ReleaseHistory = { releases: new Map(), outcomes: new Map() };

function lived(role: ReleaseRole, state: 'LIVE' | 'ROLLED_BACK' = 'LIVE'): ReleaseHistory {
  const release = { number: 1, variants: [{ role, model }] } as unknown as Release;
  return {
    releases: new Map([[1, release]]),
    outcomes: new Map([[1, { schemaVersion: 1, number: 1, state, at: '', executionArn: '' }]]),
  };
}

const wrote = (userId: string, role: VersionApproval['role']): VersionApproval => ({
  schemaVersion: 1,
  manifestSha256: model.manifestSha256,
  modelName: 'flights',
  version: '2.0.0',
  userId,
  by: `arn:${userId}`,
  at: '2026-11-25T12:00:00Z',
  role,
});

const kindOf = (history: ReleaseHistory, records: VersionApproval[] = [], answers = true) => {
  const approval = approvalOf(model, answers, undefined, 'ANOTHER_PRINCIPAL', history, records);
  return 'missing' in approval ? 'missing' : approval.kind;
};

test('somebody else than the author approves a version, and is named', () => {
  const records = [wrote('ada', 'AUTHOR'), wrote('grace', 'APPROVER')];
  expect(approvalOf(model, true, undefined, 'ANOTHER_PRINCIPAL', NOBODY, records)).toMatchObject({
    kind: 'PRINCIPAL',
    by: 'arn:grace',
  });
});

test.each([
  ['nobody', []],
  ['its author', [wrote('ada', 'AUTHOR'), wrote('ada', 'APPROVER')]],
  ['somebody, while nobody knows who wrote it', [wrote('grace', 'APPROVER')]],
  ['somebody who also wrote it', [wrote('ada', 'AUTHOR'), wrote('grace', 'AUTHOR'), wrote('grace', 'APPROVER')]],
])('a version that %s approved is not approved', (_who, records) => {
  expect(kindOf(NOBODY, records)).toBe('missing');
});

test('having answered requests is an approval, having been a shadow or rolled back is none', () => {
  expect(kindOf(lived('champion'))).toBe('SERVED_BEFORE');
  expect(kindOf(lived('shadow'))).toBe('missing');
  expect(kindOf(lived('champion', 'ROLLED_BACK'))).toBe('missing');
});

test('a shadow may go on being one', () => {
  expect(kindOf(lived('shadow'), [], false)).toBe('SERVED_BEFORE');
});

test('a deployed template and an endpoint that asks for none say so', () => {
  expect(approvalOf(model, true, 'TEMPLATE', 'ANOTHER_PRINCIPAL', NOBODY, [])).toMatchObject({ kind: 'TEMPLATE' });
  expect(approvalOf(model, true, undefined, 'NOT_REQUIRED', NOBODY, [])).toMatchObject({ kind: 'NOT_REQUIRED' });
});

test('the identity of a version does not depend on where its artifact lies, and on everything else', () => {
  const one = manifest(2);
  expect(manifestSha256({ ...one, artifact: { ...one.artifact, uri: 's3://elsewhere/model.tar.gz' } })).toBe(
    manifestSha256(one),
  );
  expect(manifestSha256({ ...one, image: one.image.replace(/.$/, '0') })).not.toBe(
    manifestSha256({ ...one, image: one.image.replace(/.$/, '1') }),
  );
});
