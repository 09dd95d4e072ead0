import { runPython } from './example';

it('passes its own unit tests in Python', async () => {
  const { code, stderr } = await runPython(['-m', 'unittest', 'discover', '-s', 'tests', '-t', '.']);
  // unittest reports on standard error, and that it found nothing must not look like success.
  expect({ code, report: stderr }).toEqual({ code: 0, report: expect.stringMatching(/Ran [1-9]\d* tests .*\n\nOK/s) });
}, 300_000);
