import { PAGE_STYLE } from '../../lambda/report/page-style';

/** The custom properties of a rule: `#rgb` or `#rrggbb`. */
function colours(rule: string): ReadonlyMap<string, string> {
  return new Map(
    [...rule.matchAll(/--([a-z]+):(#[0-9a-f]{3,6})/g)].map(([, name, value]) => [name ?? '', value ?? '']),
  );
}

const [light, dark, paper] = [...PAGE_STYLE.matchAll(/:root\{([^}]*)\}/g)].map(([, rule]) => colours(rule ?? ''));

/** WCAG 2.2: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(hex: string): number {
  const digits = hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit).join('') : hex.slice(1);
  const channel = (at: number) => {
    const value = Number.parseInt(digits.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4);
}

function contrast(first: string, second: string): number {
  const [low, high] = [luminance(first), luminance(second)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

test('the measure of contrast is the one of WCAG', () => {
  expect(contrast('#000', '#fff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

/** Text on its ground: 4.5. */
const TEXT = [
  ['fg', 'bg'],
  ['dim', 'bg'],
  ['ok', 'okb'],
  ['wa', 'wab'],
  ['cr', 'crb'],
  ['ic', 'icb'],
  ['dim', 'nab'],
] as const;
/** What a drawing cannot do without, on its ground: 3. */
const MARKS = [
  ['al', 'bg'],
  ['c', 'bg'],
  ['c', 'a'],
  ['wa', 'bg'],
  ['cr', 'bg'],
  ['fg', 'nab'],
  ['dim', 'bg'],
] as const;

describe.each([
  ['light', light],
  ['dark', dark],
  ['on paper', paper],
] as const)('%s', (_name, theme) => {
  const value = (name: string) => theme?.get(name) ?? 'missing';

  test.each(TEXT)('%s on %s can be read', (ink, ground) => {
    expect(contrast(value(ink), value(ground))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(MARKS)('%s on %s can be seen', (ink, ground) => {
    expect(contrast(value(ink), value(ground))).toBeGreaterThanOrEqual(3);
  });
});

test('every class of the page that is styled by colour has its colours in each theme', () => {
  expect([...(light?.keys() ?? [])]).toEqual([...(dark?.keys() ?? [])]);
  const used = [...PAGE_STYLE.matchAll(/var\(--([a-z]+)\)/g)].map(([, name]) => name);
  expect(used.filter((name) => !['e', 'k'].includes(name ?? '') && !light?.has(name ?? ''))).toEqual([]);
});
