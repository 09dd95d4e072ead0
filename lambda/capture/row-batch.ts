/**
 * Rows on their way from a reader to its sinks, column by column: whoever counts goes through one column at a time with
 * that column's tables in the processor's cache.
 */

/** Cells of one column. A value below zero in a categorical column is `-(k + 1)`: its text is `texts[k]`. */
export class ColumnBatch {
  values: Float64Array;
  /** Categories that are not in the vocabulary, in the order of their rows. */
  readonly texts: string[] = [];

  constructor(capacity: number) {
    this.values = new Float64Array(capacity);
  }
}

/** One captured line, or one record of a file: the rows `firstRow` up to the next line's are its own. */
export interface LineIdentity {
  readonly firstRow: number;
  /** Set by the caller of InvokeEndpoint; undefined where it set none. */
  readonly inferenceId: string | undefined;
  readonly eventId: string;
  /** ISO 8601, as captured. */
  readonly inferenceTime: string;
}

/** Takes rows as they come. The batch is reused: nothing of it may be kept. */
export interface RowSink {
  accept(batch: RowBatch): void;
}

const INITIAL_CAPACITY = 1024;

/** Rows are handed on as soon as a batch holds this many. */
export const BATCH_ROWS = 512;

export class RowBatch {
  readonly columns: readonly ColumnBatch[];
  /** Rows of whole, good lines. */
  rows = 0;
  capacity = INITIAL_CAPACITY;
  /** Filled only where a sink asks for identities. */
  readonly lines: LineIdentity[] = [];

  constructor(columns: number) {
    this.columns = Array.from({ length: columns }, () => new ColumnBatch(INITIAL_CAPACITY));
  }

  /** Makes room for a line of many rows. */
  grow(): void {
    this.capacity *= 2;
    for (const column of this.columns) {
      const wider = new Float64Array(this.capacity);
      wider.set(column.values);
      column.values = wider;
    }
  }

  /** Notes how many texts each column has, before a line is read. */
  mark(marks: Int32Array): void {
    for (let i = 0; i < marks.length; i++) marks[i] = (this.columns[i] as ColumnBatch).texts.length;
  }

  /** Forgets the texts that a line wrote before it turned out to be bad. */
  rewind(marks: Int32Array): void {
    for (let i = 0; i < marks.length; i++) (this.columns[i] as ColumnBatch).texts.length = marks[i] as number;
  }

  clear(): void {
    this.rows = 0;
    this.lines.length = 0;
    for (const column of this.columns) column.texts.length = 0;
    if (this.capacity > INITIAL_CAPACITY * 16) this.shrink();
  }

  /** One huge line must not keep its memory for the rest of the object. */
  private shrink(): void {
    this.capacity = INITIAL_CAPACITY;
    for (const column of this.columns) column.values = new Float64Array(INITIAL_CAPACITY);
  }
}
