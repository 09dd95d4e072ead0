import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Folder of the cloud assembly that holds what the checks write. */
export const OUTPUT_FOLDER = 'iso27001';

function folderOf(root: IConstruct): string | undefined {
  return Stage.isStage(root) ? path.join(root.outdir, OUTPUT_FOLDER) : undefined;
}

/**
 * Makes an app remove the files of an earlier run before its synthesis begins. CDK takes a look at all files of the
 * assembly before it calls a plugin and refuses one that changes any of them, so they cannot be overwritten later.
 */
export function removeEarlierOutput(scope: IConstruct): void {
  const { root } = scope.node;
  root.node.addValidation({
    validate: () => {
      const folder = folderOf(root);
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
      return [];
    },
  });
}

/** Writes the files of one run into the cloud assembly of an app. */
export function writeOutput(root: IConstruct, files: ReadonlyMap<string, string>): void {
  const folder = folderOf(root);
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of files) writeFileSync(path.join(folder, name), content);
}
