import { ListrLogger, ListrLogLevels, type LoggerFieldOptions, PRESET_TIMER } from 'listr2';

const timer = { ...PRESET_TIMER, field: (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s` };

/** A line a step, once it has ended: what it says meanwhile is for eyes that watch, and why it failed is told at the end. */
class EndedSteps extends ListrLogger<ListrLogLevels> {
  override log(level: ListrLogLevels, message: string | unknown[], options?: LoggerFieldOptions): void {
    if (level === ListrLogLevels.STARTED || level === ListrLogLevels.OUTPUT) return;
    super.log(level, message, level === ListrLogLevels.FAILED ? undefined : options);
  }
}

/** How steps show themselves: a list that moves in a terminal, plain lines where there is none. */
export const PROGRESS = {
  concurrent: false,
  rendererOptions: { collapseSubtasks: false, timer },
  fallbackRenderer: 'simple',
  fallbackRendererOptions: { timer, logger: new EndedSteps({ useIcons: true }) },
  fallbackRendererCondition: () => !process.stdout.isTTY || process.env.CI !== undefined,
  registerSignalListeners: false,
} as const;
