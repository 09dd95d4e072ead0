import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

interface Assembly {
  readonly resourceTypes: string[];
  /** File names inside the asset of each Lambda function. */
  readonly functionFiles: string[][];
  readonly compliance: { checks: number; findings: { errors: number } };
}

/** What a synthesis left in its output folder. */
export function readAssembly(folder: string): Assembly {
  const read = (file: string) => JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
  const resources = Object.values(read('Foreign.template.json').Resources as Record<string, { Type: string }>);
  const assets = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name.startsWith('asset.'),
  );
  return {
    resourceTypes: [...new Set(resources.map(({ Type }) => Type))].sort(),
    functionFiles: assets.map(({ name }) => readdirSync(path.join(folder, name)).sort()),
    compliance: read(path.join('iso27001', 'summary.json')),
  };
}
