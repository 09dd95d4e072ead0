import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import type { DriftReport } from '../../lib/contract';
import { CommandFolder } from './support/command';
import { flightRows, flightSchema, names } from './support/reference';

type Node = DefaultTreeAdapterTypes.Node;

let command: CommandFolder;
const at = (name: string) => command.at(name);
const compare = (...args: string[]) => command.run('drift', 'compare', '--baseline', 'baseline.json', ...args);

/** Rows with the time of each, one a minute from the start of a day on. */
function dayOf(day: string, seed: number, shift = 0): string {
  const start = Date.parse(`${day}T00:00:00Z`);
  const rows = flightRows(seed, 1000, shift).map((row, i) => [...row, new Date(start + i * 60_000).toISOString()]);
  return `${[[...names, 'time'], ...rows].map((row) => row.join(',')).join('\n')}\n`;
}

function text(node: Node): string {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(text).join('') : '';
}

function elements(node: Node): DefaultTreeAdapterTypes.Element[] {
  const inside = 'childNodes' in node ? node.childNodes.flatMap(elements) : [];
  return 'tagName' in node ? [node, ...inside] : inside;
}

const page = (name: string) => elements(parse(readFileSync(at(name), 'utf8')));
const ofClass = (all: readonly DefaultTreeAdapterTypes.Element[], name: string) =>
  all.find(({ attrs }) => attrs.some((one) => one.name === 'class' && one.value === name));

beforeAll(() => {
  command = new CommandFolder();
  writeFileSync(at('schema.json'), JSON.stringify(flightSchema));
  writeFileSync(at('train.csv'), `${[names, ...flightRows(1, 5000)].map((row) => row.join(',')).join('\n')}\n`);
  writeFileSync(at('calm.csv'), dayOf('2026-04-01', 2));
  writeFileSync(at('storm.csv'), dayOf('2026-04-03', 3, 1));
  writeFileSync(at('late.csv'), dayOf('2026-04-04', 4, 1));
  const args = ['--data', 'train.csv', '--schema', 'schema.json', '--out', 'baseline.json'];
  expect(command.run('baseline', 'create', ...args)).toMatchObject({ status: 0, stderr: '' });
  mkdirSync(at('history/2026/04'), { recursive: true });
  for (const [data, file] of [
    ['calm.csv', 'history/2026/04/a.json'],
    ['late.csv', 'history/later.json'],
  ] as const) {
    expect(compare('--current', data, '--time', 'time', '--json', file)).toMatchObject({ status: 0, stderr: '' });
  }
}, 60_000);
afterAll(() => command.remove());

describe('production-ml drift compare --html --history', () => {
  test('writes a page that says the verdict in a sentence, and shows the windows of the history before this one', () => {
    // What the deployed monitor keeps beside its reports is no report, and is known.
    writeFileSync(at('history/state.json'), JSON.stringify({ schemaVersion: 1, open: [], lastWindow: {} }));
    const args = ['--current', 'storm.csv', '--time', 'time', '--html', 'storm.html', '--history', 'history'];
    const { status, stdout, stderr } = compare(...args, '--json', 'storm.json');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^CRITICAL: /);
    const all = page('storm.html');
    expect(text(ofClass(all, 'say') as Node)).toMatch(
      /^◆ Critical delay rose by [\d.]+ \([\d.]+ standard deviations\)/,
    );
    const timeline = all.find((one) => one.tagName === 'table' && text(one).startsWith('The last 2 windows')) as Node;
    const rows = elements(timeline)
      .filter(({ tagName }) => tagName === 'tr')
      .map((row) =>
        elements(row)
          .filter(({ tagName }) => /^t[hd]$/.test(tagName))
          .map(text),
      );
    // These windows have less than a day, so that their hours are told.
    expect(rows[0]).toEqual(['window', '04-01 00:00', '04-03 00:00this']);
    expect(rows[1]).toEqual(['verdict', '✓OK', '◆Critical']);
    const report = JSON.parse(readFileSync(at('storm.json'), 'utf8')) as DriftReport;
    expect(rows.find(([name]) => name === 'rows')?.at(-1)).toBe(report.rows.toLocaleString('en'));
  });

  test('without a history says that there is none', () => {
    expect(compare('--current', 'calm.csv', '--html', 'calm.html')).toMatchObject({ status: 0, stderr: '' });
    expect(text(page('calm.html')[0] as Node)).toContain('No report on an earlier window is known.');
  });
});

