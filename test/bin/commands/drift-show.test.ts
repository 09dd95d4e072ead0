import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DriftReport } from '../../../lib/contract';
import type { MemoryAws } from '../../handlers/drift-sketch/memory-aws';
import { DATA, putTraffic } from '../../handlers/drift-sketch/watched-endpoint';
import { s3Error } from '../../lambda-aws/fake-s3';
import { deploy, drift, putAlarmState, putReport, watchedAccount } from './support/watched-account';

let aws: MemoryAws;
let judged: DriftReport;

beforeAll(async () => {
  aws = watchedAccount({});
  putTraffic(aws, '2026/04/01/10', 'moved', { shift: 1 });
  const span = ['--from', '2026-04-01T10:00Z', '--to', '2026-04-01T11:00Z'];
  judged = JSON.parse((await drift('backfill', '--json', ...span)).stdout);
  jest.restoreAllMocks();
});

beforeEach(() => {
  aws = watchedAccount({});
});

afterEach(() => {
  jest.restoreAllMocks();
});

/** The report of an hour of 1 April. */
function reportOf(hour: number, changes: Partial<DriftReport> = {}, revision = 0): DriftReport {
  const at = (hours: number) => `2026-04-01T${String(hours).padStart(2, '0')}:00:00.000Z`;
  return { ...judged, ...changes, window: { start: at(hour), end: at(hour + 1), revision } };
}

