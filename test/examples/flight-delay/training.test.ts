import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { MetricDocument, ModelManifestDocument } from '../../../lib/contract';
import { ModelVersion } from '../../../lib/registry';
import { EXAMPLE, flightDelay, IMAGE, QUICK, runPython, temporaryFolder } from './example';

/** Each step is a second on a machine that has nothing else to do. */
jest.setTimeout(120_000);

const folder = temporaryFolder();
const first = join(folder, 'first');
const FIXED_TIME = { SOURCE_DATE_EPOCH: '1000000000' };

function sha256(...path: string[]): string {
  return createHash('sha256')
    .update(readFileSync(join(...path)))
    .digest('hex');
}

function json<T>(...path: string[]): T {
  return JSON.parse(readFileSync(join(...path), 'utf8')) as T;
}

beforeAll(() => flightDelay(['train', '--out', first, ...QUICK], FIXED_TIME), 300_000);

describe('a training run', () => {
  it('writes the same bytes for the same seed, and others for another version', async () => {
    const [again, other] = [join(folder, 'again'), join(folder, 'other')];
    await flightDelay(['train', '--out', again, ...QUICK], FIXED_TIME);
    await flightDelay(['train', '--out', other, ...QUICK, '--version', '1.1.0', '--max-leaf-nodes', '31'], FIXED_TIME);
    expect(sha256(again, 'model.tar.gz')).toBe(sha256(first, 'model.tar.gz'));
    expect(readFileSync(join(again, 'model.json'), 'utf8')).toBe(readFileSync(join(first, 'model.json'), 'utf8'));
    expect(sha256(other, 'model.tar.gz')).not.toBe(sha256(first, 'model.tar.gz'));
    expect(json<ModelManifestDocument>(other, 'model.json')).toMatchObject({
      version: '1.1.0',
      provenance: { hyperparameters: { max_leaf_nodes: 31 } },
    });
  }, 300_000);

  it('writes a manifest that the constructs read without a problem', () => {
    const version = ModelVersion.fromManifest(join(first, 'model.json'));
    expect(version.version).toBe('1.0.0');
  });

  it('says in the manifest exactly what it made it from', () => {
    const manifest = json<ModelManifestDocument>(first, 'model.json');
    const data = join(EXAMPLE, '../../node_modules/vega-datasets/data/flights-3m.parquet');
    expect(manifest).toMatchObject({
      schemaVersion: 1,
      name: 'flight-delay',
      version: '1.0.0',
      image: IMAGE,
      artifact: {
        file: 'model.tar.gz',
        sha256: sha256(first, 'model.tar.gz'),
        sizeBytes: statSync(join(first, 'model.tar.gz')).size,
      },
      provenance: {
        codeCommit: expect.stringMatching(/^[0-9a-f]{40}(-dirty)?$/),
        seed: 7,
        dataSha256: sha256(data),
        lockFileSha256: sha256(EXAMPLE, 'requirements.txt'),
        trainedAt: '2001-09-09T01:46:40+00:00',
      },
      featureSchema: json(first, 'feature-schema.json'),
    });
    const pinned = readFileSync(join(EXAMPLE, 'requirements.txt'), 'utf8');
    const { python, ...libraries } = manifest.provenance?.libraries ?? {};
    for (const [name, version] of Object.entries(libraries)) expect(pinned).toContain(`${name}==${version} `);
    expect(Object.keys(libraries)).toContain('scikit-learn');
    expect(python).toMatch(/^3\.\d+\.\d+/);
  });

  it('states figures with intervals, the baseline among them, and an importance for each feature', () => {
    const { metrics = [], importances = {}, featureSchema } = json<ModelManifestDocument>(first, 'model.json');
    const figures = new Map(metrics.map((metric) => [metric.name, metric]));
    for (const name of ['accuracy', 'majority_accuracy', 'auc', 'brier']) {
      const { value, lower, upper, confidence, dataset, rows } = figures.get(name) as MetricDocument;
      expect(lower).toBeLessThan(value);
      expect(upper).toBeGreaterThan(value);
      expect({ confidence, dataset }).toEqual({ confidence: 0.95, dataset: 'holdout' });
      expect(rows).toBeGreaterThan(10_000);
    }
    // Twelve trees on a fraction of the flights already tell late from on time; noise would not.
    expect(figures.get('auc')?.lower).toBeGreaterThan(0.62);
    expect(Object.keys(importances).sort()).toEqual(featureSchema.features.map(({ name }) => name).sort());
    expect(importances.departure_hour).toBeGreaterThan(0);
    expect(Math.min(...Object.values(importances))).toBeGreaterThanOrEqual(0);
  });

  it('holds out the last two weeks of March, and no day is in both parts', () => {
    const card = json<Record<'holdout' | 'crossFittedTraining', { days: number }>>(first, 'model-card.json');
    expect(card.holdout.days).toBe(14);
    expect(card.crossFittedTraining.days).toBe(76);
  });

  it('writes a card whose picture is an SVG without script', () => {
    const card = readFileSync(join(first, 'model-card.md'), 'utf8');
    const picture = readFileSync(join(first, 'model-card.svg'), 'utf8');
    expect(card).toContain('![Calibration, ROC curve and importances](model-card.svg)');
    expect(card).not.toMatch(/\b(nan|None|undefined)\b/);
    expect(picture).toMatch(/^<svg .*<\/svg>\n$/s);
    expect(picture).not.toMatch(/<script|nan|href/);
  });

  it('keeps reference data with time, features, predictions and truth', async () => {
    const file = join(folder, 'reference.csv');
    await flightDelay(['baseline-data', '--model', first, '--out', file, '--rows', '5000']);
    const [header, ...rows] = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(header).toBe(
      'time,origin,destination,distance,departure_hour,day_of_week,delay_3h,departures_3h,probability,late,label',
    );
    expect(rows.length).toBeGreaterThan(3000);
    expect(rows.length).toBeLessThanOrEqual(5000);
    expect(rows[0]).toMatch(/^2001-01-01T00:\d\d:00Z,[A-Z]{3},[A-Z]{3},\d+,[\d.]+,1,,0,0\.\d+,[01],[01]$/);
    expect([...rows].sort((a, b) => (a.slice(0, 20) < b.slice(0, 20) ? -1 : 1))).toEqual(rows);
    expect(rows.at(-1)).toMatch(/^2001-03-17/);
  });

  it.each([
    [['--image', 'flight-delay:latest'], 2, /REPOSITORY@sha256:DIGEST/],
    [['--image', IMAGE, '--seed', '-1'], 2, /--seed: '-1' is not a whole number/],
    [['--image', IMAGE, '--version', '../1'], 2, /--version/],
    [['--image', IMAGE, '--learning-rate', 'nan'], 2, /--learning-rate/],
    [['--image', IMAGE, '--max-rows', '10'], 1, /10 flights are too few/],
    [['--image', IMAGE, '--data', 'nowhere.parquet'], 1, /There is no file nowhere\.parquet\. Run `npm ci`/],
    [['--image', IMAGE, '--data', 'README.md'], 1, /README\.md cannot be read as Parquet/],
  ])('refuses %j without a stack trace and without leaving a manifest', async (args, code, message) => {
    const out = join(folder, 'refused');
    const ended = await runPython(['-m', 'flight_delay', 'train', '--out', out, ...args]);
    expect(ended).toEqual({ code, stdout: expect.anything(), stderr: expect.stringMatching(message) });
    expect(ended.stderr).not.toContain('Traceback');
    expect(readdirSync(folder).includes('refused') ? readdirSync(out) : []).not.toContain('model.json');
  });
});
