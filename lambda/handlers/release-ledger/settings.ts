import { RELEASE_SCHEMA_VERSION, RELEASE_SETTINGS, type ReleaseFunctionSettings } from '../../../lib/contract';

/**
 * What the construct told the functions of the release machine.
 *
 * @throws Error where the stack was deployed by another version of the library than the function's code
 */
export function readReleaseSettings(environment: NodeJS.ProcessEnv): ReleaseFunctionSettings {
  const text = environment[RELEASE_SETTINGS];
  if (text === undefined) {
    throw new Error(`${RELEASE_SETTINGS} is not set. Create the function with ReleasedEndpoint, or deploy it again.`);
  }
  const settings = JSON.parse(text) as ReleaseFunctionSettings;
  if (settings.schemaVersion !== RELEASE_SCHEMA_VERSION) {
    throw new Error(
      `${RELEASE_SETTINGS} has schema version ${settings.schemaVersion}, this code reads ${RELEASE_SCHEMA_VERSION}. Deploy construct and code of the same release.`,
    );
  }
  return settings;
}
