import { DriftJudge } from '../../lambda/decide';
import { noCategoryCounts, noNumericCounts } from '../../lambda/stats';
import { categoryField, FEW_DRAWS, normalWindow, numberField, reportOn } from './support';

const [DELAY, AGE] = [numberField('delay_3h'), numberField('age')];
const CARRIER = categoryField('carrier', { WN: 2000, AA: 1500, DL: 500 });
const carriers = (WN: number, AA: number, DL: number, unseen = 0) => ({
  counts: [WN, AA, DL],
  unseen,
  nulls: 0,
  invalid: 0,
});

describe('the verdict on a window', () => {
  it('is OK where nothing moved', () => {
    const report = reportOn([DELAY, AGE, CARRIER], {
      delay_3h: normalWindow(1000, 1),
      age: normalWindow(1000, 2),
      carrier: carriers(510, 370, 120),
    });
    expect(report.verdict).toBe('OK');
    expect(report.severity).toBe(0);
    expect(report.findings).toEqual([]);
    expect(report.features.map(({ verdict }) => verdict)).toEqual(['OK', 'OK', 'OK']);
    expect(report.summary).toBe('Nothing moved: 1,000 rows, 3 fields compared with the baseline.');
  });

  it('is a warning for a shift of .2 and critical for one of .6 standard deviations', () => {
    const warning = reportOn([DELAY, AGE], { delay_3h: normalWindow(2000, 1, 0.2), age: normalWindow(2000, 2) });
    expect(warning.verdict).toBe('WARNING');
    expect(warning.severity).toBe(1);
    expect(warning.findings).toHaveLength(1);
    expect(warning.findings[0]).toMatchObject({ name: 'delay_3h', family: 'DATA_DRIFT', measure: 'wasserstein' });
    const critical = reportOn([DELAY, AGE], { delay_3h: normalWindow(2000, 1, 0.6), age: normalWindow(2000, 2) });
    expect(critical.verdict).toBe('CRITICAL');
    expect(critical.features.map(({ verdict }) => verdict)).toEqual(['CRITICAL', 'OK']);
  });

  it('is never an emergency, however far everything moved', () => {
    const report = reportOn([DELAY, CARRIER], {
      delay_3h: normalWindow(2000, 1, 50),
      carrier: carriers(0, 0, 0, 2000),
    });
    expect(report.verdict).toBe('CRITICAL');
    expect(report.severity).toBe(2);
  });

  it('stays OK for a shift that is certain at a million rows but matters to nobody', () => {
    const tiny = normalWindow(20_000, 3, 0.03);
    const scaled = (counts: readonly number[]) => counts.map((count) => count * 100);
    const window = {
      ...tiny,
      counts: scaled(tiny.counts),
      positions: scaled(tiny.positions),
    };
    const large = numberField('delay_3h', {}, 20_000);
    const report = reportOn([large], { delay_3h: window }, {}, { rows: 2_000_000 });
    expect(report.features[0]?.adjustedPValue).toBeLessThan(0.001);
    expect(report.verdict).toBe('OK');
  });

  it('asks for more than an effect: at 40 rows chance alone exceeds both thresholds', () => {
    const report = reportOn([DELAY], { delay_3h: normalWindow(40, 9) }, {}, { rows: 40 });
    expect(report.features[0]?.statistics.psi).toBeGreaterThan(0.1);
    expect(report.findings).toEqual([]);
    expect(report.verdict).toBe('INSUFFICIENT_DATA');
  });

  it('still finds what is beyond chance at 50 rows', () => {
    const report = reportOn(
      [DELAY, AGE],
      { delay_3h: normalWindow(50, 4, 1), age: normalWindow(50, 5) },
      {},
      { rows: 50 },
    );
    expect(report.verdict).toBe('CRITICAL');
    expect(report.features.map(({ verdict }) => verdict)).toEqual(['CRITICAL', 'INSUFFICIENT_DATA']);
  });

  it('is insufficient data for an empty window', () => {
    const report = reportOn(
      [DELAY, CARRIER],
      { delay_3h: noNumericCounts(40), carrier: noCategoryCounts(3) },
      {},
      { rows: 0 },
    );
    expect(report.verdict).toBe('INSUFFICIENT_DATA');
    expect(report.features[0]?.statistics).toEqual({});
    expect(report.features[0]?.adjustedPValue).toBeUndefined();
  });

  it('is incomplete below nine tenths of the expected rows, whatever moved, and lists it all the same', () => {
    const moved = { delay_3h: normalWindow(2000, 1, 1) };
    const report = reportOn([DELAY], moved, {}, { coverage: 0.89 });
    expect(report.verdict).toBe('INCOMPLETE');
    expect(report.severity).toBe(0);
    expect(report.findings).toHaveLength(1);
    expect(report.summary).toContain('89 % of the expected rows were captured and 90 % are needed');
    expect(reportOn([DELAY], moved, {}, { coverage: 0.9 }).verdict).toBe('CRITICAL');
    expect(reportOn([DELAY], moved, {}, { coverage: 0 }).verdict).toBe('INCOMPLETE');
    expect(reportOn([DELAY], moved, {}, { coverage: Number.NaN }).verdict).toBe('INCOMPLETE');
    expect(reportOn([DELAY], moved, {}, { coverage: undefined }).verdict).toBe('CRITICAL');
  });

  it('raises a threshold to the unrest that the reference itself showed', () => {
    const restless = numberField('delay_3h', { unrest99: { psi: 0.4, wasserstein: 0.5 } });
    const at = (mean: number) => reportOn([restless], { delay_3h: normalWindow(2000, 1, mean) });
    expect(at(0.35).verdict).toBe('OK');
    expect(at(0.6).verdict).toBe('CRITICAL');
    expect(at(0.35).features[0]?.thresholds.wasserstein).toEqual({ warning: 0.5, critical: 0.5 });
    expect(at(0.35).features[0]?.unrest99).toEqual({ psi: 0.4, wasserstein: 0.5 });
  });

  it('lets a user set thresholds for all fields and for one', () => {
    const window = { delay_3h: normalWindow(2000, 1, 0.4), age: normalWindow(2000, 2, 0.4) };
    const policy = {
      thresholds: { wasserstein: { critical: 2 }, psi: { critical: 3 } },
      fieldThresholds: { age: { wasserstein: { warning: 1 }, psi: { warning: 1 } } },
    };
    const report = reportOn([DELAY, AGE], window, policy);
    expect(report.features.map(({ verdict }) => verdict)).toEqual(['WARNING', 'OK']);
    expect(report.features[1]?.thresholds.wasserstein).toEqual({ warning: 1, critical: 2 });
  });

  it('counts every test of the window in the correction, and the more there are the less each proves', () => {
    const window = new Map([['delay_3h', normalWindow(300, 21, 0.22)]]);
    const alone = new DriftJudge([DELAY], {}, FEW_DRAWS).judge(window);
    const others = Array.from({ length: 60 }, (_, index) => numberField(`calm${index}`));
    const many = new Map([
      ...window,
      ...others.map(({ name }, index) => [name, normalWindow(300, 500 + index)] as const),
    ]);
    const crowded = new DriftJudge([DELAY, ...others], {}, FEW_DRAWS).judge(many);
    expect(alone.tests).toBe(2);
    expect(crowded.tests).toBe(2 * 61);
    const adjusted = (judgement: typeof alone) => judgement.fields[0]?.outcomes[0]?.adjustedPValue as number;
    expect(adjusted(crowded)).toBeGreaterThan(3 * adjusted(alone));
  });

  it('does not depend on the order of the fields', () => {
    const window = new Map([
      ['delay_3h', normalWindow(500, 1, 0.3)],
      ['age', normalWindow(500, 2)],
    ]);
    const there = new DriftJudge([DELAY, AGE], {}, FEW_DRAWS).judge(window);
    const back = new DriftJudge([AGE, DELAY], {}, FEW_DRAWS).judge(window);
    expect([...back.fields].reverse()).toEqual(there.fields);
  });
});

