import { LedgerStory, promoted, SETTINGS, swapped, variantOf } from './support/ledger-story';
import { expectGolden, FakeOperator } from './support/run';

const eventful = () =>
  promoted()
    .release([variantOf('champion', '2.1.0')], { state: 'REFUSED', because: 'The image is gone.', by: 'ci' })
    .release([variantOf('champion', '2.2.0')], { state: 'ROLLED_BACK', because: 'An alarm went off.', seconds: 410 })
    .release([variantOf('champion', '1.0.0')], { operation: 'ROLLBACK', restores: 1, seconds: 230, reason: 'late' });

describe('releases list', () => {
  test('shows what became of every release, newest first, and marks what serves', async () => {
    expectGolden('releases-list', (await new FakeOperator(eventful()).run('releases', 'list')).stdout);
  });

  test('shows the last ones where that is asked for', async () => {
    const { stdout } = await new FakeOperator(eventful()).run('releases', 'list', '--last', '2', '--json');
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({ schemaVersion: 1, endpointName: 'flight-delay', live: 5 });
    expect(document.releases.map(({ release }: { release: { number: number } }) => release.number)).toEqual([5, 4]);
    expect(document.releases[1].outcome).toMatchObject({ state: 'ROLLED_BACK', transitionSeconds: 410 });
  });

  test('takes no count that is none', async () => {
    for (const last of ['0', '-1', 'x', '1.5', '1001']) {
      expect((await new FakeOperator(eventful()).run('releases', 'list', '--last', last)).code).toBe(2);
    }
  });

  test('says so where there is none', async () => {
    const { stdout } = await new FakeOperator(new LedgerStory()).run('releases', 'list');
    expect(stdout).toBe('The ledger has no release yet.\n');
  });
});

describe('releases show', () => {
  test('says where a version comes from and who let it in', async () => {
    expectGolden('releases-show', (await new FakeOperator(promoted()).run('releases', 'show', '2')).stdout);
  });

  test('says of an adopted version that nothing is known about it', async () => {
    const operator = new FakeOperator(new LedgerStory().adopted([variantOf('champion', 'adopted')]));
    const { stdout } = await operator.run('releases', 'show', '0');
    expect(stdout).toContain('which the ledger does not have');
    expect(JSON.parse((await operator.run('releases', 'show', '0', '--json')).stdout)).toMatchObject({
      release: { number: 0 },
      outcome: { state: 'LIVE' },
      manifests: {},
      settings: null,
    });
  });

  test('names the releases that there are', async () => {
    const { code, error } = await new FakeOperator(promoted()).run('releases', 'show', '9');
    expect(code).toBe(1);
    expect(error?.message).toBe('The ledger of this endpoint has no release 9; it has 1 to 2.');
  });
});

describe('releases diff', () => {
  const facts = async (operator: FakeOperator, before: string, after: string) => {
    const { stdout } = await operator.run('releases', 'diff', before, after, '--json');
    const { differences } = JSON.parse(stdout) as {
      differences: { of: string; what: string; before?: string; after?: string }[];
    };
    return Object.fromEntries(differences.map(({ of, what, before: was, after: is }) => [`${of} ${what}`, [was, is]]));
  };

  test('says what changed of code, libraries, parameters and figures, and nothing that did not', async () => {
    const operator = new FakeOperator(promoted());
    expectGolden('releases-diff', (await operator.run('releases', 'diff', '1', '2')).stdout);
    const found = await facts(operator, '1', '2');
    expect(Object.keys(found)).toEqual([
      'champion version',
      'champion artifact SHA-256',
      'champion code commit',
      'champion hyperparameter max_iter',
      'champion library scikit-learn',
      'champion metric accuracy (holdout)',
    ]);
    expect(found['champion library scikit-learn']).toEqual(['1.7.2', '1.8.0']);
  });

  test('says what changed of the settings, member by member', async () => {
    const champion = { ...SETTINGS.variants['champion'], instanceType: 'ml.c6i.large', instanceCount: 3 };
    const settings = {
      ...SETTINGS,
      variants: { champion: champion as (typeof SETTINGS.variants)[string] },
      deployment: {
        alarmNames: ['Business'],
        BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: { Type: 'CANARY' } },
      },
    };
    const variants = [variantOf('champion', '2.0.0', { instanceType: 'ml.c6i.large', instanceCount: 3 })];
    const operator = new FakeOperator(promoted().release(variants, { operation: 'DEPLOY', settings }));
    expect(await facts(operator, '2', '3')).toEqual({
      'champion instance type': ['ml.m5.large', 'ml.c6i.large'],
      'champion instances': ['2', '3'],
      'settings variants.champion.instanceType': ['ml.m5.large', 'ml.c6i.large'],
      'settings variants.champion.instanceCount': ['2', '3'],
      'settings deployment.alarmNames': ['[]', '["Business"]'],
      'settings deployment.BlueGreenUpdatePolicy.TrafficRoutingConfiguration.Type': [undefined, 'CANARY'],
    });
  });

  test('goes by what a variant does: a swap is a change of the champion', async () => {
    const found = await facts(new FakeOperator(swapped()), '2', '3');
    expect(found['champion version']).toEqual(['flight-delay 2.0.0', 'flight-delay 1.0.0']);
    expect(found['champion variant']).toEqual(['champion', 'fallback']);
  });

  test('says so where nothing differs, and where a manifest is missing', async () => {
    const { stdout } = await new FakeOperator(promoted()).run('releases', 'diff', '2', '2');
    expect(stdout).toBe('Releases 2 and 2 serve the same with the same settings.\n');
    const adopted = new LedgerStory()
      .adopted([variantOf('champion', 'adopted')])
      .release([variantOf('champion', '1.0.0')]);
    const text = (await new FakeOperator(adopted).run('releases', 'diff', '0', '1')).stdout;
    expect(text).toContain('The ledger has no manifest of flight-delay adopted (release 0).');
  });
});

describe('releases history', () => {
  test('shows events, newest first', async () => {
    const operator = new FakeOperator(eventful());
    expectGolden('releases-history', (await operator.run('releases', 'history')).stdout);
    const { events } = JSON.parse((await operator.run('releases', 'history', '--last', '1', '--json')).stdout);
    expect(events).toMatchObject([{ operation: 'ROLLBACK', event: 'LIVE', release: 5 }]);
  });
});
