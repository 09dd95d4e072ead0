/** Text that is HTML already. Only `html` makes it, so whatever else gets into a page is escaped. */
export class Html {
  constructor(readonly text: string) {}
}

/** What a template takes: text is escaped, an absent part is left out, a list is joined. */
export type HtmlPart = Html | string | number | undefined | readonly HtmlPart[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that steer a terminal or reorder a line instead of being read. */
const STEERING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

function escaped(text: string): string {
  return text.replace(STEERING, '\uFFFD').replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
}

function written(part: HtmlPart): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'number') return String(part);
  return typeof part === 'string' ? escaped(part) : part.map(written).join('');
}

/** HTML with its parts escaped: safe in text and in quoted attributes, the only places where they may stand. */
export function html(literals: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new Html(literals.map((literal, i) => literal + (i < parts.length ? written(parts[i]) : '')).join(''));
}

/** A sentence of a report, in which names stand between backquotes. */
export function sentence(text: string, most = 600): Html {
  const parts = bounded(text, most).split('`');
  return html`${parts.map((part, i) => (i % 2 === 1 ? html`<bdi class="nm">${part}</bdi>` : part))}`;
}

/** Text of at most so many characters. */
export function bounded(text: string, most: number): string {
  const characters = [...text.slice(0, 2 * most + 2)];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}
