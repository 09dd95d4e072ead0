import { dueWindows } from '../../../lambda/handlers/drift-evaluate/request';

const due = (now: string, hours: number) =>
  dueWindows(new Date(now), hours).map(
    ({ start, end }) => `${start.toISOString().slice(5, 13)}..${end.toISOString().slice(5, 13)}`,
  );

test('a day is due at 00:20 UTC, with the day before it for late objects', () => {
  expect(due('2026-11-23T00:20:00Z', 24)).toEqual(['11-21T00..11-22T00', '11-22T00..11-23T00']);
  expect(due('2026-11-23T00:19:59Z', 24)).toEqual(['11-20T00..11-21T00', '11-21T00..11-22T00']);
});

test('of shorter windows all that ended in the six hours before the newest are looked at again', () => {
  expect(due('2026-11-23T08:30:00Z', 4)).toEqual(['11-22T20..11-23T00', '11-23T00..11-23T04', '11-23T04..11-23T08']);
  expect(due('2026-11-23T08:30:00Z', 1)).toHaveLength(7);
});

test('a late run judges the same windows as a punctual one', () => {
  expect(due('2026-11-23T03:59:00Z', 4)).toEqual(due('2026-11-23T00:20:00Z', 4));
});