describe('a history that is none', () => {
  const report = () => JSON.parse(readFileSync(at('history/2026/04/a.json'), 'utf8')) as DriftReport;
  const cases: readonly (readonly [string, string, (folder: string) => void, RegExp])[] = [
    ['is not there', 'absent', () => {}, /--history absent cannot be read: .*no such file or directory/],
    [
      'is a file',
      'file.json',
      (file) => writeFileSync(file, '{}'),
      /--history file\.json cannot be read: .*not a directory/,
    ],
    ['is empty', 'empty', (folder) => mkdirSync(folder), /--history empty holds no drift report/],
    [
      'holds a file that is no JSON',
      'broken',
      (folder) => put(folder, 'cut.json', '{"schemaVersion":1,"win'),
      /broken\/cut\.json is no drift report: it is no JSON/,
    ],
    [
      'holds another JSON file',
      'others',
      (folder) => put(folder, 'package.json', '{"name":"model"}'),
      /others\/package\.json is no drift report: it has no schemaVersion/,
    ],
    [
      'holds a report of another version',
      'newer',
      (folder) => put(folder, 'a.json', JSON.stringify({ ...report(), schemaVersion: 7 })),
      /newer\/a\.json has the schema version 7; this version reads 1/,
    ],
    [
      'holds a report whose window is none',
      'timeless',
      (folder) => put(folder, 'a.json', JSON.stringify({ ...report(), window: { start: 'yesterday' } })),
      /timeless\/a\.json is no drift report: its window/,
    ],
    [
      'holds a report whose fields are none',
      'hollow',
      (folder) => put(folder, 'a.json', JSON.stringify({ ...report(), features: [null, {}] })),
      /hollow\/a\.json is no drift report: its features/,
    ],
    [
      'holds reports of two endpoints',
      'mixed',
      (folder) => {
        put(folder, 'a.json', JSON.stringify({ ...report(), endpointName: 'flights' }));
        put(folder, 'b.json', JSON.stringify({ ...report(), endpointName: 'hotels' }));
      },
      /--history mixed holds reports of the endpoints flights and hotels: give the folder of one/,
    ],
  ];

  function put(folder: string, name: string, content: string): void {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }

  test.each(cases)('because it %s is refused, before anything is written', (_why, name, make, message) => {
    make(at(name));
    const result = compare('--current', 'calm.csv', '--html', 'never.html', '--history', name);
    expect(result).toEqual({ status: 1, stdout: '', stderr: expect.stringMatching(message) });
    expect(result.stderr).not.toMatch(/^\s+at /m);
    expect(existsSync(at('never.html'))).toBe(false);
  });

  test('names every file that is no report, at most ten of them, without what acts on a terminal', () => {
    for (let i = 0; i < 12; i++) put(at('many'), `\u001b[31m${i}.json`, '[]');
    const { status, stderr } = compare('--current', 'calm.csv', '--html', 'never.html', '--history', 'many');
    expect(status).toBe(1);
    expect(stderr.match(/is no drift report/g)).toHaveLength(10);
    expect(stderr).toContain('and 2 more');
    expect(stderr).not.toContain('\u001b');
  });
});

