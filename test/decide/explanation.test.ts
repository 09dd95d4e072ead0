import type { DriftMute } from '../../lib/contract';
import { categoryField, normalWindow, numberField, reportOn } from './support';

const DELAY = numberField('delay_3h', { unit: 'minutes', importance: 3 });
const AGE = numberField('age', { importance: 1 });
const ANSWER = numberField('probability', { role: 'prediction' });
const moved = (seed: number) => normalWindow(2000, seed, 0.5);
const calm = (seed: number) => normalWindow(2000, seed);
const MATCHED = { matchedBefore: new Set(['delay_3h', 'age']) };

describe('the likely chain', () => {
  it('says that predictions moved with the feature', () => {
    const window = { delay_3h: moved(1), age: calm(2), probability: moved(3) };
    const report = reportOn([DELAY, AGE, ANSWER], window, {}, MATCHED);
    expect(report.findings.map(({ family }) => family).sort()).toEqual(['DATA_DRIFT', 'PREDICTION_DRIFT']);
    expect(report.explanation[0]).toMatch(
      /^`delay_3h` rose by 0\.\d+ minutes \(0\.\d+ standard deviations\), and the predictions moved with it\.$/,
    );
    expect(report.explanation[1]).toMatch(/^The prediction `probability` rose by /);
    expect(report.explanation).toHaveLength(2);
    expect(report.summary).toMatch(/^Critical: `\w+` rose by .*; 1 other field moved or degraded\.$/);
  });

  it('says that predictions stayed where they did', () => {
    const window = { delay_3h: moved(1), age: moved(2), probability: calm(3) };
    const report = reportOn([DELAY, AGE, ANSWER], window, {}, MATCHED);
    expect(report.explanation[0]).toMatch(/; `age` moved too; the predictions did not move with them\.$/);
  });

  it('looks elsewhere where predictions moved and no input did', () => {
    const report = reportOn([AGE, ANSWER], { age: calm(2), probability: moved(3) }, {}, MATCHED);
    expect(report.explanation[1]).toMatch(/^No input moved: look at the model version/);
  });

  it('knows of what is muted: it does not count, but it happened', () => {
    const mute = { reason: 'winter schedule', owner: 'ana@example.com', expiresAt: '2026-05-01T00:00:00Z' };
    const window = { delay_3h: moved(1), probability: moved(3) };
    const told = (name: string) => {
      return reportOn([DELAY, ANSWER], window, { mutes: [{ ...mute, name }] }, MATCHED).explanation.join('\n');
    };
    expect(told('delay_3h')).not.toContain('No input moved');
    expect(told('probability')).toContain('and the predictions moved with it');
  });

  it('names predictions neither way where none is watched', () => {
    const report = reportOn([DELAY], { delay_3h: moved(1) }, {}, MATCHED);
    expect(report.explanation[0]).toMatch(/standard deviations\)\.$/);
  });

  it('puts the important feature first where both moved alike', () => {
    const window = { delay_3h: moved(1), age: moved(1) };
    expect(reportOn([AGE, DELAY], window, {}, MATCHED).findings.map(({ name }) => name)).toEqual(['delay_3h', 'age']);
  });

  it('tells a rise from a fall, a spread and a new mix of categories', () => {
    const text = (window: ReturnType<typeof normalWindow>) =>
      reportOn([AGE], { age: window }, {}, MATCHED).findings[0]?.text as string;
    expect(text(normalWindow(2000, 1, -0.5))).toMatch(/^fell by /);
    expect(text(normalWindow(2000, 1, 0, 1.6))).toMatch(/^spread out \(distance /);
    expect(text(normalWindow(2000, 1, 0, 0.6))).toMatch(/^drew together /);
    const carrier = categoryField('carrier', { WN: 2000, AA: 2000 });
    const mixed = { carrier: { counts: [500, 1500], unseen: 0, nulls: 0, invalid: 0 } };
    expect(reportOn([carrier], mixed).findings[0]?.text).toBe('changed: the share of "WN" fell from 50 % to 25 %');
  });

  it('keeps the values of a sensitive field out of every text', () => {
    const secret = { ...categoryField('diagnosis', { F20: 2000, F32: 2000 }), sensitive: true };
    const income = { ...numberField('income', { unit: 'euro' }), sensitive: true };
    const window = {
      diagnosis: { counts: [500, 1500], unseen: 0, nulls: 0, invalid: 0 },
      income: moved(4),
    };
    const report = reportOn([secret, income], window);
    expect(JSON.stringify([report.summary, report.explanation, report.findings])).not.toMatch(/F20|F32|euro/);
    expect(report.findings.map(({ text }) => text)).toContain(
      'changed: the share of one category fell from 50 % to 25 %',
    );
  });
});

