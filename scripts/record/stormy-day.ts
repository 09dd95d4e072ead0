import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type DayOfAnswers, watchedDays } from '../../bench/flights/watched-days';
import { reportPage } from '../../lambda/report';

const FIRST = '2001-04-01';
/** The stormy day that `npm start` replays. */
export const STORMY = '2001-04-06';
export const FOLDER = path.join('build', 'pictures');

/** The files that a picture of the stormy day is made of. */
export interface StormyDay {
  /** Our page. */
  readonly page: string;
  /** What was asked and answered from the first of the month to the stormy day, with a column `time`. */
  readonly current: string;
}

/** Judges the stormy day after the five before it, as the deployed monitor would, and writes its page. */
export async function stormyDay(): Promise<StormyDay> {
  mkdirSync(FOLDER, { recursive: true });
  const days: DayOfAnswers[] = [];
  for await (const day of watchedDays(FIRST, STORMY)) days.push(day);
  const storm = days.at(-1);
  if (storm?.day !== STORMY) throw new Error(`${STORMY} was not judged.`);
  const page = path.join(FOLDER, `${STORMY}.html`);
  writeFileSync(page, reportPage({ ...storm, earlier: days.map(({ report }) => report) }));
  const current = path.join(FOLDER, `${FIRST}..${STORMY}.csv`);
  const { features, outputs } = storm.baseline.featureSchema;
  const head = ['time', ...[...features, ...outputs].map(({ name }) => name)];
  const rows = days.flatMap(({ requests, answers }) =>
    requests.map(({ time, body }, i) => `${time.replace('Z', '')},${body},${answers[i]}`),
  );
  writeFileSync(current, `${[head.join(','), ...rows].join('\n')}\n`);
  return { page, current };
}
