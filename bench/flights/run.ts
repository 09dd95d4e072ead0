import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import delays from '../../examples/flight-delay/days.json';
import { prepareBaseline, readBaseline } from '../../lambda/drift';
import { makeBaseline, train, writeReplay } from '../../scripts/start/train';
import { ensurePythonEnv } from '../../test/local-aws/python-env';
import { dayOf, requestsByDay } from './days';
import { type FlightDay, flightDay } from './flight-day';
import { dayFigures } from './marks';
import { ModelServer } from './model-server';
import { daysDocument } from './page';
import { stripChart } from './strip-chart';
import { DayWatch } from './watch';

/** As `npm start` trains it, so that a model which is there already is used. */
const TRAINED = { registry: '000000000000.dkr.ecr.eu-central-1.amazonaws.com', version: '1.0.0', arguments: [] };
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
  const requirements = path.join('examples', 'flight-delay', 'requirements.txt');
  const python = await ensurePythonEnv({ name: 'flight-delay', requirements });
  const { manifest } = await train({ python, ...TRAINED });
  const baselineFile = await makeBaseline(TRAINED.version);
  const watch = new DayWatch(prepareBaseline(readBaseline(readFileSync(baselineFile, 'utf8'), baselineFile)));
  const [first, last] = [delays.days[0], delays.days[delays.days.length - 1]];
  const replay = await writeReplay(python, `${first?.day}..${last?.day}`);
  const artifact = path.join(path.dirname(manifest), 'model.tar.gz');
  const server = await ModelServer.start(python, artifact, path.join('build', 'flight-days', 'model'));
  try {
    const judged: FlightDay[] = [];
    for await (const requests of requestsByDay(replay)) {
      const day = dayOf(requests[0]);
      const known = delays.days.find((one) => one.day === day);
      if (known === undefined) throw new Error(`examples/flight-delay/days.json does not have ${day}.`);
      const answers = await server.predict(requests.map(({ body }) => body));
      judged.push(flightDay(watch.judge(day, requests, answers), known));
    }
    if (judged.length !== delays.days.length)
      throw new Error(`${judged.length} of ${delays.days.length} days had flights.`);
    return judged;
  } finally {
    server.stop();
  }
}
