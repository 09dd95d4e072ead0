import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `.dockerignore` lets into the build context. */
const CONTEXT_FILES = ['.dockerignore', 'Dockerfile', 'requirements-serve.txt', 'requirements.txt'];
const CONTEXT_FOLDER = 'flight_delay';
const SOURCE = /\.py$/;

function sourcesBelow(folder: string): string[] {
  return readdirSync(join(__dirname, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sourcesBelow(path);
    return SOURCE.test(entry.name) ? [path] : [];
  });
}

/**
 * Stands in for the digest of the container image where no container is built: SHA-256 over the build context.
 *
 * Names and contents count, in one order on every machine; times, permissions and compiled files do not. The same
 * sources and pinned packages therefore give the same digest, and any change to them another one.
 *
 * @returns `sha256:` and 64 hexadecimal digits
 */
export function localImageDigest(): string {
  const hash = createHash('sha256');
  for (const path of [...CONTEXT_FILES, ...sourcesBelow(CONTEXT_FOLDER)].sort()) {
    const content = readFileSync(join(__dirname, path));
    // The lengths keep the border between two files from moving.
    hash.update(`${Buffer.byteLength(path)}:${path}:${content.length}:`).update(content);
  }
  return `sha256:${hash.digest('hex')}`;
}
