import { readFunctionSettings } from '../../lambda/aws/function-settings';

const EXPECTED = { variable: 'SETTINGS', schemaVersion: 3, construct: 'ReleasedEndpoint' };
const read = (SETTINGS?: string) => readFunctionSettings({ SETTINGS }, EXPECTED);

test('settings are what the construct wrote', () => {
  expect(read('{"schemaVersion":3,"table":"releases"}')).toEqual({ schemaVersion: 3, table: 'releases' });
});

test('a function that no construct made says which one to make it with', () => {
  expect(() => read()).toThrow('SETTINGS is not set. Create the function with ReleasedEndpoint, or deploy it again.');
});

test.each(['{"schemaVersion":2}', '{"schemaVersion":4}', '{}'])(
  'settings of another version are refused: %s',
  (text) => {
    expect(() => read(text)).toThrow(/SETTINGS has schema version .*, this code reads 3\. Deploy construct and code/);
  },
);
