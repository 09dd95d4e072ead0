interface Versioned {
  readonly schemaVersion: number;
}

/** Where a function's settings stand, and what this code reads there. */
export interface FunctionSettings {
  /** Environment variable that holds them as JSON. */
  readonly variable: string;
  readonly schemaVersion: number;
  /** The construct that makes the function. */
  readonly construct: string;
}

/**
 * What a construct told its function.
 *
 * @throws Error where the stack was deployed by another version of the library than the function's code
 */
export function readFunctionSettings<T extends Versioned>(
  environment: NodeJS.ProcessEnv,
  { variable, schemaVersion, construct }: FunctionSettings,
): T {
  const text = environment[variable];
  if (text === undefined) {
    throw new Error(`${variable} is not set. Create the function with ${construct}, or deploy it again.`);
  }
  const settings = JSON.parse(text) as T;
  if (settings.schemaVersion !== schemaVersion) {
    throw new Error(
      `${variable} has schema version ${settings.schemaVersion}, this code reads ${schemaVersion}. Deploy construct and code of the same release.`,
    );
  }
  return settings;
}