describe('the file of the page', () => {
  const leftovers = () => readdirSync(path.dirname(at('x'))).filter((name) => /partial|\.part/.test(name));

  test('stays as it was where the comparison fails', () => {
    writeFileSync(at('kept.html'), 'the page of yesterday');
    writeFileSync(at('renamed.csv'), readFileSync(at('calm.csv'), 'utf8').replace('distance,', 'miles,'));
    expect(compare('--current', 'renamed.csv', '--html', 'kept.html').status).toBe(1);
    expect(compare('--current', 'absent.csv', '--html', 'kept.html').status).toBe(1);
    expect(readFileSync(at('kept.html'), 'utf8')).toBe('the page of yesterday');
    expect(leftovers()).toEqual([]);
  });

  test('is replaced whole, also through a link, and nothing is left beside it', () => {
    writeFileSync(at('old.html'), 'x'.repeat(1_000_000));
    symlinkSync('old.html', at('link.html'));
    expect(compare('--current', 'calm.csv', '--html', 'link.html')).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(at('old.html'), 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    expect(readFileSync(at('link.html'), 'utf8')).toBe(readFileSync(at('old.html'), 'utf8'));
    expect(leftovers()).toEqual([]);
  });

  test('that cannot be written is an error that says which, before the data is read; so is the JSON file', () => {
    for (const option of ['--html', '--json']) {
      const { status, stdout, stderr } = compare('--current', 'calm.csv', option, 'no/such/folder/a.html');
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr).toMatch(new RegExp(`^${option} no/such/folder/a\\.html cannot be written: .*no such file`));
      expect(compare('--current', 'calm.csv', option, 'history').stderr).toMatch(/cannot be written: it is a folder/);
    }
  });

  test('may be a pipe, which stays one', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    const reader = spawn('cat', [at('pipe')], { stdio: ['ignore', openSync(at('piped.html'), 'w'), 'inherit'] });
    const ended = once(reader, 'exit');
    expect(compare('--current', 'calm.csv', '--html', 'pipe')).toMatchObject({ status: 0, stderr: '' });
    await ended;
    expect(readFileSync(at('piped.html'), 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    expect(lstatSync(at('pipe')).isFIFO()).toBe(true);
  });
});

test('names of columns act neither on the page nor on the terminal', () => {
  const hostile = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '\u001b[31mred',
    '\u202egnp.exe',
    'calm',
  ];
  const quoted = hostile.map((name) => `"${name.replaceAll('"', '""')}"`).join(',');
  const table = (seed: number, rows: number, shift: number) => {
    const lines = flightRows(seed, rows, shift).map(([, delay]) => Array(5).fill(delay).join(','));
    return `${[quoted, ...lines].join('\n')}\n`;
  };
  writeFileSync(at('names.csv'), table(1, 3000, 0));
  writeFileSync(at('moved.csv'), table(2, 1000, 1));
  const made = command.run('baseline', 'create', '--data', 'names.csv', '--out', 'names.json');
  const args = ['--current', 'moved.csv', '--html', 'names.html', '--json', 'hostile/a.json', '--history', 'hostile'];
  mkdirSync(at('hostile'));
  const first = command.run(
    'drift',
    'compare',
    '--baseline',
    'names.json',
    '--current',
    'moved.csv',
    '--json',
    args[5] as string,
  );
  const { status, stdout, stderr } = command.run('drift', 'compare', '--baseline', 'names.json', ...args);
  expect([made.status, first.status, status]).toEqual([0, 0, 0]);
  const steers = (shown: string) => [...shown].some((character) => '\u001b\u202e'.includes(character));
  expect([made.stdout, made.stderr, first.stdout, stdout, stderr].filter(steers)).toEqual([]);
  const drawn = readFileSync(at('names.html'), 'utf8');
  expect(steers(drawn)).toBe(false);
  const all = page('names.html');
  expect(all.filter(({ tagName }) => ['script', 'img'].includes(tagName))).toEqual([]);
  // In the timeline, in the table and in a part of its own.
  const shown = all.filter((one) => one.tagName === 'bdi' && text(one) === '<script>alert(1)</script>');
  expect(shown.length).toBeGreaterThanOrEqual(3);
});
