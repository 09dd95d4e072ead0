/** How numbers and names are written in the texts of a report. */

const LONGEST_NAME = 80;

/**
 * A name that came from data, fit for any terminal or page: control and formatting characters made visible, long ones
 * cut. Whoever writes it into HTML escapes it like any other text.
 */
export function plainName(name: string): string {
  const visible = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');
  const characters = [...visible];
  return characters.length <= LONGEST_NAME ? visible : `${characters.slice(0, LONGEST_NAME - 1).join('')}…`;
}

export function quoted(name: string): string {
  return `\`${plainName(name).replaceAll('`', "'")}\``;
}

/** Three significant digits, without exponent where people would not write one. */
export function rounded(value: number): string {
  const short = Number(value.toPrecision(3));
  return Math.abs(short) >= 1000 ? integer(Math.round(value)) : String(short);
}

export function percent(share: number): string {
  if (share > 0 && share < 0.001) return 'under 0.1 %';
  if (share < 1 && share > 0.999) return 'over 99.9 %';
  return `${Number((100 * share).toFixed(share < 0.1 ? 1 : 0))} %`;
}

/** With a comma before every three digits; by hand, because loading the locales takes longer than judging a window. */
export function integer(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${integer(count)} ${count === 1 ? singular : plural}`;
}

/** `a`, `b` and 3 more. */
export function listed(items: readonly string[], most = 3): string {
  const shown = items.slice(0, items.length <= most + 1 ? most + 1 : most);
  const rest = items.length - shown.length;
  const parts = rest > 0 ? [...shown, `${rest} more`] : shown;
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1]}`;
}

export function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