describe('data quality', () => {
  const calm = normalWindow(2000, 1);

  it('reports nulls, not drift, where values vanish', () => {
    const report = reportOn([DELAY], { delay_3h: { ...calm, nulls: 300 } });
    expect(report.findings.map(({ family, test, verdict }) => [family, test, verdict])).toEqual([
      ['DATA_QUALITY', 'nulls', 'CRITICAL'],
    ]);
    expect(report.explanation[0]).toBe('`delay_3h` is null in 13 % of rows, 0 % in the baseline.');
    expect(report.features[0]?.shares.nulls).toMatchObject({ baseline: 0, current: 300 / 2300 });
  });

  it('reports a feature that is entirely null although its distribution cannot be judged', () => {
    const report = reportOn([DELAY, AGE], {
      delay_3h: { ...noNumericCounts(40), nulls: 60 },
      age: normalWindow(60, 3),
    });
    expect(report.verdict).toBe('CRITICAL');
    expect(report.findings.map(({ name, test }) => [name, test])).toEqual([['delay_3h', 'nulls']]);
  });

  it('reports invalid and out-of-range values and categories that the baseline never saw', () => {
    const report = reportOn([DELAY, CARRIER], {
      delay_3h: { ...calm, invalid: 60, overflow: 80, overflowDistance: 80 },
      carrier: carriers(950, 700, 250, 100),
    });
    const tests = report.findings.filter(({ family }) => family === 'DATA_QUALITY').map(({ test }) => test);
    expect(tests.sort()).toEqual(['invalid', 'outOfRange', 'unseen']);
    expect(report.findings.find(({ test }) => test === 'unseen')?.text).toBe(
      'has categories that the baseline never saw in 5 % of rows, 0 % in the baseline',
    );
  });

  it('does not alarm for a few values beyond the extremes of a small baseline', () => {
    const small = numberField('delay_3h', {}, 1000);
    const window = { ...calm, overflow: 6, overflowDistance: 6, underflow: 5, underflowDistance: 5 };
    expect(reportOn([small], { delay_3h: window }).findings).toEqual([]);
  });

  it('expects as many unseen categories as the baseline has categories of a single row', () => {
    const tail = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`rare${index}`, 1]));
    const rich = categoryField('airport', { ATL: 700, ...tail });
    const counts = [1400, ...new Array(300).fill(1)];
    const report = reportOn([rich], { airport: { counts, unseen: 300, nulls: 0, invalid: 0 } });
    expect(report.findings).toEqual([]);
    const poor = categoryField('airport', { ATL: 1000 });
    const sudden = reportOn([poor], { airport: { counts: [1700], unseen: 300, nulls: 0, invalid: 0 } });
    expect(sudden.findings.map(({ test }) => test)).toContain('unseen');
  });

  it('treats a fall of nulls as a change too, and a fall of invalid values as none', () => {
    const base = numberField('delay_3h');
    const reference = {
      ...base.reference,
      counts: { ...(base.reference.counts as typeof calm), nulls: 1000, invalid: 1000 },
    };
    const field = { ...base, reference } as typeof base;
    expect(reportOn([field], { delay_3h: { ...calm, nulls: 400 } }).findings).toEqual([]);
    const imputed = reportOn([field], { delay_3h: calm });
    expect(imputed.findings.map(({ test }) => test)).toEqual(['nulls']);
  });
});

