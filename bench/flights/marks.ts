import { type FlightDay, isAlarm, isMissed } from './flight-day';

/** What the days are held to. */
const LARGEST_SHARE = 0.1;
const MUST_ALARM = ['2001-04-06', '2001-06-15'] as const;

export interface DayFigures {
  readonly days: number;
  readonly alarms: number;
  readonly storms: number;
  readonly missed: readonly FlightDay[];
  /** Days that alarmed although their delays were not those of a storm. */
  readonly otherwise: readonly FlightDay[];
  readonly marks: readonly { readonly what: string; readonly found: string; readonly held: boolean }[];
}

export function dayFigures(days: readonly FlightDay[]): DayFigures {
  const alarms = days.filter(isAlarm);
  const share = alarms.length / days.length;
  const verdictOf = (wanted: string) => days.find(({ day }) => day === wanted)?.verdict ?? 'not judged';
  return {
    days: days.length,
    alarms: alarms.length,
    storms: days.filter(({ kind }) => kind === 'stormy').length,
    missed: days.filter(isMissed),
    otherwise: alarms.filter(({ kind }) => kind !== 'stormy'),
    marks: [
      {
        what: `at most ${100 * LARGEST_SHARE} % of the days alarm`,
        found: `${alarms.length} of ${days.length}, ${(100 * share).toFixed(1)} %`,
        held: share <= LARGEST_SHARE,
      },
      ...MUST_ALARM.map((day) => {
        const verdict = verdictOf(day);
        return { what: `${day} alarms`, found: verdict, held: verdict === 'WARNING' || verdict === 'CRITICAL' };
      }),
    ],
  };
}
