import type { Problems } from '../../core';

const CIDR = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;
/** The blocks of RFC 1918: address and length. */
const PRIVATE_BLOCKS = [
  [10 << 24, 8],
  [(172 << 24) | (16 << 16), 12],
  [(192 << 24) | (168 << 16), 16],
] as const;

const mask = (bits: number) => (bits === 0 ? 0 : -1 << (32 - bits));

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
}

/** Splits the block of a network into equal parts, one a zone. The problem is reported where the block cannot serve. */
export function subnetBlocks(problems: Problems, cidr: string, zones: number): readonly string[] {
  const parts = CIDR.exec(cidr)?.slice(1).map(Number);
  const [a = 256, b = 256, c = 256, d = 256, length = 0] = parts ?? [];
  const address = (a << 24) | (b << 16) | (c << 8) | d;
  const isAddress = [a, b, c, d].every((part) => part <= 255);
  const isPrivate = PRIVATE_BLOCKS.some(([block, bits]) => length >= bits && (address & mask(bits)) === block);
  const valid = isAddress && length >= 16 && length <= 24 && isPrivate && (address & ~mask(length)) === 0;
  problems.expect(valid, {
    prop: 'cidr',
    value: cidr,
    expected: 'a block of /16 to /24 within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, such as 10.20.0.0/16',
    remedy: 'Take one that no connected network uses; its first address ends with zeros.',
  });
  if (!valid) return [];
  const bits = length + Math.ceil(Math.log2(zones));
  return Array.from({ length: zones }, (_, zone) => `${dotted(address + zone * 2 ** (32 - bits))}/${bits}`);
}
