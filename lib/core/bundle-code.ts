import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ValidationError } from './errors';

/** The package's own folder of bundles: two levels up both from `lib/core/*.ts` and from its compiled twin. */
const BUNDLES = join(__dirname, '..', '..', 'assets', 'lambda');

/**
 * Code of a handler bundle. The only place in the library that knows where bundles lie.
 *
 * @throws ValidationError when the package was not built
 */
export function bundleCode(bundle: string): lambda.Code {
  const folder = join(BUNDLES, bundle);
  if (!existsSync(join(folder, 'index.js'))) {
    throw new ValidationError('Lambda bundles', [
      {
        prop: 'bundle',
        value: bundle,
        expected: 'the name of a folder below assets/lambda that holds an index.js',
        remedy:
          'Run `npm run build` in a checkout of cdk-production-ml; if this is an installed package, reinstall it.',
      },
    ]);
  }
  return lambda.Code.fromAsset(folder);
}
