/** The command line of the emulator. */
import { parseArgs } from 'node:util';
import { DEFAULT_SETTINGS, type HostingSettings } from './settings';

interface Range {
  readonly min: number;
  readonly max: number;
  readonly integer?: boolean;
}

const DAY = 86_400;

const NUMBERS: Readonly<Record<string, { readonly setting: keyof typeof DEFAULT_SETTINGS; readonly range: Range }>> = {
  'launch-delay': { setting: 'launchDelay', range: { min: 0, max: DAY } },
  'start-timeout': { setting: 'startTimeout', range: { min: 0.1, max: 3600 } },
  'model-timeout': { setting: 'modelTimeout', range: { min: 0.1, max: 3600 } },
  'stop-timeout': { setting: 'stopTimeout', range: { min: 0, max: 120 } },
  'wait-scale': { setting: 'waitScale', range: { min: 0, max: 1 } },
  'capture-flush-seconds': { setting: 'captureFlushSeconds', range: { min: 0.05, max: DAY } },
  'capture-flush-records': { setting: 'captureFlushRecords', range: { min: 1, max: 1e6, integer: true } },
  'capture-flush-bytes': { setting: 'captureFlushBytes', range: { min: 1, max: 1e9, integer: true } },
  'metric-flush-seconds': { setting: 'metricFlushSeconds', range: { min: 0.05, max: 3600 } },
  seed: { setting: 'seed', range: { min: 0, max: 2 ** 32 - 1, integer: true } },
};

/** @throws Error naming the option, its value and what is allowed. */
export function parseCommandLine(args: readonly string[]): { port: number; settings: HostingSettings } {
  const names = ['port', 'aws-url', ...Object.keys(NUMBERS)];
  const { values } = parseArgs({
    args: [...args],
    options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
  });
  const text = (name: string): string | undefined => values[name] as string | undefined;
  const settings: Record<string, unknown> = { ...DEFAULT_SETTINGS, awsUrl: loopbackUrl(text('aws-url')) };
  for (const [name, { setting, range }] of Object.entries(NUMBERS)) {
    const value = text(name);
    if (value !== undefined) settings[setting] = numberOf(name, value, range);
  }
  const port = numberOf('port', text('port') ?? '0', { min: 0, max: 65_535, integer: true });
  return { port, settings: settings as unknown as HostingSettings };
}

function numberOf(name: string, value: string, { min, max, integer }: Range): number {
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (number >= min && number <= max && (integer !== true || Number.isInteger(number))) return number;
  throw new Error(
    `--${name} is '${value}'; expected ${integer === true ? 'an integer' : 'a number'} from ${min} to ${max}.`,
  );
}

/** Nothing but this machine: a mistyped address must not send test data and credentials anywhere. */
function loopbackUrl(value: string | undefined): string {
  const url = URL.canParse(value ?? '') ? new URL(value ?? '') : undefined;
  if (url?.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)) return url.origin;
  throw new Error(`--aws-url is '${value ?? ''}'; expected the local account, as http://127.0.0.1:4566.`);
}
