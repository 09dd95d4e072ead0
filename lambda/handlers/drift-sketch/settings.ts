import { DRIFT_MONITOR_SCHEMA_VERSION, DRIFT_MONITOR_SETTINGS, type DriftMonitorSettings } from '../../../lib/contract';

/**
 * What the construct told this function.
 *
 * @throws Error where the stack was deployed by another version of the library than the function's code.
 */
export function readSettings(environment: NodeJS.ProcessEnv): DriftMonitorSettings {
  const text = environment[DRIFT_MONITOR_SETTINGS];
  if (text === undefined) {
    throw new Error(`${DRIFT_MONITOR_SETTINGS} is not set. Create the function with DriftMonitor, or deploy it again.`);
  }
  const settings = JSON.parse(text) as DriftMonitorSettings;
  if (settings.schemaVersion !== DRIFT_MONITOR_SCHEMA_VERSION) {
    throw new Error(
      `${DRIFT_MONITOR_SETTINGS} has schema version ${settings.schemaVersion}, this code reads ${DRIFT_MONITOR_SCHEMA_VERSION}. Deploy construct and code of the same release.`,
    );
  }
  return settings;
}
