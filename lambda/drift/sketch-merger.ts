import { type BadLines, mergeBadLines } from '../capture/bad-line';
import { ColumnSum } from './count-sum';
import type { SketchDocument, SketchTotals } from './sketch';

interface SegmentSum {
  readonly field: string;
  readonly value: string;
  rows: number;
  readonly columns: readonly ColumnSum[];
}

/** Bad lines are merged in groups, so that no more than this many lists are kept. */
const BAD_LINES_KEPT = 64;

/**
 * Adds up sketches of one baseline. All sums are of integers, so neither order nor grouping changes a bit; a sketch that
 * was added before is left out, so an object that is notified twice counts once.
 */
export class SketchMerger {
  private readonly ids = new Set<string>();
  private readonly columns = new Map<string, ColumnSum>();
  private readonly segments = new Map<string, SegmentSum>();
  private badLines: BadLines[] = [];
  private rows = 0;
  private rowsWithoutOutput = 0;
  private lines = 0;
  private badLineCount = 0;

  /** Sketches that were added. */
  get size(): number {
    return this.ids.size;
  }

  /**
   * @param sketch as `decodeSketch` or `makeSketch` gave it.
   * @returns false where it was added before.
   */
  add(sketch: SketchDocument): boolean {
    if (this.ids.has(sketch.id)) return false;
    this.ids.add(sketch.id);
    this.rows += sketch.rows;
    this.rowsWithoutOutput += sketch.rowsWithoutOutput;
    this.lines += sketch.lines;
    this.badLineCount += sketch.badLineCount;
    if (sketch.badLineCount > 0) this.badLines.push(sketch.badLines);
    if (this.badLines.length > BAD_LINES_KEPT) this.badLines = [mergeBadLines(this.badLines)];
    for (const column of sketch.columns) {
      const sum = this.columns.get(column.name) ?? new ColumnSum(column.name);
      this.columns.set(column.name, sum);
      sum.add(column);
    }
    for (const { field, value, rows, columns } of sketch.segments) {
      const key = JSON.stringify([field, value]);
      const found = this.segments.get(key);
      const sum = found ?? { field, value, rows: 0, columns: columns.map(({ name }) => new ColumnSum(name)) };
      if (found === undefined) this.segments.set(key, sum);
      sum.rows += rows;
      for (const [i, column] of columns.entries()) sum.columns[i]?.add(column);
    }
    return true;
  }

  totals(): SketchTotals {
    return {
      rows: this.rows,
      rowsWithoutOutput: this.rowsWithoutOutput,
      lines: this.lines,
      badLineCount: this.badLineCount,
      badLines: mergeBadLines(this.badLines),
      columns: [...this.columns.values()].map((sum) => sum.toJSON()),
      segments: [...this.segments.values()].map(({ field, value, rows, columns }) => {
        return { field, value, rows, columns: columns.map((sum) => sum.toJSON()) };
      }),
    };
  }
}