describe('training-serving skew', () => {
  const window = { delay_3h: moved(1) };

  it('is what has differed from the training data in every window so far', () => {
    const report = reportOn([DELAY], window, {}, { matchedBefore: new Set() });
    expect(report.findings[0]?.family).toBe('TRAINING_SERVING_SKEW');
    expect(report.explanation[0]).toMatch(/^`delay_3h` has differed from the training data since the first window/);
  });

  it('is drift instead once the feature has agreed with the training data', () => {
    expect(reportOn([DELAY], window, {}, MATCHED).findings[0]?.family).toBe('DATA_DRIFT');
  });

  it('is never claimed against a baseline of production traffic, nor without any history', () => {
    const captured = { digest: 'b'.repeat(64), source: 'captured', rows: 4000 } as const;
    const report = reportOn([DELAY], window, {}, { matchedBefore: new Set(), baseline: captured });
    expect(report.findings[0]?.family).toBe('DATA_DRIFT');
    expect(reportOn([DELAY], window).findings[0]?.family).toBe('DATA_DRIFT');
  });
});

describe('muting and quiet days', () => {
  const mute: DriftMute = {
    name: 'delay_3h',
    reason: 'winter schedule',
    owner: 'ana@example.com',
    expiresAt: '2026-05-01T00:00:00Z',
  };
  const window = { delay_3h: moved(1), age: calm(2) };

  it('lists a muted finding with its reason, owner and expiry, and does not alarm', () => {
    const report = reportOn([DELAY, AGE], window, { mutes: [mute] });
    expect(report.verdict).toBe('OK');
    expect(report.findings[0]?.mute).toEqual(mute);
    expect(report.summary).toMatch(/^Nothing moved except what is muted: /);
    expect(report.explanation.join(' ')).toContain(
      'muted by ana@example.com until 2026-05-01T00:00:00Z: winter schedule.',
    );
  });

  it('alarms again once the mute has expired', () => {
    const late = { evaluatedAt: '2026-05-01T00:00:00Z' };
    expect(reportOn([DELAY, AGE], window, { mutes: [mute] }, late).verdict).toBe('CRITICAL');
  });

  it('mutes only the field and the family it names', () => {
    const other = reportOn([DELAY, AGE], window, { mutes: [{ ...mute, name: 'age' }] });
    expect(other.verdict).toBe('CRITICAL');
    expect(reportOn([DELAY, AGE], window, { mutes: [{ ...mute, family: 'DATA_QUALITY' }] }).verdict).toBe('CRITICAL');
    expect(reportOn([DELAY, AGE], window, { mutes: [{ ...mute, name: '*' }] }).verdict).toBe('OK');
  });

  it('warns at most during quiet days, and says so', () => {
    const report = reportOn([DELAY, AGE], window, { quietUntil: '2026-05-01T00:00:00Z' });
    expect(report.verdict).toBe('WARNING');
    expect(report.findings[0]?.verdict).toBe('WARNING');
    expect(report.quietUntil).toBe('2026-05-01T00:00:00Z');
    expect(report.explanation).toContain(
      'Quiet until 2026-05-01T00:00:00Z: until then nothing is worse than a warning.',
    );
  });

  it('is loud again from the first window after the quiet days', () => {
    const report = reportOn([DELAY, AGE], window, { quietUntil: '2026-04-06T00:59:00Z' });
    expect(report.verdict).toBe('CRITICAL');
    expect(report.quietUntil).toBeUndefined();
  });
});

describe('the report', () => {
  it('carries the statistics that apply to each kind and what would be noise at this size', () => {
    const carrier = categoryField('carrier', { WN: 2000, AA: 1500, DL: 500 });
    const window = { age: calm(2), carrier: { counts: [990, 760, 250], unseen: 0, nulls: 0, invalid: 0 } };
    const { features, tests, schemaVersion } = reportOn([AGE, carrier], window);
    const [age, category] = features;
    expect(schemaVersion).toBe(1);
    expect(tests).toBe(4);
    expect(Object.keys(age?.statistics ?? {}).sort()).toEqual(
      ['hellinger', 'jensenShannon', 'ks', 'psi', 'totalVariation', 'wasserstein'].sort(),
    );
    expect(Object.keys(category?.statistics ?? {})).toContain('chiSquare');
    expect(category?.statistics.ks).toBeUndefined();
    expect(age?.noise?.wasserstein?.usual).toBeGreaterThan(2.3 * Math.sqrt(1 / 2000 + 1 / 4000));
    expect(age?.noise?.wasserstein?.usual).toBeLessThan(3.1 * Math.sqrt(1 / 2000 + 1 / 4000));
    expect(age?.noise?.psi.detectable).toBeGreaterThan(age?.noise?.psi.usual as number);
    expect(age).toMatchObject({ baselineCount: 4000, currentCount: 2000, kind: 'number', importance: 1 });
  });

  it('is the same to the bit for the same counts', () => {
    const window = { delay_3h: moved(1), age: calm(2) };
    expect(JSON.stringify(reportOn([DELAY, AGE], window))).toBe(JSON.stringify(reportOn([DELAY, AGE], window)));
  });
});
