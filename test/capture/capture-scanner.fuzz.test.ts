import { fuzzObject } from './support/fuzz';

describe('CaptureScanner against JSON.parse and Number()', () => {
  // 200 objects of 100 lines; `npm run soak` does the same with fresh seeds for a million lines.
  test('reads 20,000 hostile lines like the oracle: same rows to the last bit, same reasons', () => {
    for (let seed = 1; seed <= 200; seed++)
      expect({ seed, mismatch: fuzzObject(seed, 100) }).toEqual({ seed, mismatch: undefined });
  });
});
