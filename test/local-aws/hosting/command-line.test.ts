import { parseCommandLine } from './command-line';
import { DEFAULT_SETTINGS } from './settings';

const URL_OPTION = ['--aws-url', 'http://127.0.0.1:4566'];

test('without options everything has its default and any free port is taken', () => {
  expect(parseCommandLine(URL_OPTION)).toEqual({
    port: 0,
    settings: { ...DEFAULT_SETTINGS, awsUrl: 'http://127.0.0.1:4566' },
  });
});

test('every option sets what it says, 0 included', () => {
  const options = ['--port', '8080', '--launch-delay', '0', '--capture-flush-records', '5', '--wait-scale', '0'];
  const { port, settings } = parseCommandLine([...URL_OPTION, ...options]);
  expect(port).toBe(8080);
  expect(settings).toMatchObject({ launchDelay: 0, captureFlushRecords: 5, waitScale: 0 });
});

test.each([
  [['--port', '70000'], "--port is '70000'; expected an integer from 0 to 65535."],
  [['--launch-delay=-1'], "--launch-delay is '-1'; expected a number from 0 to 86400."],
  [['--launch-delay', ''], "--launch-delay is ''"],
  [['--capture-flush-records', '1.5'], 'expected an integer'],
  [['--model-timeout', 'soon'], "--model-timeout is 'soon'"],
  [['--no-such-option', '1'], '--no-such-option'],
  [['positional'], 'positional'],
])('%j is refused', (options, message) => {
  expect(() => parseCommandLine([...URL_OPTION, ...options])).toThrow(message);
});

test.each(['', 'https://127.0.0.1:1', 'http://10.0.0.1:80', 'http://127.0.0.1.example.com', 'not a url'])(
  'the account %p is refused: only this machine is a target',
  (url) => {
    expect(() => parseCommandLine(['--aws-url', url])).toThrow('expected the local account');
  },
);
