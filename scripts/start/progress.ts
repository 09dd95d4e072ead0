import { PRESET_TIMER } from 'listr2';

const timer = { ...PRESET_TIMER, field: (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s` };

/** How steps show themselves: a list that moves in a terminal, plain lines where there is none. */
export const PROGRESS = {
  concurrent: false,
  rendererOptions: { collapseSubtasks: false, timer },
  fallbackRenderer: 'simple',
  fallbackRendererOptions: { timer },
  fallbackRendererCondition: () => !process.stdout.isTTY || process.env.CI !== undefined,
  registerSignalListeners: false,
} as const;
