// Draws docs/images/drift-reports-side-by-side.png: the pages of this library, of Evidently and of NannyML on the same data.
// Run: npm run build && npx tsx scripts/record/beside-other-tools.ts
// Needs Chromium and the environment of bench/peers (its requirements.in says how to make it).
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { runProgram } from '../start/run-program';
import { pictureOf } from './browser';
import { FOLDER, STORMY, stormyDay } from './stormy-day';

const PYTHON = path.join('.local', 'bench-peers', 'bin', 'python');
const REFERENCE = path.join('build', 'flight-delay', '1.0.0', 'reference.parquet');
const PICTURE = path.join('docs', 'images', 'drift-reports-side-by-side.png');
/** Of a page, what fits on the pictures of a README beside two others. */
const PART = { width: 1000, height: 1700 };
const WHOLE = { width: 1980, height: 1150 };

interface Page {
  readonly title: string;
  readonly file: string;
}

async function peerPage(tool: 'evidently' | 'nannyml', name: string, current: string): Promise<Page> {
  const file = path.join(FOLDER, `${tool}.html`);
  const args = ['bench/peers/report_pages.py', tool, REFERENCE, current, STORMY, file];
  const printed = await runProgram(PYTHON, args, { env: { NML_DISABLE_USAGE_LOGGING: '1', DO_NOT_TRACK: '1' } });
  const lines = printed.trim().split('\n');
  for (const line of lines.slice(0, -1)) console.log(line);
  return { title: `${name} ${lines.at(-1)}`, file };
}

function scriptsIn(node: DefaultTreeAdapterTypes.Node): number {
  const inside = 'childNodes' in node ? node.childNodes.reduce((sum, child) => sum + scriptsIn(child), 0) : 0;
  return inside + ('tagName' in node && node.tagName === 'script' ? 1 : 0);
}

/** Its size and the scripts that it needs, in words. */
function weight({ file }: Page): string {
  const text = readFileSync(file, 'utf8');
  const scripts = scriptsIn(parse(text));
  const kilobytes = Math.round(Buffer.byteLength(text) / 1000).toLocaleString('en');
  return `${kilobytes} kB, ${scripts === 0 ? 'no script' : `${scripts} scripts`}`;
}

function sheet(pages: readonly (Page & { readonly picture: string })[]): string {
  const figures = pages.map(
    (page) =>
      `<figure><figcaption><b>${page.title}</b><span>${weight(page)}</span></figcaption><img src="${path.basename(page.picture)}" alt=""></figure>`,
  );
  return `<!doctype html><meta charset="utf-8"><style>body{margin:0;padding:16px;background:#dfe4ea;font:20px system-ui,sans-serif;display:flex;gap:18px}figure{margin:0;flex:1;min-width:0}figcaption{display:flex;justify-content:space-between;padding:0 2px 10px}img{display:block;width:100%;border:1px solid #aab4bf}</style>${figures.join('')}`;
}

async function main(): Promise<void> {
  if (!existsSync(PYTHON)) throw new Error(`${PYTHON} is absent; bench/peers/requirements.in says how to make it.`);
  const { page, current } = await stormyDay();
  const pages = [
    { title: 'cdk-production-ml', file: page },
    await peerPage('evidently', 'Evidently', current),
    await peerPage('nannyml', 'NannyML', current),
  ].map((one) => ({ ...one, picture: one.file.replace(/html$/, 'png') }));
  for (const { file, picture } of pages) await pictureOf(file, picture, PART);
  const composed = path.join(FOLDER, 'side-by-side.html');
  writeFileSync(composed, sheet(pages));
  await pictureOf(composed, PICTURE, WHOLE);
  // Of 256 colours it has a third of the bytes, and looks the same.
  const fewer = `from PIL import Image; Image.open('${PICTURE}').convert('RGB').quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save('${PICTURE}', optimize=True)`;
  await runProgram(PYTHON, ['-c', fewer], { env: {} });
  for (const one of pages) console.log(`${one.title}: ${weight(one)}`);
}

void main();
