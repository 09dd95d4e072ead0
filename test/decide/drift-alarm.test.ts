import {
  DriftJudge,
  type DriftPolicy,
  driftReport,
  type FieldCounts,
  matchedBefore,
  nextAlarmState,
} from '../../lambda/decide';
import type { DriftAlarmState } from '../../lib/contract';
import { CONTEXT, FEW_DRAWS, normalWindow, numberField } from './support';

const FIELDS = [numberField('delay_3h'), numberField('age')];
const DIGEST = 'a'.repeat(64);

interface Step {
  readonly hour: number;
  readonly delay?: FieldCounts;
  readonly age?: FieldCounts;
  readonly revision?: number;
  readonly coverage?: number;
  readonly rows?: number;
  readonly policy?: DriftPolicy;
  readonly digest?: string;
}

const calm = (seed: number, rows = 2000) => normalWindow(rows, seed);
const moved = (mean: number, rows = 2000) => normalWindow(rows, 11, mean);
const time = (hour: number) => new Date(Date.UTC(2026, 3, 6, hour)).toISOString();
const judge = new DriftJudge(FIELDS, {}, FEW_DRAWS);

function step(previous: DriftAlarmState | undefined, given: Step) {
  const window = { start: time(given.hour), end: time(given.hour + 1), revision: given.revision ?? 0 };
  const digest = given.digest ?? DIGEST;
  const counts = new Map<string, FieldCounts>([
    ['delay_3h', given.delay ?? calm(given.hour + 1)],
    ['age', given.age ?? calm(given.hour + 100)],
  ]);
  const policy = given.policy ?? {};
  const baseline = { digest, source: 'training', rows: 4000 } as const;
  const report = driftReport(judge.judge(counts), policy, {
    ...CONTEXT,
    window,
    baseline,
    evaluatedAt: time(given.hour + 2),
    rows: given.rows ?? 2000,
    coverage: given.coverage,
    matchedBefore: matchedBefore(previous, window, baseline),
  });
  return nextAlarmState(previous, report, policy.mutes);
}

const run = (...steps: readonly Step[]) =>
  steps.reduce<DriftAlarmState | undefined>((state, one) => step(state, one).state, undefined) as DriftAlarmState;

