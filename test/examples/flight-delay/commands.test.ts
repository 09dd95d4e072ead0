import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localImageDigest } from '../../../examples/flight-delay/image-digest';
import type { RecordedRequest } from '../../../scripts/start/replay';
import { EXAMPLE, flightDelay, runPython, temporaryFolder } from './example';

/** Each step is a second on a machine that has nothing else to do. */
jest.setTimeout(120_000);

const folder = temporaryFolder();

async function replayed(name: string, ...days: string[]): Promise<string> {
  const file = join(folder, name);
  await flightDelay(['replay', ...days, '--out', file]);
  return readFileSync(file, 'utf8');
}

describe('replay', () => {
  it('writes every flight of a day once, in the order in which they left', async () => {
    const requests = (await replayed('day.jsonl', '--day', '2001-04-06'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as RecordedRequest);
    expect(requests).toHaveLength(16_944);
    expect(new Set(requests.map(({ inferenceId }) => inferenceId)).size).toBe(requests.length);
    const times = requests.map(({ time }) => time);
    expect([...times].sort()).toEqual(times);
    expect([times[0], times.at(-1)]).toEqual(['2001-04-06T00:00:00Z', '2001-04-06T23:59:00Z']);
    // The worst day of April: two flights in five were late.
    expect(requests.filter(({ label }) => label === 1).length / requests.length).toBeCloseTo(0.3991, 4);
    expect(requests.every(({ time, labelTime }) => labelTime > time)).toBe(true);
    expect(requests.every(({ body }) => body.split(',').length === 7 && !body.includes('\n'))).toBe(true);
  });

  it('writes several days as one after the other', async () => {
    const together = await replayed('days.jsonl', '--days', '2001-04-30..2001-05-01');
    const alone = await replayed('30.jsonl', '--day', '2001-04-30');
    expect(together).toBe(alone + (await replayed('1.jsonl', '--day', '2001-05-01')));
    expect(await replayed('list.jsonl', '--days', '2001-05-01,2001-04-30')).toBe(together);
  });

  it.each([
    [['--day', '2001-07-01'], 1, /no flights on 2001-07-01: the data holds the days 2001-01-01 to 2001-06-30/],
    [['--day', '2001-02-30'], 2, /is not a day such as 2001-04-06/],
    [['--days', '2001-04-02..2001-04-01'], 2, /ends before it begins/],
    [[], 2, /one of the arguments --day --days is required/],
  ])('refuses %j', async (days, code, message) => {
    const ended = await runPython(['-m', 'flight_delay', 'replay', ...days, '--out', join(folder, 'none.jsonl')]);
    expect(ended).toEqual({ code, stdout: '', stderr: expect.stringMatching(message) });
    expect(ended.stderr).not.toContain('Traceback');
  });
});

describe('days.json', () => {
  it('is what the rule gives today', async () => {
    const file = join(folder, 'days.json');
    await flightDelay(['days', '--out', file]);
    expect(readFileSync(file, 'utf8')).toBe(readFileSync(join(EXAMPLE, 'days.json'), 'utf8'));
  });

  it('knows the storms of 6 April and 15 June, and calls no calm day late', () => {
    const { days, examples } = JSON.parse(readFileSync(join(EXAMPLE, 'days.json'), 'utf8')) as {
      examples: Record<'calm' | 'stormy', string>;
      days: { day: string; kind: string; lateShare: number }[];
    };
    const kinds = new Map(days.map(({ day, kind }) => [day, kind]));
    expect(days).toHaveLength(91);
    expect([kinds.get('2001-04-06'), kinds.get('2001-06-15')]).toEqual(['stormy', 'stormy']);
    expect([kinds.get(examples.calm), kinds.get(examples.stormy)]).toEqual(['calm', 'stormy']);
    const shares = (wanted: string) => days.filter(({ kind }) => kind === wanted).map(({ lateShare }) => lateShare);
    expect(Math.max(...shares('calm'))).toBeLessThan(Math.min(...shares('stormy')));
  });
});

describe('the digest of the local image', () => {
  it('is one of a container image and stays the same', () => {
    expect(localImageDigest()).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(localImageDigest()).toBe(localImageDigest());
  });

  it('changes with a source or a pinned package, and not with what Python compiles', () => {
    const copy = join(folder, 'copy');
    cpSync(EXAMPLE, copy, { recursive: true, filter: (path) => !path.endsWith('__pycache__') });
    const digestOf = () => {
      jest.resetModules();
      return (require(join(copy, 'image-digest.ts')) as { localImageDigest(): string }).localImageDigest();
    };
    expect(digestOf()).toBe(localImageDigest());
    writeFileSync(join(copy, 'flight_delay', 'server.cpython-311.pyc'), 'compiled');
    writeFileSync(join(copy, 'README.md'), 'other words');
    expect(digestOf()).toBe(localImageDigest());
    for (const file of ['Dockerfile', 'requirements-serve.txt', join('flight_delay', 'server.py')]) {
      const content = readFileSync(join(copy, file));
      writeFileSync(join(copy, file), `${content}\n`);
      expect(digestOf()).not.toBe(localImageDigest());
      writeFileSync(join(copy, file), content);
    }
    rmSync(join(copy, 'flight_delay', 'rows.py'));
    expect(digestOf()).not.toBe(localImageDigest());
  });
});
