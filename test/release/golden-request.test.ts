import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GoldenRequest } from '../../lib/release';
import { refusalOf } from '../serving/endpoints';

const folder = mkdtempSync(join(tmpdir(), 'golden-'));
function file(content: unknown): string {
  const path = join(folder, 'golden.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

test('reads what a training run wrote', () => {
  const [first, second] = GoldenRequest.fromFile(
    file([
      { name: 'short', contentType: 'text/csv', body: '120,3', expected: [0.25], tolerance: 0 },
      { name: 'long', contentType: 'application/json', body: '{"distance": 9000}' },
    ]),
  );
  expect(first?._document()).toEqual({
    name: 'short',
    contentType: 'text/csv',
    body: '120,3',
    expected: [0.25],
    tolerance: 0,
  });
  expect(second?.name).toBe('long');
});

test('keeps an expected 0 and a tolerance of 0', () => {
  expect(GoldenRequest.csv('zero', '1', { expected: [0], tolerance: 0 })._document()).toMatchObject({
    expected: [0],
    tolerance: 0,
  });
});

test.each<[string, () => unknown, RegExp]>([
  ['a body that is no JSON', () => GoldenRequest.json('a', '{'), /body is .*expected JSON text/],
  ['an empty body', () => GoldenRequest.csv('a', ''), /body/],
  ['a body of many kilobytes', () => GoldenRequest.csv('a', '1'.repeat(20_000)), /body \(bytes\) is 20000/],
  ['a name that is none', () => GoldenRequest.csv('\n', '1'), /name is/],
  ['expected numbers that are none', () => GoldenRequest.csv('a', '1', { expected: [Number.NaN] }), /expected is/],
  ['an empty expectation', () => GoldenRequest.csv('a', '1', { expected: [] }), /expected is \[\]/],
  ['a negative tolerance', () => GoldenRequest.csv('a', '1', { tolerance: -1 }), /tolerance is -1/],
  ['a file that is not there', () => GoldenRequest.fromFile(join(folder, 'nowhere.json')), /nowhere\.json.*path is/s],
  ['a file with something else', () => GoldenRequest.fromFile(file({ a: 1 })), /list of golden requests/],
  [
    'a file with half a request',
    () => GoldenRequest.fromFile(file([{ name: 'a' }])),
    /golden\.json\[0\].*contentType is missing/s,
  ],
  ['a file with a request that is none', () => GoldenRequest.fromFile(file([null])), /golden\.json\[0\]/],
])('refuses %s', (_title, call, message) => {
  expect(refusalOf(call)).toMatch(message);
});
