import fc from 'fast-check';
import { ratioText } from '../../lambda/report/figures';

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
