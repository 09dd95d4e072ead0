import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { runProgram } from '../start/run-program';

export interface PictureSize {
  /** CSS pixels, which are the picture's. */
  readonly width: number;
  readonly height: number;
}

/**
 * Draws the upper part of a page as a PNG file, in light colours and without anything that moves.
 *
 * Chromium is taken from the environment's CHROMIUM, else it is `chromium` on the path.
 *
 * @throws Error where there is no Chromium or it drew nothing
 */
export async function pictureOf(page: string, picture: string, { width, height }: PictureSize): Promise<void> {
  rmSync(picture, { force: true });
  await runProgram(
    process.env['CHROMIUM'] ?? 'chromium',
    [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--hide-scrollbars',
      '--force-device-scale-factor=1',
      `--window-size=${width},${height}`,
      // Pages that draw themselves by scripts are given time to do so.
      '--virtual-time-budget=15000',
      `--screenshot=${path.resolve(picture)}`,
      pathToFileURL(path.resolve(page)).href,
    ],
    { env: {} },
  );
  if (!existsSync(picture)) throw new Error(`Chromium drew nothing of ${page}.`);
}
