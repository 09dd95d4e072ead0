import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { Option } from 'commander';
import { CaptureScanner, planColumns } from '../../lambda/capture';
import { plainName } from '../../lambda/decide';
import {
  approveBaseline,
  BaselineBuilder,
  type BaselineDocument,
  BaselineRefusedError,
  type ColumnDiff,
  DEFAULT_MIN_ROWS,
  diffBaselines,
  inferSchema,
  readBaseline,
  type WindowUnit,
} from '../../lambda/drift';
import type { FeatureSchemaDocument } from '../../lib/contract';
import { fileBytes } from '../readers/file-bytes';
import { type DataFormat, dataFiles, dataFormat, openTable } from '../readers/open-data';
import { readTable } from '../readers/read-table';
import { UnreadableDataError } from '../readers/table';
import { Progress } from '../terminal/progress';
import { makeTable } from '../terminal/report-table';
import { OutputFile } from '../writers/output-file';
import { countUpTo, MOST_ROWS } from './option-values';
import { readSchema, type SchemaFile } from './read-schema';

interface CreateOptions {
  readonly data: string;
  readonly out: string;
  readonly schema?: string;
  readonly writeSchema?: string;
  readonly window?: WindowUnit;
  readonly time?: string;
  readonly output?: readonly string[];
  readonly ignore?: readonly string[];
  readonly version?: string;
  readonly minRows: number;
}

/** Adds `baseline create`, `baseline diff` and `baseline approve`. */
export function addBaselineCommands(program: Command): void {
  const baseline = program.command('baseline').description('Make, compare and approve what traffic is compared with');
  baseline
    .command('create')
    .description('Learn a baseline from training data, or from captured production traffic, in one pass')
    .requiredOption('--data <path>', 'CSV, Parquet, JSON lines or captured objects: a file or a folder')
    .requiredOption('--out <file>', 'where the baseline goes')
    .option(
      '--schema <file>',
      'FeatureSchema (JSON), or the model.json that holds one and the importances; inferred from the first rows where it is left out',
    )
    .option('--write-schema <file>', 'where the schema that was used goes, to be edited and given with --schema')
    .addOption(new Option('--window <unit>', "learn how far the reference's own windows move").choices(['hour', 'day']))
    .option('--time <column>', 'column that holds the time of a row; captured objects have their own')
    .option('--output <column...>', 'columns that are the model’s answers, where the schema is inferred')
    .option('--ignore <column...>', 'columns that are neither feature nor answer, where the schema is inferred')
    .option('--version <text>', 'version that people give the baseline')
    .option('--min-rows <count>', 'fewest rows that make a baseline', countUpTo(MOST_ROWS), DEFAULT_MIN_ROWS)
    .action(create);
  baseline
    .command('diff <before> <after>')
    .description('Say how two baselines differ')
    .option('--json', 'print the comparison as JSON')
    .action(diff);
  baseline
    .command('approve <file>')
    .description('Record in a baseline who approved it')
    .requiredOption('--by <person>', 'who approves')
    .option('--comment <text>', 'why')
    .action(approve);
}

async function create(options: CreateOptions): Promise<void> {
  const files = await dataFiles(options.data);
  const read = [options.schema, ...files.map((file) => file.path)];
  const out = await (await OutputFile.of('--out', options.out)).apartFrom(read);
  const schemaOut =
    options.writeSchema === undefined
      ? undefined
      : await (await OutputFile.of('--write-schema', options.writeSchema)).apartFrom(read, [out]);
  const hash = createHash('sha256');
  const progress = new Progress(
    'Reading',
    files.reduce((sum, { bytes }) => sum + bytes, 0),
  );
  const observer = { hash, onBytes: (bytes: number) => progress.add(bytes) };
  const formats = await Promise.all(files.map(({ path }) => dataFormat(path)));
  const captured = formats.includes('captured');
  if (captured && formats.some((format) => format !== 'captured')) {
    throw new UnreadableDataError(options.data, 'it mixes captured objects with other files');
  }
  if (options.window !== undefined && options.time === undefined && !captured) {
    throw new UnreadableDataError(options.data, '--window needs --time, the column that holds the time of a row');
  }
  const first = files[0] as (typeof files)[number];
  const { schema, importances }: SchemaFile = options.schema
    ? await readSchema(options.schema)
    : { schema: await inferred(first.path, formats[0], options) };
  const plan = planColumns(schema);
  const learning = { windows: options.window, minRows: options.minRows, importances };
  const builder = new BaselineBuilder(schema, plan, learning);
  for (const [i, { path }] of files.entries()) {
    const format = formats[i] as DataFormat;
    if (format === 'captured') {
      const scanner = new CaptureScanner(plan, [builder], {
        objectKey: path,
        identities: options.window !== undefined,
      });
      for await (const chunk of fileBytes(path, observer)) scanner.push(chunk);
      sayUnreadable(path, scanner.end().badLineCount);
      continue;
    }
    const { unreadable } = await readTable({ path, format, observer, time: options.time }, plan, [builder]);
    sayUnreadable(
      path,
      Object.values(unreadable).reduce((sum, count) => sum + count, 0),
    );
  }
  progress.end();
  // Also where the data is refused below: then it is what has to be corrected.
  await schemaOut?.write(`${JSON.stringify(schema, undefined, 2)}\n`);
  const document = finished(builder, options.schema === undefined, {
    source: captured ? 'captured' : 'training',
    dataSha256: hash.digest('hex'),
    createdAt: new Date().toISOString(),
    version: options.version,
  });
  await out.write(`${JSON.stringify(document)}\n`);
  console.log(describe(document));
  console.log(`Wrote ${options.out}`);
}

