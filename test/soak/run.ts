import { soakDrift } from '../../bench/drift/soak';

/** What takes too long for every commit. A fresh seed each time finds more; a failure names it. */
const SOAKS: Readonly<Record<string, (seed: number) => string>> = { drift: soakDrift };

const [given] = process.argv.slice(2);
const seed = given === undefined ? Math.floor(Date.now() / 1000) : Number(given);
console.log(`Seed ${seed}; the same again with: npm run soak -- ${seed}`);
for (const [name, soak] of Object.entries(SOAKS)) console.log(`\n== ${name}\n${soak(seed)}`);
