import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { RecordedRequest } from '../../scripts/start/replay';

/** At least one request. */
export type DayOfRequests = readonly [RecordedRequest, ...RecordedRequest[]];

/** The requests of a replay file, a day at a time. The file is in the order of time. */
export async function* requestsByDay(file: string): AsyncGenerator<DayOfRequests> {
  let day: [RecordedRequest, ...RecordedRequest[]] | undefined;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line === '') continue;
    const request = JSON.parse(line) as RecordedRequest;
    if (day !== undefined && dayOf(request) === dayOf(day[0])) {
      day.push(request);
      continue;
    }
    if (day !== undefined) yield day;
    day = [request];
  }
  if (day !== undefined) yield day;
}

/** `2001-04-06` */
export function dayOf({ time }: Pick<RecordedRequest, 'time'>): string {
  return time.slice(0, 10);
}
