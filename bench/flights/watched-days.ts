import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type BaselineDocument, prepareBaseline, readBaseline } from '../../lambda/drift';
import { makeBaseline, train, writeReplay } from '../../scripts/start/train';
import { ensurePythonEnv } from '../../test/local-aws/python-env';
import { type DayOfRequests, dayOf, requestsByDay } from './days';
import { ModelServer } from './model-server';
import { DayWatch, type WatchedDay } from './watch';

/** As `npm start` trains it, so that a model which is there already is used. */
const TRAINED = { registry: '000000000000.dkr.ecr.eu-central-1.amazonaws.com', version: '1.0.0', arguments: [] };

/** One day with all that was asked and answered. */
export interface DayOfAnswers extends WatchedDay {
  readonly requests: DayOfRequests;
  /** `probability,late`, one a request. */
  readonly answers: readonly string[];
  /** What the day was judged by. */
  readonly baseline: BaselineDocument;
}

/** Has the example's model answer the flights of some days, each of them judged as the deployed monitor would. */
export async function* watchedDays(first: string, last: string): AsyncGenerator<DayOfAnswers> {
  const requirements = path.join('examples', 'flight-delay', 'requirements.txt');
  const python = await ensurePythonEnv({ name: 'flight-delay', requirements });
  const { manifest } = await train({ python, ...TRAINED });
  const baselineFile = await makeBaseline(TRAINED.version);
  const baseline = prepareBaseline(readBaseline(readFileSync(baselineFile, 'utf8'), baselineFile));
  const watch = new DayWatch(baseline);
  const replay = await writeReplay(python, `${first}..${last}`);
  const artifact = path.join(path.dirname(manifest), 'model.tar.gz');
  const server = await ModelServer.start(python, artifact, path.join('build', 'flight-days', 'model'));
  try {
    for await (const requests of requestsByDay(replay)) {
      const answers = await server.predict(requests.map(({ body }) => body));
      const watched = watch.judge(dayOf(requests[0]), requests, answers);
      yield { ...watched, requests, answers, baseline: baseline.document };
    }
  } finally {
    server.stop();
  }
}
