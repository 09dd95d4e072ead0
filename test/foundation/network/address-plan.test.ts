import * as fc from 'fast-check';
import { Problems } from '../../../lib/core';
import { subnetBlocks } from '../../../lib/foundation/network/address-plan';

/** First and last address of a block, worked out apart from the code under test. */
function rangeOf(block: string): [number, number] {
  const [address = '', length] = block.split('/');
  const first = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return [first, first + 2 ** (32 - Number(length)) - 1];
}

const blocks = fc.oneof(
  fc.integer({ min: 0, max: 255 }).map((second) => `10.${second}.0.0/16`),
  fc
    .tuple(fc.integer({ min: 16, max: 31 }), fc.integer({ min: 0, max: 15 }))
    .map(([b, c]) => `172.${b}.${c * 16}.0/20`),
  fc.integer({ min: 0, max: 255 }).map((third) => `192.168.${third}.0/24`),
);

test('parts lie inside the block, overlap nowhere and hold 16 addresses or more', () => {
  fc.assert(
    fc.property(blocks, fc.integer({ min: 2, max: 6 }), (cidr, zones) => {
      const problems = new Problems('test');
      const ranges = subnetBlocks(problems, cidr, zones).map(rangeOf);
      problems.throwIfAny();
      const [first, last] = rangeOf(cidr);
      expect(ranges).toHaveLength(zones);
      ranges.forEach(([low, high], index) => {
        expect(low).toBeGreaterThanOrEqual(first);
        expect(high).toBeLessThanOrEqual(last);
        expect(high - low + 1).toBeGreaterThanOrEqual(16);
        if (index > 0) expect(low).toBeGreaterThan(ranges[index - 1]?.[1] ?? Number.NaN);
      });
    }),
  );
});

test('any other text is a problem and no block', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.ipV4(),
        fc.ipV4().map((ip) => `${ip}/8`),
      ),
      (cidr) => {
        const problems = new Problems('test');
        expect(subnetBlocks(problems, cidr, 3)).toEqual([]);
        expect(() => problems.throwIfAny()).toThrow('cidr');
      },
    ),
  );
});
