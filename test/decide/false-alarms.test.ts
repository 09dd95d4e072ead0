import { simulateChunk } from '../../bench/simulation/chunk';
import { CALM, DRIFTED } from '../../bench/simulation/scenarios';

const find = (list: typeof CALM, name: string, rows: number) => {
  const scenario = list.find((one) => one.name === name && one.rows === rows);
  if (scenario === undefined) throw new Error(`no scenario ${name} of ${rows} rows`);
  return scenario;
};

/** Some seconds of what bench/simulation runs for long: 20 features, fixed seeds. */
describe('the verdict in simulation', () => {
  const plan = (referenceRows: number, seed: number) => ({
    referenceRows,
    seed,
    scenarios: [
      { scenario: find(CALM, 'no drift', 50), windows: 120 },
      { scenario: find(CALM, 'no drift', 200), windows: 100 },
      { scenario: find(CALM, 'no drift', 1_000), windows: 20 },
      { scenario: find(DRIFTED, '1σ shift', 50), windows: 25 },
      { scenario: find(DRIFTED, '.3σ shift', 200), windows: 25 },
      { scenario: find(DRIFTED, '10 % of rows +2σ', 1_000), windows: 15 },
    ],
  });
  const results = [...simulateChunk(plan(5_000, 9_001)), ...simulateChunk(plan(1_000, 9_002))];
  const sum = (names: (name: string) => boolean, key: 'windows' | 'falselyNamed' | 'found') =>
    results.filter(({ scenario }) => names(scenario)).reduce((total, one) => total + one[key], 0);
  const calm = (name: string) => name === 'no drift';

  it('raises hardly any false alarm', () => {
    // Of 480 windows 7 are 1.5 %; the rule that BH replaced, each test at 1 %, flags a hundred.
    expect(sum(calm, 'windows')).toBe(480);
    expect(sum(calm, 'falselyNamed')).toBeLessThanOrEqual(7);
  });

  it('names one of three moved features in nearly every window, and others hardly ever', () => {
    const drifted = (name: string) => !calm(name);
    for (const one of results.filter(({ scenario }) => drifted(scenario))) {
      expect(one.found / one.windows).toBeGreaterThanOrEqual(0.85);
    }
    expect(sum(drifted, 'falselyNamed') / sum(drifted, 'windows')).toBeLessThanOrEqual(0.05);
  });

  it('says that 50 rows are too few rather than that all is well', () => {
    const small = results.filter(({ scenario, windowRows }) => calm(scenario) && windowRows === 50);
    for (const one of small) expect(one.insufficient + one.falselyNamed).toBeGreaterThanOrEqual(0.95 * one.windows);
    const large = results.filter(({ scenario, windowRows }) => calm(scenario) && windowRows === 1_000);
    for (const one of large) expect(one.insufficient).toBe(0);
  });

  it('is a function of the seed', () => {
    const short = { ...plan(1_000, 9_003), scenarios: [{ scenario: find(CALM, 'no drift', 50), windows: 20 }] };
    expect(simulateChunk(short)).toEqual(simulateChunk(short));
  });
});
