import { type DefaultTreeAdapterTypes, parse } from 'parse5';

export type Element = DefaultTreeAdapterTypes.Element;

/** Of the page that was read last. */
export const errors: string[] = [];

/** Every element of a page, as a browser sees it. */
export function elements(page: string): Element[] {
  const found: Element[] = [];
  const visit = (node: DefaultTreeAdapterTypes.Node) => {
    if ('tagName' in node) found.push(node);
    if ('childNodes' in node) for (const child of node.childNodes) visit(child);
  };
  errors.length = 0;
  visit(parse(page, { onParseError: ({ code, startLine }) => errors.push(`${code} in line ${startLine}`) }));
  return found;
}

export const attribute = ({ attrs }: Element, name: string) => attrs.find((one) => one.name === name)?.value;
export const named = (all: readonly Element[], ...tags: string[]) =>
  all.filter(({ tagName }) => tags.includes(tagName));

export function text(node: DefaultTreeAdapterTypes.Node): string {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(text).join('') : '';
}

export function within(root: Element): Element[] {
  return root.childNodes.flatMap((child) => ('tagName' in child ? [child, ...within(child)] : []));
}

export const captionId = (table: Element) => attribute(named(within(table), 'caption')[0] as Element, 'id');
