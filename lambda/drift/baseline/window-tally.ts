import { INVALID } from '../../capture/cell';
import type { PlannedColumn } from '../../capture/column-plan';
import type { RowBatch } from '../../capture/row-batch';
import type { FieldCounts } from '../../decide';
import type { NumericCells } from '../../stats';
import { NumericCounter } from '../numeric-counter';
import { categoryText } from './column-tally';
import { timeOf, type WindowUnit, windowStart } from './time';
import { WindowSample } from './window-sample';

/** Distinct categories that one window counts apart; the rest is unseen. */
const MAX_WINDOW_CATEGORIES = 1000;
/** Windows times columns, such as 2,380 hours of 21 columns: 4 kB each and a little more for windows of many rows. */
const MAX_WINDOW_COLUMNS = 50_000;

/** One column of one window of the reference. */
export class WindowColumn {
  private readonly sample = new WindowSample();
  private readonly categories = new Map<string, number>();
  private other = 0;
  private nulls = 0;
  private invalid = 0;

  add(column: PlannedColumn, cell: number, texts: readonly string[]): void {
    if (Number.isNaN(cell)) this.nulls++;
    else if (cell === INVALID) this.invalid++;
    else if (cell === Number.NEGATIVE_INFINITY) return;
    else if (column.vocabulary === undefined) this.sample.add(cell);
    else this.addCategory(categoryText(column, cell, texts));
  }

  private addCategory(name: string): void {
    const known = this.categories.get(name);
    if (known === undefined && this.categories.size >= MAX_WINDOW_CATEGORIES) this.other++;
    else this.categories.set(name, (known ?? 0) + 1);
  }

  /** The window in the cells of the finished baseline. */
  inCells(cells: NumericCells): FieldCounts {
    const counter = new NumericCounter(cells);
    this.sample.forEach((value, rows) => {
      counter.add(value, rows);
    });
    return { ...counter.toCounts(), nulls: this.nulls, invalid: this.invalid };
  }

  /** The window in the vocabulary of the finished baseline. */
  inVocabulary(vocabulary: readonly string[]): FieldCounts {
    const counts = vocabulary.map((name) => this.categories.get(name) ?? 0);
    const seen = counts.reduce((sum, count) => sum + count, 0);
    const all = [...this.categories.values()].reduce((sum, count) => sum + count, this.other);
    return { counts, unseen: all - seen, nulls: this.nulls, invalid: this.invalid };
  }
}

/** One window of the reference. */
export interface TalliedWindow {
  /** Milliseconds since 1970. */
  readonly start: number;
  rows: number;
  readonly columns: readonly WindowColumn[];
}

/** Splits the rows of the reference by time, to learn later how far its own windows move. */
export class WindowTally {
  private readonly windows = new Map<number, TalliedWindow>();
  /** Rows that have no time that can be read. */
  rowsWithoutTime = 0;
  /** Set once there were more windows than memory allows; they are given up then. */
  overflow = false;

  constructor(
    private readonly columns: readonly PlannedColumn[],
    readonly unit: WindowUnit,
  ) {}

  accept(batch: RowBatch): void {
    if (this.overflow) return;
    for (const [i, line] of batch.lines.entries()) {
      const end = batch.lines[i + 1]?.firstRow ?? batch.rows;
      const window = this.window(timeOf(line.inferenceTime));
      if (window === undefined) {
        this.rowsWithoutTime += end - line.firstRow;
        continue;
      }
      window.rows += end - line.firstRow;
      for (const [c, column] of this.columns.entries()) {
        const source = batch.columns[c];
        if (source === undefined) continue;
        for (let row = line.firstRow; row < end; row++) {
          window.columns[c]?.add(column, source.values[row] as number, source.texts);
        }
      }
    }
  }

  private window(time: number): TalliedWindow | undefined {
    if (!Number.isFinite(time)) return undefined;
    const start = windowStart(time, this.unit);
    const known = this.windows.get(start);
    if (known !== undefined) return known;
    if ((this.windows.size + 1) * this.columns.length > MAX_WINDOW_COLUMNS) {
      this.overflow = true;
      this.windows.clear();
      return undefined;
    }
    const window = { start, rows: 0, columns: this.columns.map(() => new WindowColumn()) };
    this.windows.set(start, window);
    return window;
  }

  /** All windows by time. */
  sorted(): TalliedWindow[] {
    return [...this.windows.values()].sort((a, b) => a.start - b.start);
  }
}
