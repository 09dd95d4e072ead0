import { soakDrift } from '../../bench/drift/soak';
import { soakRelease } from './release';

/** What takes too long for every commit. A fresh seed each time finds more; a failure names it. */
const SOAKS: Readonly<Record<string, (seed: number) => string | Promise<string>>> = {
  drift: soakDrift,
  release: soakRelease,
};

const args = process.argv.slice(2);
const wanted = args.filter((arg) => Object.hasOwn(SOAKS, arg));
const [given, ...unknown] = args.filter((arg) => !Object.hasOwn(SOAKS, arg));
const seed = given === undefined ? Math.floor(Date.now() / 1000) : Number(given);
if (unknown.length > 0 || !Number.isInteger(seed)) {
  console.error(`Usage: npm run soak -- [${Object.keys(SOAKS).join(' | ')}] [seed]`);
  process.exit(1);
}

async function main(): Promise<void> {
  console.log(`Seed ${seed}; the same again with: npm run soak -- ${[...wanted, seed].join(' ')}`);
  for (const [name, soak] of Object.entries(SOAKS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.log(`\n== ${name}`);
    console.log(await soak(seed));
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
