import path from 'node:path';

/** Frames of this package's own are nobody's decision. */
const OURS = `${__dirname}${path.sep}`;

/** The folder of the program that runs this for an app in another language; undefined for an app in JavaScript. */
function kernel(): string | undefined {
  const program = process.env.JSII_AGENT ? process.argv[1] : undefined;
  return program && path.dirname(path.dirname(program)) + path.sep;
}

/**
 * First line of a stack trace that is the user's own, relative to the working directory. An app in another language has
 * none here: its frames are those of a program in a temporary folder.
 */
export function sourceOf(trace: readonly string[] | undefined): string | undefined {
  const foreign = kernel();
  for (const line of trace ?? []) {
    const [, file, row] = /([^\s()]+):(\d+):\d+\)?$/.exec(line) ?? [];
    if (file === undefined || /node_modules|^node:/.test(file) || file.startsWith(OURS)) continue;
    if (foreign !== undefined && file.startsWith(foreign)) continue;
    const relative = path.relative(process.cwd(), file.replace(/^file:\/\//, ''));
    return `${relative.split(path.sep).join('/')}:${row}`;
  }
  return undefined;
}