function finished(
  builder: BaselineBuilder,
  inferred: boolean,
  provenance: Parameters<BaselineBuilder['finish']>[0],
): BaselineDocument {
  try {
    return builder.finish(provenance);
  } catch (error) {
    if (inferred && error instanceof BaselineRefusedError) {
      console.error('Schema: it was inferred; leave columns out with --ignore, or correct what --write-schema writes.');
    }
    throw error;
  }
}

function sayUnreadable(path: string, count: number): void {
  if (count > 0) console.error(`${path}: ${count} records could not be read and were left out`);
}

async function inferred(
  path: string,
  format: DataFormat | undefined,
  options: CreateOptions,
): Promise<FeatureSchemaDocument> {
  if (format === undefined || format === 'captured') {
    throw new UnreadableDataError(path, 'captured lines name no columns: give the schema of the model with --schema');
  }
  const table = await openTable(path, format, {});
  const records: (readonly unknown[])[] = [];
  for await (const batch of table.batches) {
    records.push(...batch);
    if (records.length >= 10_000) break;
  }
  if (records.length === 0) throw new UnreadableDataError(path, 'it names columns and has no rows');
  const ignore = [...(options.ignore ?? []), ...(options.time === undefined ? [] : [options.time])];
  const { schema, remarks } = inferSchema(table.names, records, { outputs: options.output, ignore });
  for (const remark of remarks) console.error(`Schema: ${remark}`);
  if (schema.features.length === 0) {
    throw new UnreadableDataError(
      path,
      'no column is left to be a feature: give the schema of the model with --schema',
    );
  }
  return schema;
}

function describe({ columns, data, windows, featureSchema }: BaselineDocument): string {
  const fields = [...featureSchema.features, ...featureSchema.outputs];
  const sensitive = new Set(fields.flatMap((field) => (field.sensitive ? [field.name] : [])));
  const table = makeTable(['column', 'kind', 'rows', 'nulls', 'invalid', 'mean ± σ, categories', 'unrest W/σ, PSI']);
  for (const column of columns) {
    const { counts, unrest99 } = column;
    const numeric = 'cells' in column;
    const rows = counts.counts.reduce((sum, count) => sum + count, 'unseen' in counts ? counts.unseen : 0);
    const values = numeric
      ? `${column.mean.toPrecision(4)} ± ${column.standardDeviation.toPrecision(3)}`
      : `${column.vocabulary.length}${sensitive.has(column.name) ? '' : `: ${column.vocabulary.slice(0, 3).join(', ')}`}`;
    const unrest = [unrest99?.wasserstein, unrest99?.psi].flatMap((value) =>
      value === undefined ? [] : [value.toFixed(3)],
    );
    table.push(
      [column.name, column.kind, rows, counts.nulls, counts.invalid, values, unrest.join(', ')].map((cell) =>
        plainName(String(cell)),
      ),
    );
  }
  const learned = windows === undefined ? '' : `, unrest learned from ${windows.used.length} ${windows.unit}s`;
  return `${data.rows.toLocaleString('en')} rows, SHA-256 ${data.sha256.slice(0, 12)}…${learned}\n${table.toString()}`;
}

async function read(path: string): Promise<BaselineDocument> {
  return readBaseline(await readFile(path, 'utf8').catch(() => undefined), path);
}

async function diff(before: string, after: string, options: { json?: boolean }): Promise<void> {
  const result = diffBaselines(await read(before), await read(after));
  if (options.json) {
    console.log(JSON.stringify(result, undefined, 2));
    return;
  }
  const table = makeTable(['column', 'change', 'W/σ', 'PSI', 'mean shift (σ)', 'σ ratio', 'categories']);
  const figure = (value: number | undefined) => value?.toFixed(3) ?? '';
  const categories = ({ newCategories = [], lostCategories = [] }: ColumnDiff) =>
    [...newCategories.map((name) => `+${name}`), ...lostCategories.map((name) => `-${name}`)].slice(0, 6).join(' ');
  for (const column of result.columns) {
    const { name, change, wasserstein, psi, meanShift, scaleRatio } = column;
    const figures = [wasserstein, psi, meanShift, scaleRatio].map(figure);
    table.push([name, change, ...figures, categories(column)].map(plainName));
  }
  console.log(result.sameData ? 'Both were made of the same data.' : 'They were made of different data.');
  console.log(table.toString());
}

async function approve(path: string, { by, comment }: { by: string; comment?: string }): Promise<void> {
  const approval = { by, at: new Date().toISOString(), ...(comment === undefined ? {} : { comment }) };
  const approved = approveBaseline(await read(path), approval);
  await (await OutputFile.of('The baseline', path)).write(`${JSON.stringify(approved)}\n`);
  console.log(`${path} is approved by ${plainName(by)}`);
}
