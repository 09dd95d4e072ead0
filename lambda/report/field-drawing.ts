import type { DriftReportFeature } from '../../lib/contract';
import { plainName } from '../decide';
import type { BaselineColumn, CategoryBaselineColumn, ColumnSketch, NumericBaselineColumn } from '../drift';
import { type CategoryCounts, type NumericCounts, noCategoryCounts, noNumericCounts } from '../stats';
import { binnedShares, medians, outsideMedian, type SharePair, wholeNumbers } from './binned-shares';
import { categoryPairs } from './category-pairs';
import { besideTheAxis, densityChart } from './density-chart';
import { sharesText, valueText } from './figures';
import { bounded, type Html, html } from './html';
import { pairsText, shareBars } from './share-bars';
import { sparkLine } from './spark-line';

/** Bins of a drawing in full and in a table. */
const BINS = 40;
const SPARK_BINS = 18;
const TOP_CATEGORIES = 8;
/** Whole numbers of at most so many values are drawn as categories. */
const FEW_VALUES = 16;
const NEW_NAMES = 5;
const LONGEST_LABEL = 16;

/** Draws one field from the counts of its baseline and of the window. */
export class FieldDrawing {
  constructor(
    private readonly field: DriftReportFeature,
    private readonly column: BaselineColumn,
    private readonly sketch: ColumnSketch | undefined,
  ) {}

  /** Both distributions over each other, with what is not on the axis in bars below. */
  full(): Html {
    const { column, sketch } = this;
    const name = plainName(this.field.name);
    if (isCategory(column)) {
      const pairs = categoryPairs(column, categoryCounts(column, sketch), TOP_CATEGORIES);
      return html`${shareBars(pairs, `Shares of ${name}`)}${newNames(sketch)}`;
    }
    const now = numericCounts(column, sketch);
    const values = wholeNumbers(column, now, FEW_VALUES);
    if (values !== undefined) return shareBars(values, `Shares of ${name}`);
    const shares = binnedShares(column, now, BINS);
    const beside = besideTheAxis(shares);
    const said = this.medianText(column, now);
    const chart = densityChart(shares, {
      label: `Distribution of ${name}. ${said}.`,
      unit: this.unit,
      medians: this.field.currentCount > 0 ? medians(column, now) : undefined,
    });
    return html`<p class="md">${said}</p>${chart}${beside.length > 0 ? shareBars(beside, 'Beside the axis') : undefined}`;
  }

  /** What it was and is: the median of numbers, of categories the share that changed most. */
  change(): string {
    const { column, sketch } = this;
    if (this.field.currentCount === 0) return '';
    if (isCategory(column)) {
      return largestChange(categoryPairs(column, categoryCounts(column, sketch), Number.POSITIVE_INFINITY));
    }
    const now = numericCounts(column, sketch);
    const values = wholeNumbers(column, now, FEW_VALUES);
    if (values !== undefined) return largestChange(values);
    return this.medianChange(column, now);
  }

  /** Small enough for a line of a table. */
  small(): Html {
    const { column, sketch } = this;
    if (isCategory(column)) {
      const pairs = categoryPairs(column, categoryCounts(column, sketch), SPARK_BINS - 1);
      // Where there are many, all others together would dwarf each.
      return sparkOf(pairs.filter(({ rest }) => rest !== true));
    }
    const now = numericCounts(column, sketch);
    const values = wholeNumbers(column, now, FEW_VALUES);
    if (values !== undefined) return sparkOf(values);
    const { baseline, current, spikes } = binnedShares(column, now, SPARK_BINS);
    if (spikes.length > 0 && Math.max(...baseline, ...current) < 0.01) {
      return sparkOf(spikes.map(({ value, ...pair }) => ({ label: valueText(value), ...pair })));
    }
    return sparkLine(baseline, current, this.medianText(column, now));
  }

  private get unit(): string | undefined {
    return this.field.unit === undefined ? undefined : plainName(this.field.unit);
  }

  private medianText(column: NumericBaselineColumn, now: NumericCounts): string {
    const unit = this.unit === undefined ? '' : ` ${this.unit}`;
    if (this.field.currentCount > 0) return `Median ${this.medianChange(column, now)}${unit}`;
    return `Median ${valueText(medians(column, now).baseline)}${unit}, no value in the window`;
  }

  private medianChange(column: NumericBaselineColumn, now: NumericCounts): string {
    const { baseline, current } = medians(column, now);
    return `${valueText(baseline)} → ${outsideMedian(column.cells, now) ?? valueText(current)}`;
  }
}

function isCategory(column: BaselineColumn): column is CategoryBaselineColumn {
  return column.kind === 'category' || column.kind === 'boolean';
}

function numericCounts({ cells }: NumericBaselineColumn, sketch: ColumnSketch | undefined): NumericCounts {
  return sketch?.numeric ?? noNumericCounts(cells.lower.length);
}

function categoryCounts({ vocabulary }: CategoryBaselineColumn, sketch: ColumnSketch | undefined): CategoryCounts {
  return sketch?.categories ?? noCategoryCounts(vocabulary.length);
}

function largestChange(pairs: readonly SharePair[]): string {
  const size = (pair: SharePair) => Math.abs(pair.current - pair.baseline);
  const [first] = [...pairs].sort((a, b) => size(b) - size(a));
  return first === undefined ? '' : `${bounded(plainName(first.label), LONGEST_LABEL)}: ${sharesText(first)}`;
}

function sparkOf(pairs: readonly SharePair[]): Html {
  const text = pairsText(pairs.slice(0, 2));
  return sparkLine(
    pairs.map(({ baseline }) => baseline),
    pairs.map(({ current }) => current),
    text === '' ? 'No values' : `Shares ${text}`,
  );
}

function newNames(sketch: ColumnSketch | undefined): Html | undefined {
  const names = sketch?.newNames ?? [];
  if (names.length === 0) return undefined;
  const shown = names.slice(0, NEW_NAMES).map(({ name }, i) => html`${i > 0 ? ', ' : ''}<bdi>${plainName(name)}</bdi>`);
  const more = names.length > NEW_NAMES ? ' and others' : '';
  return html`<p>Frequent among the new categories: ${shown}${more}.</p>`;
}
