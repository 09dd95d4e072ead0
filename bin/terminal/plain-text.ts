const LONGEST = 1024;
const MOST = 4096;

/**
 * Text that somebody else wrote, fit for a line of any terminal: line breaks become spaces, control and formatting
 * characters visible.
 */
export function plainText(text: string, longest: number = LONGEST): string {
  const visible = text.replace(/\s+/gu, ' ').replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');
  const characters = [...visible];
  return characters.length <= longest ? visible : `${characters.slice(0, longest - 1).join('')}…`;
}

/** The same for a text whose line breaks are meant. */
export function plainLines(text: string): string {
  return text
    .split('\n')
    .map((line) => `${/^ */.exec(line)?.[0] ?? ''}${plainText(line.trimStart(), MOST)}`)
    .join('\n');
}

/** Of an ARN the part that people know somebody by. */
export function shortName(arn: string | undefined): string {
  return arn?.replace(/^arn:[^:]*:(sts|iam)::\d{12}:(assumed-role|user)\//, '') ?? '';
}
