import {
  DRIFT_ALARM_SCHEMA_VERSION,
  type DriftAlarmState,
  type DriftMonitorSettings,
  type DriftReport,
  driftStateKey,
} from '../../../lib/contract';
import type { Documents } from '../../aws/documents';
import { uriOf } from '../../aws/object-store';
import { type AlarmTransition, nextAlarmState } from '../../decide';

/** Attempts to write over evaluations of other windows at the same moment. */
const ATTEMPTS = 5;

/** Which alarms of an endpoint stand. Written only over the state that was read, so that no window is forgotten. */
export class AlarmStates {
  constructor(
    private readonly settings: DriftMonitorSettings,
    private readonly documents: Documents,
  ) {}

  /** Undefined before the first window. @throws Error where it cannot be read */
  async current(): Promise<DriftAlarmState | undefined> {
    return (await this.read())?.state;
  }

  /** Lets a report open, change and close alarms. Doing so twice is doing it once. */
  async apply(report: DriftReport): Promise<AlarmTransition> {
    const { bucket, keyArn: kmsKeyArn } = this.settings.data;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const stored = await this.read();
      const transition = nextAlarmState(stored?.state, report, this.settings.policy.mutes);
      if (transition.outdated) return transition;
      const onlyIf = stored === undefined ? 'absent' : { etag: stored.etag };
      const settings = { kmsKeyArn, contentType: 'application/json', onlyIf } as const;
      if (await this.documents.write(this.location(bucket), `${JSON.stringify(transition.state)}\n`, settings)) {
        return transition;
      }
    }
    throw new Error(`${uriOf(this.location(bucket))} changed ${ATTEMPTS} times in a row. Evaluate the window again.`);
  }

  private location(bucket: string) {
    return { bucket, key: driftStateKey(this.settings) };
  }

  private async read(): Promise<{ state: DriftAlarmState; etag: string } | undefined> {
    const location = this.location(this.settings.data.bucket);
    const stored = await this.documents.read(location);
    if (stored === undefined) return undefined;
    let state: DriftAlarmState | undefined;
    try {
      state = JSON.parse(stored.body.toString('utf8')) as DriftAlarmState;
    } catch {
      // Told below.
    }
    if (state?.schemaVersion === DRIFT_ALARM_SCHEMA_VERSION) return { state, etag: stored.etag };
    throw new Error(
      `${uriOf(location)} is no alarm state of schema version ${DRIFT_ALARM_SCHEMA_VERSION}. Restore an earlier version of the object, or delete it to begin without alarms.`,
    );
  }
}
