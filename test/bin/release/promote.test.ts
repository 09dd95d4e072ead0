import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { manifestSha256 } from '../../../lambda/decide/release';
import { ADA, awsError, DEPLOYMENT, GRACE, succeeded } from './support/fake-account';
import { manifestOf, promoted } from './support/ledger-story';
import { FakeOperator } from './support/run';

const folder = mkdtempSync(path.join(tmpdir(), 'promote-'));
const artifact = Buffer.from('the artifact of 3.0.0');
const sha256 = createHash('sha256').update(artifact).digest('hex');
const local = manifestOf('3.0.0', { artifact: { file: 'model.tar.gz', sha256, sizeBytes: artifact.length } });
const manifestFile = path.join(folder, 'model.json');
const identity = manifestSha256(local);

beforeEach(() => {
  writeFileSync(path.join(folder, 'model.tar.gz'), artifact);
  writeFileSync(manifestFile, JSON.stringify(local));
});
afterAll(() => rmSync(folder, { recursive: true }));

function operatorOf(approval: 'ANOTHER_PRINCIPAL' | 'NOT_REQUIRED' = 'ANOTHER_PRINCIPAL'): FakeOperator {
  const operator = new FakeOperator(promoted());
  operator.account.deployed = { ...DEPLOYMENT, approval };
  operator.account.script = { end: succeeded({ state: 'LIVE', release: 3 }) };
  return operator;
}

const promote = (operator: FakeOperator, ...more: string[]) =>
  operator.run('promote', '--manifest', manifestFile, ...more);
const approve = (operator: FakeOperator, ...more: string[]) =>
  operator.run('approve', ...(more.length === 0 ? ['--manifest', manifestFile] : more));

describe('promote', () => {
  test('uploads the artifact and asks for the version where it lies now', async () => {
    const operator = operatorOf('NOT_REQUIRED');
    const { code, error } = await promote(operator, '--reason', 'holdout +1 %');
    expect(error).toBeUndefined();
    expect(code).toBe(0);
    expect(operator.account.uploaded).toEqual([
      {
        file: path.join(folder, 'model.tar.gz'),
        name: 'flight-delay',
        version: '3.0.0',
        sha256,
        sizeBytes: artifact.length,
      },
    ]);
    const { request } = operator.account.started[0] as { request: object };
    expect(request).toMatchObject({ operation: 'PROMOTE', role: 'champion', expectedLive: 2, reason: 'holdout +1 %' });
    expect(request).toHaveProperty('manifest.artifact', {
      sha256,
      sizeBytes: artifact.length,
      uri: `s3://artifacts/candidates/${sha256}/model.tar.gz`,
    });
  });

  test('registers who wrote a version and moves nothing until somebody else has approved it', async () => {
    const operator = operatorOf();
    const waiting = await promote(operator);
    expect(waiting.code).toBe(5);
    expect(waiting.stdout).toContain(`production-ml approve --endpoint flight-delay --sha256 ${identity}`);
    expect(operator.account.started).toEqual([]);
    expect(operator.account.story.approvals).toMatchObject([{ role: 'AUTHOR', userId: ADA.userId, by: ADA.arn }]);

    operator.account.identity = GRACE;
    expect(await approve(operator, '--sha256', identity, '--note', 'looked at the card')).toMatchObject({ code: 0 });
    operator.account.identity = ADA;
    expect((await promote(operator)).code).toBe(0);
    expect(operator.account.started).toHaveLength(1);
    expect(operator.account.story.approvals).toMatchObject([
      { role: 'AUTHOR' },
      { role: 'APPROVER', userId: GRACE.userId, note: 'looked at the card', manifestSha256: identity },
    ]);
  });

  test('leaves the author the author where somebody else brings the version again', async () => {
    const operator = operatorOf();
    await promote(operator);
    operator.account.identity = GRACE;
    await promote(operator);
    expect(operator.account.story.approvals).toMatchObject([{ userId: ADA.userId }]);
  });

  test('says to programs that an approval is missing', async () => {
    const { stdout, code } = await promote(operatorOf(), '--json');
    expect(code).toBe(5);
    expect(JSON.parse(stdout)).toMatchObject({ state: 'NOT_APPROVED', manifestSha256: identity });
  });

  test('refuses bytes that are not those of the manifest, before anything is uploaded', async () => {
    writeFileSync(path.join(folder, 'model.tar.gz'), 'other bytes of 3.0.0!');
    const operator = operatorOf('NOT_REQUIRED');
    const { code, error } = await promote(operator);
    expect(code).toBe(1);
    expect(error?.name).toBe('ValidationError');
    expect(operator.account.calls).toEqual([]);
  });

  test('starts nothing where the upload is refused', async () => {
    const operator = operatorOf('NOT_REQUIRED');
    operator.account.refusals.set('put', awsError('AccessDenied', 's3:PutObject'));
    expect(await promote(operator)).toMatchObject({ code: 1, error: { name: 'OperatorError' } });
    expect(operator.account.started).toEqual([]);
  });

  test('refuses a manifest that Step Functions would not take', async () => {
    const importances = Object.fromEntries(Array.from({ length: 1 }, () => ['distance', 1]));
    const dataDescription = 'x'.repeat(300_000);
    const { artifact: _artifact, ...rest } = local;
    writeFileSync(
      manifestFile,
      JSON.stringify({ ...rest, artifact: local.artifact, importances, provenance: { dataDescription } }),
    );
    const operator = operatorOf('NOT_REQUIRED');
    const { code } = await promote(operator);
    expect(code).toBe(1);
    expect(operator.account.started).toEqual([]);
  });
});

