import { ObjectError } from '../../lambda/aws/object-store';
import { untilPermitted } from '../../lambda/aws/patience';

const signal = new AbortController().signal;
const forbidden = () => new ObjectError('forbidden', { bucket: 'b', key: 'k' });

function failing(times: number, error: () => Error) {
  let calls = 0;
  return {
    calls: () => calls,
    work: async () => {
      if (calls++ < times) throw error();
      return 'done';
    },
  };
}

test('waits until a new right is in force', async () => {
  const { work, calls } = failing(2, forbidden);
  await expect(untilPermitted(work, signal, [0, 0, 0])).resolves.toBe('done');
  expect(calls()).toBe(3);
});

test('gives up when the right does not come', async () => {
  const { work, calls } = failing(9, forbidden);
  await expect(untilPermitted(work, signal, [0, 0])).rejects.toThrow('may not be read or written');
  expect(calls()).toBe(3);
});

test('does not wait for anything else', async () => {
  const { work, calls } = failing(9, () => new ObjectError('missing', { bucket: 'b', key: 'k' }));
  await expect(untilPermitted(work, signal, [0, 0])).rejects.toThrow('does not exist');
  expect(calls()).toBe(1);
});

test('stops waiting when the work is given up', async () => {
  const { work } = failing(9, forbidden);
  await expect(untilPermitted(work, AbortSignal.timeout(20), [60_000])).rejects.toThrow('aborted');
});
