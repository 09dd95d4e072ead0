import fc from 'fast-check';
import { ratioText, windowText } from '../../lambda/report/figures';

test.each([
  [0, '0'],
  [0.01, '< 0.1'],
  [0.4, '0.4'],
  [0.949, '0.9'],
  [0.961, '0.96'],
  [0.9999, '0.99'],
  [1, '1.00'],
  [1.049, '1.04'],
  [1.22, '1.2'],
  [1234.4, '1234'],
])('%d times the threshold is written as %s', (ratio, text) => {
  expect(ratioText(ratio).replace(',', '')).toBe(text);
});

test('a ratio is written as 1 or more exactly where it is', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.05, max: 90, noNaN: true }),
      (ratio) => Number(ratioText(ratio)) >= 1 === ratio >= 1,
    ),
  );
});

test.each([
  ['2001-04-06T00:00:00Z', '2001-04-07T00:00:00Z', '2001-04-06 UTC'],
  ['2001-04-06T05:00:00Z', '2001-04-06T06:00:00Z', '2001-04-06 05:00 to 06:00 UTC'],
  ['2001-04-06T05:00:00Z', '2001-04-08T06:00:00Z', '2001-04-06 05:00 to 2001-04-08 06:00 UTC'],
  ['2026-11-26T04:29:07Z', '2026-11-26T04:29:07Z', 'judged 2026-11-26 04:29 UTC'],
])('the window from %s to %s is %s', (start, end, text) => expect(windowText({ start, end })).toBe(text));
