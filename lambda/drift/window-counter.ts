import type { ColumnPlan } from '../capture/column-plan';
import type { RowBatch, RowSink } from '../capture/row-batch';
import { ColumnCounter, type ColumnSketch } from './column-counter';
import type { DriftColumn } from './drift-columns';

/** Values of a segment field that are counted apart: the first of the baseline's vocabulary. */
export const MAX_SEGMENT_VALUES = 32;

/** Outputs of the rows of one segment value. */
export interface SegmentSketch {
  readonly field: string;
  readonly value: string;
  readonly rows: number;
  readonly columns: readonly ColumnSketch[];
}

interface Segment {
  readonly column: number;
  readonly code: number;
  readonly field: string;
  readonly value: string;
  rows: number;
  readonly outputs: readonly (ColumnCounter | undefined)[];
}

/** Counts rows by column, and the outputs once more for each value of a segment field. */
export class WindowCounter implements RowSink {
  private readonly counters: readonly (ColumnCounter | undefined)[];
  private readonly segments: readonly Segment[];
  private gathered = new Float64Array(512);

  /** @param columns in the order of `plan.columns`; an undefined one is not counted. */
  constructor(
    private readonly plan: ColumnPlan,
    columns: readonly (DriftColumn | undefined)[],
  ) {
    this.counters = columns.map(counterOf);
    const { offset } = plan.output;
    this.segments = plan.columns.flatMap(({ segment, name, vocabulary }, column) =>
      (segment ? (vocabulary?.names ?? []) : []).slice(0, MAX_SEGMENT_VALUES).map((value, code) => {
        const outputs = columns.slice(offset).map(counterOf);
        return { column, code, field: name, value, rows: 0, outputs };
      }),
    );
  }

  accept(batch: RowBatch): void {
    for (const [i, counter] of this.counters.entries()) {
      const column = batch.columns[i];
      if (column !== undefined) counter?.accept(column.values, batch.rows, column.texts);
    }
    for (const segment of this.segments) this.acceptSegment(segment, batch);
  }

  private acceptSegment(segment: Segment, batch: RowBatch): void {
    const codes = batch.columns[segment.column]?.values ?? new Float64Array(0);
    if (this.gathered.length < batch.rows) this.gathered = new Float64Array(batch.rows);
    let rows = 0;
    for (const [i, counter] of segment.outputs.entries()) {
      const column = batch.columns[this.plan.output.offset + i];
      if (column === undefined) continue;
      rows = 0;
      for (let row = 0; row < batch.rows; row++) {
        if (codes[row] === segment.code) this.gathered[rows++] = column.values[row] as number;
      }
      counter?.accept(this.gathered, rows, column.texts);
    }
    segment.rows += rows;
  }

  columns(): ColumnSketch[] {
    return sketches(this.counters);
  }

  segmentSketches(): SegmentSketch[] {
    return this.segments.map(({ field, value, rows, outputs }) => {
      return { field, value, rows, columns: sketches(outputs) };
    });
  }
}

function counterOf(column: DriftColumn | undefined): ColumnCounter | undefined {
  return column && new ColumnCounter(column);
}

function sketches(counters: readonly (ColumnCounter | undefined)[]): ColumnSketch[] {
  return counters.flatMap((counter) => counter?.toJSON() ?? []);
}