describe('drift show', () => {
  test('tells the newest report, the last windows from the newest on, and where the report is', async () => {
    putReport(aws, reportOf(9, { verdict: 'OK', findings: [] }));
    const key = putReport(aws, reportOf(11));
    putReport(aws, reportOf(10, { verdict: 'INCOMPLETE', coverage: 0.512 }));
    const { stdout } = await drift('show');
    expect(stdout).toMatch(/^CRITICAL: /);
    expect(stdout.match(/2026-04-01 \d\d:00 to/g)).toEqual([11, 10, '09'].map((hour) => `2026-04-01 ${hour}:00 to`));
    expect(stdout).toMatch(/10:00 to 2026-04-01 11:00 .* INCOMPLETE .* 51\.2 %/);
    expect(stdout).toMatch(/\nNo alarm stands\.\nReport: s3:\/\/data\/(.*)$/);
    expect(stdout.endsWith(key)).toBe(true);
  });

  test('takes the newest revision of a window, also past the ninth', async () => {
    for (const revision of [0, 9, 2]) putReport(aws, reportOf(9, { rows: revision }, revision));
    const folder = 'reports/flights/champion/drift/2026/04/01/09-1h/';
    aws.put(DATA, `${folder}revision-0010.json`, JSON.stringify(reportOf(9, { rows: 10 }, 10)));
    aws.put(DATA, `${folder}announced-0010`, '');
    aws.put(DATA, `${folder}revision-0010.html`, '<p>');
    expect(JSON.parse((await drift('show', '--json')).stdout)).toMatchObject({ rows: 10, window: { revision: 10 } });
  });

  test('reads no more reports than it shows', async () => {
    for (let hour = 0; hour < 12; hour++) putReport(aws, reportOf(hour));
    aws.calls.length = 0;
    const { stdout } = await drift('show', '--last', '3');
    expect(stdout.match(/2026-04-01 \d\d:00 to/g)).toHaveLength(3);
    expect(aws.calls.filter(({ input }) => String(input['Key']).includes('/revision-'))).toHaveLength(3);
  });

  test('shows one window without a timeline', async () => {
    putReport(aws, reportOf(9));
    expect((await drift('show')).stdout).not.toContain('window (UTC)');
  });

  test('names the alarms that stand, since when, and which are muted', async () => {
    putReport(aws, reportOf(9));
    const alarm = { role: 'feature', family: 'DATA_DRIFT', lastSeen: '2026-04-01T10:00:00Z' } as const;
    const since = '2026-03-30T10:00:00Z';
    putAlarmState(aws, {
      open: [
        { ...alarm, name: 'delay', test: 'distribution', verdict: 'CRITICAL', since },
        { ...alarm, name: 'origin', test: 'unseen', verdict: 'WARNING', since, mutedUntil: '2026-05-01T00:00:00Z' },
      ],
    });
    const { stdout } = await drift('show');
    expect(stdout).toContain(`Alarms that stand:\n  CRITICAL delay (distribution) since ${since}\n`);
    expect(stdout).toContain(`  WARNING origin (unseen) since ${since}, muted until 2026-05-01T00:00:00Z\n`);
  });

  test('lets no name out that a terminal would obey', async () => {
    const sequence = String.fromCharCode(27);
    const name = `${sequence}[2Jdelay`;
    const field = { ...judged.features[0], name } as DriftReport['features'][number];
    putReport(aws, reportOf(9, { features: [field], findings: judged.findings.map((one) => ({ ...one, name })) }));
    putReport(aws, reportOf(8));
    const alarm = { role: 'feature', family: 'DATA_DRIFT', lastSeen: '', test: 'unseen', verdict: 'WARNING' } as const;
    putAlarmState(aws, { open: [{ ...alarm, name, since: '' }] });
    const { stdout } = await drift('show');
    expect(stdout).toContain('delay');
    expect(stdout).not.toContain(sequence);
  });

  test('saves the page that lies beside the report', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'drift-show-'));
    try {
      const page = path.join(folder, 'report.html');
      const key = putReport(aws, reportOf(9));
      expect((await drift('show', '--html', page)).error?.message).toContain(
        `There is no page beside s3://data/${key}`,
      );
      aws.put(DATA, key.replace('.json', '.html'), '<!doctype html>');
      expect((await drift('show', '--html', page)).error).toBeUndefined();
      expect(readFileSync(page, 'utf8')).toBe('<!doctype html>');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('what cannot be shown is said with a remedy', () => {
  test('where no window was judged yet: when the first will be', async () => {
    deploy(aws, { windowHours: 6 });
    expect((await drift('show')).error?.message).toMatch(
      /monitor of flights has judged no window yet.*20 minutes after its end; a window has 6 hours/,
    );
  });

  test.each([
    ['no monitor is deployed', ['--endpoint', 'nobody'], /No drift monitor of the endpoint nobody/],
    ['the name is none of an endpoint', ['--endpoint', 'a/../b'], /expected 1 to 63 letters, digits and hyphens/],
    ['no such variant is watched', ['--variant', 'shadow'], /There is none of shadow; name one of these/],
  ])('where %s', async (_what, args, message) => {
    expect((await drift('show', ...args)).error?.message).toMatch(message);
  });

  test('where two variants are watched: each is shown by its name', async () => {
    deploy(aws, { variantName: 'shadow' });
    putReport(aws, reportOf(9));
    expect((await drift('show')).error?.message).toContain('monitors of champion, shadow. Name one with --variant.');
    expect((await drift('show', '--variant', 'champion')).stdout).toContain('CRITICAL');
    expect((await drift('show', '--variant', 'shadow')).error?.message).toContain('judged no window yet');
  });

  test('where a report is of a newer version', async () => {
    putReport(aws, reportOf(9, { schemaVersion: 99 }));
    expect((await drift('show')).error).toMatchObject({
      name: 'RangeError',
      message: expect.stringMatching(
        /revision-0000\.json has schema version 99; this command reads \d+\. Use the version/,
      ),
    });
  });

  test.each([
    [
      'AccessDeniedException',
      'GetParametersByPath',
      /the right: to read the SSM parameters of the endpoint, and the rep/,
    ],
    [
      'AccessDenied',
      'ListObjectsV2',
      /the right: to read the SSM parameters of the endpoint, and the reports of its dr/,
    ],
    ['AccessDenied', 'GetObject', /owns the stack of flights/],
    ['ExpiredToken', 'ListObjectsV2', /AWS does not know who you are.*\nSign in/],
  ])('where AWS answers %s to %s', async (name, operation, message) => {
    putReport(aws, reportOf(9));
    aws.once(operation, () => {
      throw s3Error(403, name);
    });
    const { error, stdout } = await drift('show');
    expect(error).toMatchObject({ name: 'OperatorError', message: expect.stringMatching(message) });
    expect(stdout).toBe('');
  });

  test.each(['0', '1001', 'x', '1.5'])('where --last is %s', async (count) => {
    expect(await drift('show', '--last', count)).toMatchObject({ usage: true });
  });
});
