import { RELEASE_SCHEMA_VERSION, RELEASE_SETTINGS, type ReleaseFunctionSettings } from '../../../lib/contract';
import { readFunctionSettings } from '../../aws/function-settings';

/** What the construct told the functions of the release machine. @throws Error as {@link readFunctionSettings} does */
export function readReleaseSettings(environment: NodeJS.ProcessEnv): ReleaseFunctionSettings {
  return readFunctionSettings(environment, {
    variable: RELEASE_SETTINGS,
    schemaVersion: RELEASE_SCHEMA_VERSION,
    construct: 'ReleasedEndpoint',
  });
}
