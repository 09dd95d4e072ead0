import { DRIFT_MONITOR_SCHEMA_VERSION, DRIFT_MONITOR_SETTINGS, type DriftMonitorSettings } from '../../../lib/contract';
import { readFunctionSettings } from '../../aws/function-settings';

/** What the construct told the functions of a drift monitor. @throws Error as {@link readFunctionSettings} does */
export function readSettings(environment: NodeJS.ProcessEnv): DriftMonitorSettings {
  return readFunctionSettings(environment, {
    variable: DRIFT_MONITOR_SETTINGS,
    schemaVersion: DRIFT_MONITOR_SCHEMA_VERSION,
    construct: 'DriftMonitor',
  });
}
