import { constants } from 'node:fs';
import { access, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A file that a command writes, looked at before the work whose result it takes: it is written whole or stays as it was. */
export class OutputFile {
  private constructor(
    private readonly named: string,
    private readonly target: string,
    /** Permissions of the file that is replaced. */
    private readonly mode: number | undefined,
    /** Whether it can be replaced by another: a pipe or a device is written into. */
    private readonly replaceable: boolean,
  ) {}

  /**
   * @param option that names the file
   * @throws RangeError where it cannot be written: it is a folder, its folder is not there, there is no right to
   */
  static async of(option: string, file: string): Promise<OutputFile> {
    const named = `${option} ${file}`;
    try {
      // What is replaced is what a link leads to.
      const target = await realpath(file).catch(() => path.resolve(file));
      const there = await stat(target).catch(() => undefined);
      if (there?.isDirectory()) throw new Error('it is a folder');
      const replaceable = there === undefined || there.isFile();
      await access(replaceable ? path.dirname(target) : target, constants.W_OK);
      return new OutputFile(named, target, there?.mode, replaceable);
    } catch (error) {
      throw unwritable(named, error);
    }
  }

  /**
   * Makes sure that nothing is lost which the same command needs. A pipe or a device may take more than one.
   *
   * @param read files that the command reads
   * @param written others that it writes
   * @throws RangeError where it is one of them
   */
  async apartFrom(
    read: readonly (string | undefined)[],
    written: readonly (OutputFile | undefined)[] = [],
  ): Promise<OutputFile> {
    const { target, named, replaceable } = this;
    if (!replaceable) return this;
    for (const file of read) {
      if (file === undefined || (await realpath(file).catch(() => undefined)) !== target) continue;
      throw new RangeError(`${named} is read by this command, too: it would be overwritten. Give another file.`);
    }
    const other = written.find((output) => output?.target === target);
    if (other !== undefined) throw new RangeError(`${named} and ${other.named} are one file. Give two.`);
    return this;
  }

  /** @throws RangeError where it cannot be written; then it is as it was */
  async write(content: string | Uint8Array): Promise<void> {
    const { target, mode, replaceable } = this;
    const part = `${target}.${process.pid}.part`;
    try {
      if (!replaceable) return await writeFile(target, content);
      await writeFile(part, content, { mode });
      await rename(part, target);
    } catch (error) {
      await rm(part, { force: true });
      throw unwritable(this.named, error);
    }
  }
}

function unwritable(named: string, error: unknown): RangeError {
  return new RangeError(`${named} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
}
