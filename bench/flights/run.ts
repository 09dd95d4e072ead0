import { writeFileSync } from 'node:fs';
import path from 'node:path';
import delays from '../../examples/flight-delay/days.json';
import { type FlightDay, flightDay } from './flight-day';
import { dayFigures } from './marks';
import { daysDocument } from './page';
import { stripChart } from './strip-chart';
import { watchedDays } from './watched-days';

const PAGE = path.join('docs', 'drift-on-flights.md');
const PICTURE = path.join('docs', 'images', 'drift-on-flights.svg');

/**
 * Judges every day of the example's months after its training and writes the page and the picture about them.
 *
 * @returns the marks, as Markdown.
 */
export async function benchFlights(): Promise<string> {
  const days = await judgedDays();
  writeFileSync(PAGE, daysDocument(days, delays));
  writeFileSync(PICTURE, stripChart(days, delays.trainingMeanDelay.quantile95));
  const { marks } = dayFigures(days);
  return [
    `## Drift on ${days.length} days of flights: ${PAGE}\n`,
    '| mark | found | |',
    '|---|---|---|',
    ...marks.map(({ what, found, held }) => `| ${what} | ${found} | ${held ? 'held' : 'MISSED'} |`),
  ].join('\n');
}

async function judgedDays(): Promise<readonly FlightDay[]> {
  const [first, last] = [delays.days[0], delays.days[delays.days.length - 1]];
  const judged: FlightDay[] = [];
  for await (const watched of watchedDays(`${first?.day}`, `${last?.day}`)) {
    const known = delays.days.find((one) => one.day === watched.day);
    if (known === undefined) throw new Error(`examples/flight-delay/days.json does not have ${watched.day}.`);
    judged.push(flightDay(watched, known));
  }
  if (judged.length !== delays.days.length)
    throw new Error(`${judged.length} of ${delays.days.length} days had flights.`);
  return judged;
}
