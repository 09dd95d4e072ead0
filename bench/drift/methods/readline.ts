// How it is usually written: readline, JSON.parse, split, Number. No statistic yet. Usage: readline FILE
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

async function main(path: string): Promise<void> {
  let rows = 0;
  let sum = 0;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    for (const row of JSON.parse(line).captureData.endpointInput.data.split('\n')) {
      for (const cell of row.split(',')) sum += Number(cell);
      rows++;
    }
  }
  const maxRssMb = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(JSON.stringify({ rows, verdict: `sum ${sum.toFixed(0)}`, maxRssMb }));
}

void main(process.argv[2] ?? '');
