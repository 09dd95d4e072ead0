/** Which local command stands for a container image. */
import { ApiError } from '../errors';

export interface LocalImage {
  /** Image URI, by digest or by tag, exactly as the model names it. */
  readonly image: string;
  /** Program and first arguments; `serve` is added, as SageMaker does. */
  readonly command: readonly string[];
  /** Directory the process starts in. Default: the extracted model artifact. */
  readonly cwd?: string;
  /** Variables the image sets, which the model's Environment overrides. */
  readonly env?: Readonly<Record<string, string>>;
}

export class LocalImages {
  private readonly byUri = new Map<string, LocalImage>();

  /** @throws ApiError when the registration is not usable. */
  register(value: unknown): LocalImage {
    const image = parse(value);
    this.byUri.set(image.image, image);
    return image;
  }

  /** @throws Error that says how to register the image. */
  find(uri: string): LocalImage {
    const image = this.byUri.get(uri);
    if (image !== undefined) return image;
    throw new Error(
      `The image "${uri}" is not registered on this machine. Register the command that runs it: ` +
        `PUT /_local/images {"image": "${uri}", "command": ["python", "-m", "server"]}`,
    );
  }

  all(): LocalImage[] {
    return [...this.byUri.values()];
  }
}

function parse(value: unknown): LocalImage {
  const { image, command, cwd, env } = (value ?? {}) as Record<string, unknown>;
  const refuse = (what: string) =>
    new ApiError('ValidationException', `${what} Expected {"image": string, "command": [string, …], "cwd"?, "env"?}.`);
  if (typeof image !== 'string' || image === '') throw refuse('image must be the URI that models name.');
  if (!Array.isArray(command) || command.length === 0 || command.some((part) => typeof part !== 'string')) {
    throw refuse('command must be a list of at least one text.');
  }
  if (cwd !== undefined && typeof cwd !== 'string') throw refuse('cwd must be a path.');
  const variables = Object.entries((env ?? {}) as object);
  if (variables.some(([, text]) => typeof text !== 'string')) throw refuse('env must map names to texts.');
  return { image, command, cwd, env: Object.fromEntries(variables) };
}