describe('the drift alarm', () => {
  it('is off after calm windows', () => {
    expect(run({ hour: 0 }, { hour: 1 })).toMatchObject({ severity: 0, open: [], matched: ['age', 'delay_3h'] });
  });

  it('opens with evidence and closes with evidence of calm', () => {
    const opened = step(run({ hour: 0 }), { hour: 1, delay: moved(0.2) });
    expect(opened.state.severity).toBe(1);
    expect(opened.opened).toMatchObject([{ name: 'delay_3h', family: 'DATA_DRIFT', since: time(2) }]);
    const closed = step(opened.state, { hour: 2 });
    expect(closed.state).toMatchObject({ severity: 0, open: [] });
    expect(closed.closed.map(({ name }) => name)).toEqual(['delay_3h']);
  });

  it('escalates and comes down with the evidence, remembering since when it stands', () => {
    const warned = run({ hour: 0 }, { hour: 1, delay: moved(0.2) });
    const worse = step(warned, { hour: 2, delay: moved(0.6) });
    expect(worse.escalated.map(({ name }) => name)).toEqual(['delay_3h']);
    expect(worse.state).toMatchObject({ severity: 2, open: [{ since: time(2), lastSeen: time(3) }] });
    const better = step(worse.state, { hour: 3, delay: moved(0.2) });
    expect(better.state).toMatchObject({ severity: 1, open: [{ verdict: 'WARNING', since: time(2) }] });
    expect([better.opened, better.closed, better.escalated]).toEqual([[], [], []]);
  });

  it.each<[string, Step]>([
    ['an incomplete window', { hour: 2, coverage: 0.5 }],
    ['an empty window', { hour: 2, rows: 0 }],
    ['a window with too few rows', { hour: 2, delay: calm(3, 40), age: calm(4, 40), rows: 40 }],
    ['a large effect that chance could have made', { hour: 2, delay: moved(0.17, 160), rows: 160 }],
  ])('is not closed by %s', (_name, window) => {
    const open = run({ hour: 0 }, { hour: 1, delay: moved(0.6) });
    const next = step(open, window);
    expect(next.closed).toEqual([]);
    expect(next.state.severity).toBe(2);
    expect(next.state.lastWindow.end).toBe(time(3));
  });

  it('is not opened by an incomplete window', () => {
    expect(run({ hour: 0 }, { hour: 1, delay: moved(0.6), coverage: 0.5 }).severity).toBe(0);
  });

  it('starts a revision of the newest window from where that window started', () => {
    const alarmed = run({ hour: 0 }, { hour: 1, delay: moved(0.6) });
    const revised = step(alarmed, { hour: 1, revision: 1 });
    expect(revised.state).toMatchObject({ severity: 0, open: [], lastWindow: { revision: 1 } });
    expect(revised.closed).toHaveLength(1);
    const again = step(alarmed, { hour: 1, revision: 1, delay: moved(0.6) });
    expect(again.opened).toEqual([]);
    expect(again.state.open).toMatchObject([{ since: time(2) }]);
  });

  it('does the same thing twice for the same window', () => {
    const start = run({ hour: 0 });
    const once = step(start, { hour: 1, delay: moved(0.6) }).state;
    expect(step(once, { hour: 1, delay: moved(0.6) }).state).toEqual(once);
  });

  it('is not overwritten by a backfill of older windows or an older revision', () => {
    const open = run({ hour: 0 }, { hour: 5, delay: moved(0.6), revision: 2 });
    for (const old of [{ hour: 2 }, { hour: 5, revision: 1 }]) {
      const next = step(open, old);
      expect(next.outdated).toBe(true);
      expect(next.state).toBe(open);
    }
  });

  it('stands without counting while muted, and counts again when the mute has expired', () => {
    const mute = { name: 'delay_3h', reason: 'known', owner: 'ana', expiresAt: time(5) };
    const policy = { mutes: [mute] };
    const muted = run({ hour: 0 }, { hour: 1, delay: moved(0.6), policy });
    expect(muted).toMatchObject({ severity: 0, open: [{ name: 'delay_3h', mutedUntil: time(5) }] });
    const later = step(muted, { hour: 4, delay: moved(0.17, 160), policy, rows: 160 });
    expect(later.state).toMatchObject({ severity: 2, open: [{ since: time(2) }] });
    expect(later.state.open[0]?.mutedUntil).toBeUndefined();
  });

  it('calls skew what never agreed with the training data, and drift what once did', () => {
    const skewed = run({ hour: 0, delay: moved(0.6) }, { hour: 1, delay: moved(0.6) });
    expect(skewed.open).toMatchObject([{ family: 'TRAINING_SERVING_SKEW', since: time(1) }]);
    expect(skewed.matched).toEqual(['age']);
    const recovered = step(skewed, { hour: 2 }).state;
    expect(recovered.matched).toEqual(['age', 'delay_3h']);
    expect(step(recovered, { hour: 3, delay: moved(0.6) }).state.open).toMatchObject([{ family: 'DATA_DRIFT' }]);
  });

  it('forgets what agreed with another baseline, but not the alarms that stand', () => {
    const open = run({ hour: 0 }, { hour: 1, delay: moved(0.6) });
    const next = step(open, { hour: 2, digest: 'b'.repeat(64), delay: moved(0.17, 160), rows: 160 }).state;
    expect(next.matched).not.toContain('delay_3h');
    expect(next.open).toHaveLength(1);
  });

  it('closes the alarm of a field that is no longer monitored', () => {
    const open = run({ hour: 0 }, { hour: 1, delay: moved(0.6) });
    const ghost = { ...open, open: open.open.map((alarm) => ({ ...alarm, name: 'gone' })) };
    expect(step(ghost, { hour: 2 }).closed.map(({ name }) => name)).toEqual(['gone']);
  });
});