describe('approve', () => {
  test('refuses one’s own version, and one that nobody has registered', async () => {
    const operator = operatorOf();
    expect((await approve(operator)).error?.message).toContain('Nobody is known as the author of flight-delay 3.0.0');
    expect((await approve(operator, '--sha256', identity)).error?.message).toContain('Nobody has registered');
    await promote(operator);
    const own = await approve(operator);
    expect(own.code).toBe(1);
    expect(own.error?.message).toContain('wrote flight-delay 3.0.0 and cannot approve it');
    expect(operator.account.story.approvals).toHaveLength(1);
  });

  test('finds out where the index is behind that it would be one’s own', async () => {
    const operator = operatorOf();
    await promote(operator);
    // Another author is known already; that this person is one too shows only when the record is written.
    const [record] = operator.account.story.approvals;
    operator.account.story.approvals.push({ ...(record as NonNullable<typeof record>), userId: GRACE.userId });
    const all = operator.account.ledger.approvals;
    let looks = 0;
    Object.assign(operator.account.ledger, {
      approvals: async (sha: string) => {
        looks += 1;
        const found = await all(sha);
        return looks === 1 ? found.filter(({ userId }) => userId !== ADA.userId) : found;
      },
    });
    expect((await approve(operator)).error?.message).toContain('cannot approve it');
  });

  test('twice is once', async () => {
    const operator = operatorOf();
    await promote(operator);
    operator.account.identity = GRACE;
    expect((await approve(operator)).stdout).toBe(`flight-delay 3.0.0 is approved by ${GRACE.arn}.\n`);
    const again = await approve(operator, '--manifest', manifestFile, '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ outcome: 'approved before', version: '3.0.0' });
    expect(operator.account.story.approvals).toHaveLength(2);
  });

  test('asks where somebody is there, and wants to know which version', async () => {
    const operator = operatorOf();
    await promote(operator);
    operator.account.identity = GRACE;
    operator.answer = false;
    expect(await approve(operator)).toMatchObject({ code: 1, error: { message: 'Nothing was recorded.' } });
    expect((await operator.run('approve')).error?.message).toContain('Give either --manifest or --sha256');
    expect((await approve(operator, '--sha256', 'abc')).code).toBe(2);
  });
});
