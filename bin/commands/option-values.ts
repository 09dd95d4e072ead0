import { InvalidArgumentError } from 'commander';

const LONGEST_TEXT = 1024;

/** More rows than any table has. */
export const MOST_ROWS = 1e12;

/** Reads how many: from 1. */
export function countUpTo(most: number): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (Number.isInteger(count) && count >= 1 && count <= most) return count;
    throw new InvalidArgumentError(`Give a whole number from 1 to ${most}.`);
  };
}

/** Reads the number of a release. */
export function releaseNumber(text: string): number {
  const number = Number(text);
  if (/^\d{1,8}$/.test(text)) return number;
  throw new InvalidArgumentError('Give the number of a release: 0 or more.');
}

/** Reads what somebody says for the ledger. */
export function ledgerText(text: string): string {
  if (text.length <= LONGEST_TEXT) return text;
  throw new InvalidArgumentError(`It has ${text.length} characters; at most ${LONGEST_TEXT} go into the ledger.`);
}
