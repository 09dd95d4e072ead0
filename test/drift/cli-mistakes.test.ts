import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { CommandFolder } from './support/command';

let command: CommandFolder;
const at = (name: string) => command.at(name);
const create = (data: string, ...args: string[]) =>
  command.run('baseline', 'create', '--data', data, '--out', 'out.json', ...args);
const compare = (...args: string[]) => command.run('drift', 'compare', '--baseline', 'baseline.json', ...args);

/** Rows of a price, a place and a day; every row of which is like the others, but for what is given. */
function table(rows: number, price: (row: number) => number, separator = ','): string {
  const cells = (row: number) => [price(row), ['Bonn', 'Rome', 'Oslo'][row % 3], `2026-01-${10 + (row % 20)} 10:00:00`];
  const lines = Array.from({ length: rows }, (_, row) => cells(row).join(separator));
  return `${[['price', 'place', 'day'].join(separator), ...lines].join('\n')}\n`;
}

const usual = (row: number) => 10 + ((row * 37) % 101) / 10;

beforeAll(() => {
  command = new CommandFolder();
  writeFileSync(at('train.csv'), table(3000, usual));
  const made = command.run('baseline', 'create', '--data', 'train.csv', '--ignore', 'day', '--out', 'baseline.json');
  expect(made).toMatchObject({ status: 0, stderr: '' });
}, 60_000);
afterAll(() => command.remove());

describe('a file that is read is not written', () => {
  test.each([
    ['the data', () => command.run('baseline', 'create', '--data', 'train.csv', '--out', './train.csv'), 'train.csv'],
    ['the window', () => compare('--current', 'train.csv', '--json', 'train.csv'), 'train.csv'],
    ['the baseline', () => compare('--current', 'train.csv', '--html', 'baseline.json'), 'baseline.json'],
  ])('%s', (_what, run, file) => {
    const before = readFileSync(at(file));
    expect(run()).toMatchObject({ status: 1, stderr: expect.stringMatching(/is read by this command/) });
    expect(readFileSync(at(file))).toEqual(before);
  });

  test('nor are two outputs one file', () => {
    const { status, stderr } = compare('--current', 'train.csv', '--json', 'both', '--html', 'both');
    expect([status, stderr]).toEqual([1, expect.stringContaining('--html both')]);
    expect(existsSync(at('both'))).toBe(false);
  });
});

describe('data that is no table of the schema is refused by what it is', () => {
  test.each([
    ['another separator', table(2000, usual, ';'), /names one column, 'price;place;day'.*commas/],
    ['another encoding', Buffer.from(`\ufeff${table(2000, usual)}`, 'utf16le'), /no UTF-8 text/],
    ['a first row only', table(0, usual), /has no rows/],
    ['no feature', 'id\n'.concat(...Array.from({ length: 500 }, (_, i) => `key-${i}\n`)), /--schema/],
  ])('%s', (_what, content, message) => {
    writeFileSync(at('odd.csv'), content);
    const { status, stderr } = create('odd.csv');
    expect([status, stderr]).toEqual([1, expect.stringMatching(message)]);
    expect(existsSync(at('out.json'))).toBe(false);
  });

  test('a column that is missing, by the file that lacks it', () => {
    mkdirSync(at('windows'), { recursive: true });
    writeFileSync(at('windows/1.csv'), table(100, usual));
    writeFileSync(at('windows/2.csv'), table(100, usual).replace('place', 'town'));
    const { status, stderr } = compare('--current', 'windows');
    expect([status, stderr]).toEqual([1, expect.stringMatching(/windows.2\.csv does not fit.*\n.*'place'/)]);
  });

  test.each([
    ['cut off', (whole: Buffer) => whole.subarray(0, whole.length / 2), /window\.csv\.gz cannot be read: .*cut off/],
    ['no gzip at all', () => Buffer.from('price,place,day\n'), /window\.csv\.gz cannot be read: .*no gzip/],
  ])('packed data that is %s, by name', (_what, spoiled, message) => {
    writeFileSync(at('window.csv.gz'), spoiled(gzipSync(table(3000, usual))));
    const { status, stderr } = compare('--current', 'window.csv.gz');
    expect([status, stderr]).toEqual([1, expect.stringMatching(message)]);
  });

  test('what is no file and has no name that says what it holds', () => {
    execFileSync('mkfifo', [at('pipe')]);
    const writer = spawn('sh', ['-c', `cat train.csv > pipe`], { cwd: at('.'), stdio: 'ignore' });
    try {
      expect(compare('--current', 'pipe')).toMatchObject({
        status: 1,
        stderr: expect.stringContaining('must end with'),
      });
    } finally {
      writer.kill();
    }
  });

  test('a list of objects, by what is expected', () => {
    writeFileSync(at('list.json'), JSON.stringify([{ price: 1 }, { price: 2 }]));
    expect(create('list.json').stderr).toMatch(/one object a line/);
  });
});

test('a schema may begin with a byte-order mark, as editors on Windows write it', () => {
  const made = create('train.csv', '--ignore', 'day', '--write-schema', 'plain.json');
  expect(made.status).toBe(0);
  writeFileSync(at('marked.json'), `\ufeff${readFileSync(at('plain.json'), 'utf8')}`);
  expect(create('train.csv', '--schema', 'marked.json')).toMatchObject({ status: 0, stderr: '' });
});

describe('the schema that is inferred', () => {
  test('leaves times out and says so to the end, with the column’s name made harmless', () => {
    writeFileSync(at('times.csv'), table(2000, usual).replace('day', 'day\u001b[31m'));
    const { status, stderr } = create('times.csv');
    expect([status, stderr]).toEqual([
      0,
      "Schema: 'day\uFFFD[31m' holds times and was left out; name it as the time column to learn from windows.\n",
    ]);
  });

  test('is written also where the data is refused, to be corrected', () => {
    const { status, stderr } = create('constant.csv', '--write-schema', 'schema.json');
    expect(status).toBe(1);
    expect(stderr).toMatch(/CONSTANT_COLUMN: 'price'/);
    expect(stderr).toMatch(/--ignore/);
    expect(JSON.parse(readFileSync(at('schema.json'), 'utf8'))).toMatchObject({ features: [{ name: 'price' }, {}] });
  });

  beforeAll(() =>
    writeFileSync(
      at('constant.csv'),
      table(2000, () => 7),
    ),
  );
});

test.each(['abc', '0', '-1', '1.5'])('--min-rows %s is a wrong command line', (rows) => {
  expect(create('train.csv', '--min-rows', rows)).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('whole number'),
  });
});

describe('a window beyond the range of the baseline', () => {
  const said = (price: (row: number) => number) => {
    writeFileSync(at('window.csv'), table(1000, price));
    const { stdout } = compare('--current', 'window.csv', '--html', 'window.html');
    return { stdout, page: readFileSync(at('window.html'), 'utf8') };
  };

  test('that is far away is said to have moved at least as far as is counted, and its median to be over the range', () => {
    const { stdout, page } = said((row) => 100 * usual(row));
    expect(stdout).toMatch(/`price` rose by at least [\d.]+ \(/);
    expect(page).toContain('Median 15 → over 20');
    expect(page).toContain('<bdi>15 → over 20</bdi></td>');
  });

  test('that is below all of it has a median under the range', () => {
    const { stdout, page } = said((row) => 5 + usual(row) / 10);
    expect(stdout).toMatch(/`price` fell by 8\.5 \(/);
    expect(page).toContain('Median 15 → under 10');
    // The table says what happened to the end.
    expect(stdout).toContain('in 100 % of rows, 0 % in the baseline │');
  });
});
