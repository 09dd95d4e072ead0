// The physical limit in plain JavaScript: touch every byte once. Usage: byte-sum FILE
import { closeSync, openSync, readSync } from 'node:fs';

const [path = ''] = process.argv.slice(2);
const chunk = Buffer.allocUnsafe(1 << 18);
const file = openSync(path, 'r');
let s = 0;
let bytes = 0;
for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
  const buf = chunk.subarray(0, read);
  for (let i = 0; i < buf.length; i++) s = (s + (buf[i] as number)) | 0;
  bytes += read;
}
closeSync(file);
process.stdout.write(JSON.stringify({ bytes, verdict: `sum ${s}`, maxRssMb: process.resourceUsage().maxRSS / 1024 }));
