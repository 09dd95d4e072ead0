import path from 'node:path';

/** Frames of this package's own are nobody's decision. */
const OURS = `${__dirname}${path.sep}`;

/** First line of a stack trace that is the user's own, relative to the working directory. */
export function sourceOf(trace: readonly string[] | undefined): string | undefined {
  for (const line of trace ?? []) {
    const [, file, row] = /([^\s()]+):(\d+):\d+\)?$/.exec(line) ?? [];
    if (file === undefined || /node_modules|^node:/.test(file) || file.startsWith(OURS)) continue;
    const relative = path.relative(process.cwd(), file.replace(/^file:\/\//, ''));
    return `${relative.split(path.sep).join('/')}:${row}`;
  }
  return undefined;
}
