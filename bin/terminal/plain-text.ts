const LONGEST = 1024;

/**
 * Text that somebody else wrote, fit for a line of any terminal: line breaks become spaces, control and formatting
 * characters visible.
 */
export function plainText(text: string, longest: number = LONGEST): string {
  const visible = text.replace(/\s+/gu, ' ').replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');
  const characters = [...visible];
  return characters.length <= longest ? visible : `${characters.slice(0, longest - 1).join('')}…`;
}
