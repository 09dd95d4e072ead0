import type { TailSummary } from '../../stats';
import {
  type BaselineColumn,
  type BaselineDocument,
  baselineId,
  isNumericColumn,
  READABLE_BASELINE_VERSIONS,
} from './baseline-document';

/** A baseline document that cannot be used. */
export class BaselineError extends Error {
  constructor(
    /**
     * - `MISSING`: there is none;
     * - `CORRUPT`: not JSON, altered after it was made, or numbers that no baseline holds;
     * - `OTHER_VERSION`: written by another version of this library.
     */
    readonly code: 'MISSING' | 'CORRUPT' | 'OTHER_VERSION',
    message: string,
  ) {
    super(message);
    this.name = 'BaselineError';
  }
}

/**
 * Reads a stored baseline.
 *
 * @param name of the file or object, for messages.
 * @throws BaselineError
 */
export function readBaseline(text: string | undefined, name: string): BaselineDocument {
  if (text === undefined) {
    throw new BaselineError('MISSING', `There is no baseline at ${name}. Make one with: production-ml baseline create`);
  }
  let document: BaselineDocument;
  try {
    document = JSON.parse(text) as BaselineDocument;
  } catch (error) {
    throw corrupt(name, error instanceof Error ? error.message : String(error));
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw corrupt(name, 'it is no object');
  if (!READABLE_BASELINE_VERSIONS.includes(document.schemaVersion)) {
    const found = JSON.stringify(document.schemaVersion);
    const message = `The baseline ${name} has schema version ${found}, this reads ${READABLE_BASELINE_VERSIONS.join(' and ')}. Make it again.`;
    throw new BaselineError('OTHER_VERSION', message);
  }
  if (document.id !== baselineId(document)) throw corrupt(name, 'its id is not the hash of its content');
  // Behind the hash the content is what the builder wrote; this is for documents that were written by hand.
  if (!Array.isArray(document.columns) || document.columns.length === 0) throw corrupt(name, 'it has no columns');
  for (const column of document.columns) checkColumn(name, column);
  return document;
}

function corrupt(name: string, reason: string): BaselineError {
  return new BaselineError(
    'CORRUPT',
    `The baseline ${name} is corrupt: ${reason}. Make it again, or restore the original.`,
  );
}

/** Whether every number below is finite: a JSON document has no others, but may have something else in its place. */
function isSummary(tail: TailSummary | undefined): boolean {
  const { body, share, threshold, law } = tail ?? {};
  return (
    Array.isArray(body) &&
    body.length > 0 &&
    [...body, share, threshold, law?.shape, law?.scale].every(Number.isFinite) &&
    (share as number) > 0 &&
    (law?.scale as number) > 0
  );
}

function checkColumn(name: string, column: BaselineColumn): void {
  const where = `column '${column.name}'`;
  for (const { rows, psi, wasserstein } of column.nulls ?? []) {
    const fits = isNumericColumn(column) === (wasserstein !== undefined);
    const usable =
      Number.isSafeInteger(rows) && isSummary(psi) && (wasserstein === undefined || isSummary(wasserstein));
    if (!fits || !usable) throw corrupt(name, `${where} has bad null distributions`);
  }
  const { importance } = column;
  if (importance !== undefined && !(Number.isFinite(importance) && importance >= 0))
    throw corrupt(name, `${where} has the importance ${importance}`);
  const isCounts = (values: unknown, length: number | undefined) =>
    Array.isArray(values) &&
    values.length === length &&
    values.every((value) => Number.isSafeInteger(value) && value >= 0);
  if (isNumericColumn(column)) {
    const { counts } = column;
    const { lower, upper } = column.cells ?? {};
    const size = lower?.length;
    if (!isCounts(counts?.counts, size) || !isCounts(counts?.positions, size))
      throw corrupt(name, `${where} has bad counts`);
    for (let cell = 0; cell < (size ?? 0); cell++) {
      const [from, to] = [lower[cell] as number, upper?.[cell] as number];
      const touches = cell === 0 || from === upper[cell - 1];
      if (!(from <= to) || !touches) throw corrupt(name, `the cells of ${where} do not ascend without holes`);
    }
    if (!(column.standardDeviation > 0)) throw corrupt(name, `${where} has no standard deviation above 0`);
    return;
  }
  if (!isCounts(column.counts?.counts, column.vocabulary?.length)) throw corrupt(name, `${where} has bad counts`);
}
