import { benchCompliance } from './compliance/run';
import { benchDrift } from './drift/run';
import { benchFlights } from './flights/run';
import { benchSynth } from './synth/run';

const BENCHMARKS: Readonly<Record<string, () => string | Promise<string>>> = {
  synth: benchSynth,
  drift: () => benchDrift(),
  compliance: benchCompliance,
  flights: benchFlights,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in BENCHMARKS));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}: choose from ${Object.keys(BENCHMARKS).join(', ')}.`);
  process.exit(1);
}

async function main(): Promise<void> {
  for (const [name, run] of Object.entries(BENCHMARKS)) {
    if (asked.length === 0 || asked.includes(name)) console.log(`${await run()}\n`);
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
