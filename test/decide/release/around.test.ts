import { declaredOnceLive, scalingOf, tagChange } from '../../../lambda/decide/release';
import type { LedgerHead, Release, ReleaseOperation, ReleaseSettings } from '../../../lib/contract';

const bounds = (maxCapacity: number) => ({ minCapacity: 1, maxCapacity }) as ReleaseSettings['scaling'][string];

const settings = (instanceType: string, scaling: ReleaseSettings['scaling']) =>
  ({
    variants: { champion: { variantName: 'main', instanceType }, shadow: { variantName: 'shadow', instanceType } },
    scaling,
  }) as unknown as ReleaseSettings;

const release = (instanceType: string, weights: Readonly<Record<string, number>> = { main: 1 }) =>
  ({
    variants: Object.entries(weights).map(([variantName, weight]) => ({
      role: variantName === 'main' ? 'champion' : variantName,
      variantName,
      weight,
      instanceType,
    })),
  }) as unknown as Release;

describe('how a release scales', () => {
  const small = settings('ml.m5.large', { main: bounds(4) });

  test('is what the last deployment says, also of a release that came back', () => {
    const raised = settings('ml.m5.large', { main: bounds(10) });
    expect([...scalingOf(release('ml.m5.large'), small, raised)]).toEqual([['main', bounds(10)]]);
  });

  test('is its own where it is on other instances than the last deployment', () => {
    const larger = settings('ml.m5.4xlarge', { main: bounds(2) });
    expect([...scalingOf(release('ml.m5.large'), small, larger)]).toEqual([['main', bounds(4)]]);
  });

  test('is what the last deployment says, although it has given the variant another name', () => {
    const renamed = {
      ...settings('ml.m5.large', { champion: bounds(10) }),
      variants: { champion: { variantName: 'champion', instanceType: 'ml.m5.large' } },
    } as unknown as ReleaseSettings;
    expect([...scalingOf(release('ml.m5.large'), small, renamed)]).toEqual([['main', bounds(10)]]);
  });

  test('is not at all once the last deployment has taken its scaling away', () => {
    expect([...scalingOf(release('ml.m5.large'), small, settings('ml.m5.large', {}))]).toEqual([]);
  });

  test('is that of the champion for the fallback that answers, and for the champion beside it', () => {
    const swapped = release('ml.m5.large', { main: 0, fallback: 1 });
    expect([...scalingOf(swapped, small, small)]).toEqual([
      ['main', bounds(4)],
      ['fallback', bounds(4)],
    ]);
  });

  test('is that of the champion alone while the fallback waits', () => {
    expect([...scalingOf(release('ml.m5.large', { main: 1, fallback: 0 }), small, small)]).toEqual([
      ['main', bounds(4)],
    ]);
  });
});

describe('the tags of two deployments', () => {
  test.each([
    ['are the same', { a: '1' }, { a: '1' }, undefined],
    ['are none', undefined, undefined, undefined],
    ['lose one', { a: '1', b: '2' }, { a: '1' }, { tags: { a: '1' }, gone: ['b'] }],
    ['lose all', { a: '1' }, undefined, { tags: {}, gone: ['a'] }],
    ['get the first', undefined, { a: '1' }, { tags: { a: '1' }, gone: [] }],
    [
      'lose one that is called as a member of every object',
      { constructor: '1' },
      {},
      { tags: {}, gone: ['constructor'] },
    ],
    ['have another value', { a: '1' }, { a: '2' }, { tags: { a: '2' }, gone: [] }],
  ])('%s', (_title, before, after, change) => expect(tagChange(before, after)).toEqual(change));
});

describe('the settings that count once a release is live', () => {
  const head = { settingsSha256: 'last', intentBefore: { settingsSha256: 'one before' } } as LedgerHead;
  const made = (operation: ReleaseOperation) =>
    ({ settingsSha256: 'own', cause: { operation, executionArn: 'execution' } }) as Release;

  test.each<[ReleaseOperation, string]>([
    ['DEPLOY', 'own'],
    ['UNDO_DEPLOY', 'one before'],
    ['PROMOTE', 'last'],
    ['ROLLBACK', 'last'],
    ['REPAIR', 'last'],
  ])('%s: %s', (operation, expected) => expect(declaredOnceLive(made(operation), head)).toBe(expected));

  test('are those of the deployment that is taken back where there was none before', () => {
    expect(declaredOnceLive(made('UNDO_DEPLOY'), { ...head, intentBefore: undefined })).toBe('last');
  });
});
