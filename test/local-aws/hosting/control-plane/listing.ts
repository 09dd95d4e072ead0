/** Filtering, sorting and paging, the same for every List operation. */
import { refused } from '../errors';

export interface ListInput {
  readonly SortBy?: string;
  readonly SortOrder?: string;
  readonly NextToken?: string;
  readonly MaxResults?: number;
  readonly NameContains?: string;
  readonly CreationTimeBefore?: number;
  readonly CreationTimeAfter?: number;
}

interface Listed {
  readonly name: string;
  /** Epoch seconds. */
  readonly creationTime: number;
}

/** Page size where the caller gives none. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListEndpoints.html */
const DEFAULT_MAX_RESULTS = 10;

export interface Page<T> {
  readonly items: T[];
  readonly NextToken?: string;
}

/**
 * One page of `all`.
 * @param keys sort keys besides Name and CreationTime.
 * @throws ApiError when the token was not given out by an earlier call with the same arguments.
 */
export function page<T extends Listed>(
  all: Iterable<T>,
  input: ListInput,
  keys: Readonly<Record<string, (item: T) => string>> = {},
): Page<T> {
  const wanted = input.NameContains?.toLowerCase();
  const matching = [...all].filter(
    (item) =>
      (wanted === undefined || item.name.toLowerCase().includes(wanted)) &&
      (input.CreationTimeBefore === undefined || item.creationTime < input.CreationTimeBefore) &&
      (input.CreationTimeAfter === undefined || item.creationTime > input.CreationTimeAfter),
  );
  const direction = input.SortOrder === 'Ascending' ? 1 : -1;
  matching.sort((a, b) => direction * compare(a, b, input.SortBy, keys));
  const start = offsetOf(input);
  const end = start + (input.MaxResults ?? DEFAULT_MAX_RESULTS);
  const items = matching.slice(start, end);
  return end < matching.length ? { items, NextToken: tokenOf(end, input) } : { items };
}

function compare<T extends Listed>(
  a: T,
  b: T,
  sortBy: string | undefined,
  keys: Readonly<Record<string, (item: T) => string>>,
): number {
  const key = sortBy === 'Name' ? (item: T) => item.name : keys[sortBy ?? ''];
  if (key === undefined) return a.creationTime - b.creationTime;
  return key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;
}

/** A token is tied to the filter it was made for: with another one it would skip or repeat entries. */
function filterOf(input: ListInput): string {
  const { NextToken: _, MaxResults: __, ...filter } = input;
  return JSON.stringify(Object.entries(filter).sort());
}

function tokenOf(offset: number, input: ListInput): string {
  return Buffer.from(JSON.stringify({ offset, filter: filterOf(input) })).toString('base64url');
}

function offsetOf(input: ListInput): number {
  if (input.NextToken === undefined) return 0;
  try {
    const { offset, filter } = JSON.parse(Buffer.from(input.NextToken, 'base64url').toString('utf8'));
    if (Number.isInteger(offset) && offset > 0 && filter === filterOf(input)) return offset;
  } catch {
    // Not a token of ours: refused below.
  }
  throw refused('Invalid pagination token: give back the NextToken of the call before, with the same filters.');
}
