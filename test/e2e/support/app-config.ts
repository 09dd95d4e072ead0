import { writeFileSync } from 'node:fs';
import path from 'node:path';

export interface TestAppOptions {
  readonly folder: string;
  readonly account: string;
  readonly region: string;
  readonly endpointName: string;
  /** Path of the manifest that serves. */
  readonly manifest: string;
  readonly shadowManifest?: string;
  /** Of the drift monitor; without one nothing is watched. */
  readonly baseline?: string;
  readonly instanceType?: string;
  /** Accounts and Regions beside production. */
  readonly accounts?: Readonly<Record<string, { account: string; region: string }>>;
  /** Further members of the configuration. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** Writes a configuration of the reference app for a model with the quickest guarded deployment, and returns its path. */
export function writeAppConfig(options: TestAppOptions): string {
  const { account, region, shadowManifest, baseline } = options;
  const relative = (file: string) => path.relative(options.folder, file);
  const config = {
    system: 'tiny',
    owner: 'ml-platform@example.com',
    stage: 'production',
    accounts: { production: { account, region }, ...options.accounts },
    model: {
      manifest: relative(options.manifest),
      endpointName: options.endpointName,
      instanceType: options.instanceType ?? 'ml.m5.large',
      instanceCount: 2,
      scaling: { minInstances: 2, maxInstances: 4, invocationsPerInstancePerMinute: 600 },
      deployment: { strategy: 'allAtOnce', waitMinutes: 0, terminationWaitMinutes: 0 },
      shadow: shadowManifest === undefined ? undefined : { manifest: relative(shadowManifest) },
      monitoring: baseline === undefined ? undefined : { baseline: relative(baseline) },
    },
    alerts: [{ email: 'on-call@example.com' }],
    ...options.more,
  };
  const file = path.join(options.folder, 'production-ml.json');
  writeFileSync(file, JSON.stringify(config, null, 2));
  return file;
}
