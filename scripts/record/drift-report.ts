// Draws docs/images/drift-report.png: the upper part of the page on the stormy day.
// Run: npm run build && npx tsx scripts/record/drift-report.ts (needs Chromium)
import path from 'node:path';
import { pictureOf } from './browser';
import { stormyDay } from './stormy-day';

async function main(): Promise<void> {
  const { page } = await stormyDay();
  await pictureOf(page, path.join('docs', 'images', 'drift-report.png'), { width: 1000, height: 1630 });
}

void main();