describe('hostile input', () => {
  it('survives ten thousand categories and names from hell', () => {
    const names = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`c${index}`, 3]));
    const vocabulary = [
      '__proto__',
      'constructor',
      '<script>alert(1)</script>',
      '\u001b[31mred',
      ...Object.keys(names),
    ];
    const counts = vocabulary.map((_name, index) => (index < 4 ? 5000 : 3));
    const field = {
      ...categoryField('__proto__', { x: 1 }),
      reference: { vocabulary, counts: { counts, unseen: 0, nulls: 0, invalid: 0 } },
    } as ReturnType<typeof categoryField>;
    const moved = {
      counts: counts.map((count, index) => (index === 3 ? 4 * count : count)),
      unseen: 0,
      nulls: 0,
      invalid: 0,
    };
    const report = reportOn([field], new Map([['__proto__', moved]]), { fieldThresholds: {} });
    expect(report.verdict).toBe('CRITICAL');
    expect(report.findings[0]?.text).toContain('"\uFFFD[31mred"');
    expect(JSON.stringify(report)).not.toContain('\\u001b');
  });

  it('names what does not fit the baseline', () => {
    expect(() => reportOn([DELAY], {})).toThrow('the window has no counts of delay_3h');
    expect(() => reportOn([DELAY], { delay_3h: carriers(1, 2, 3) })).toThrow('delay_3h is a number in the baseline');
    expect(() => reportOn([CARRIER], { carrier: { ...carriers(1, 2, 3), counts: [1] } })).toThrow(
      'carrier is a category',
    );
    expect(() => reportOn([DELAY], { delay_3h: noNumericCounts(7) })).toThrow('was counted in other cells');
    expect(() => reportOn([DELAY, DELAY], {})).toThrow('share a name');
    const flat = { ...DELAY, reference: { ...DELAY.reference, standardDeviation: 0 } } as typeof DELAY;
    expect(() => reportOn([flat], {})).toThrow('delay_3h has standard deviation 0 and range 10 in the baseline');
    const [cells, endless] = [DELAY.reference, { lower: [-1e308], upper: [1e308] }];
    const boundless = { ...DELAY, reference: { ...cells, cells: endless } } as typeof DELAY;
    expect(() => reportOn([boundless], {})).toThrow('delay_3h has standard deviation 1 and range Infinity');
    const empty = { ...DELAY, reference: { ...DELAY.reference, counts: noNumericCounts(40) } } as typeof DELAY;
    expect(() => reportOn([empty], {})).toThrow('delay_3h has no usable value in the baseline');
  });

  it('names everything that is wrong with a policy at once', () => {
    const mute = { name: 'age', reason: ' ', owner: 'ops', expiresAt: 'tomorrow' };
    const broken = () =>
      new DriftJudge([DELAY], {
        thresholds: { psi: { warning: Number.NaN } },
        fieldThresholds: { age: { share: { critical: -1 } } },
        falseDiscoveryRate: 1,
        minimumRows: 0,
        quietUntil: 'soon',
        mutes: [mute],
      });
    const expected = [
      'thresholds.psi.warning is NaN',
      'fieldThresholds["age"].share.critical is -1',
      'falseDiscoveryRate is 1',
      'minimumRows is 0',
      'quietUntil is "soon"',
      'mutes[0].reason is empty',
      'mutes[0].expiresAt is "tomorrow"',
    ];
    for (const text of expected) expect(broken).toThrow(text);
  });
});
