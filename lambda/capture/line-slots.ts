/** What a string of a captured line is for. */
export const SlotRole = { INPUT: 0, OUTPUT: 1, EVENT_ID: 2, INFERENCE_ID: 3, TIME: 4, OTHER: 5 } as const;
export type SlotRole = (typeof SlotRole)[keyof typeof SlotRole];

/** The inside of one JSON string of a line, quotes excluded. */
export interface Slot {
  readonly role: SlotRole;
  readonly from: number;
  readonly to: number;
}

const ROLES: Readonly<Record<string, SlotRole>> = {
  'captureData/endpointInput/data': SlotRole.INPUT,
  'captureData/endpointOutput/data': SlotRole.OUTPUT,
  'eventMetadata/eventId': SlotRole.EVENT_ID,
  'eventMetadata/inferenceId': SlotRole.INFERENCE_ID,
  'eventMetadata/inferenceTime': SlotRole.TIME,
};

/** These say how a payload is read, so they belong to the shape and are no slots. */
const DECIDING = /^captureData\/endpoint(?:Input|Output)\/(?:observedContentType|mode|encoding)$/;

const QUOTE = 34;
const BACKSLASH = 92;
const MAX_DEPTH = 16;

class Unlearnable extends Error {}

/**
 * Finds the strings of a line of JSON. The line must be one that JSON.parse accepts; only its structure is followed here.
 * Undefined where a string that is no payload holds an escape, an object repeats a key, a key holds a slash, or no request payload is in it.
 */
export function learnSlots(line: Uint8Array): Slot[] | undefined {
  try {
    const slots = new SlotFinder(line).find();
    return slots.some(({ role }) => role === SlotRole.INPUT) ? slots : undefined;
  } catch (error) {
    if (error instanceof Unlearnable) return undefined;
    throw error;
  }
}

class SlotFinder {
  private at = 0;
  private readonly slots: Slot[] = [];

  constructor(private readonly line: Uint8Array) {}

  find(): Slot[] {
    this.value('', 0);
    return this.slots;
  }

  private value(path: string, depth: number): void {
    if (depth > MAX_DEPTH) throw new Unlearnable();
    this.blanks();
    const byte = this.line[this.at];
    if (byte === QUOTE) this.stringValue(path);
    else if (byte === 0x7b) this.object(path, depth);
    else if (byte === 0x5b) this.array(path, depth);
    else while (this.at < this.line.length && !this.isOneOf(',}] \t\r\n')) this.at++;
  }

  private object(path: string, depth: number): void {
    const keys = new Set<string>();
    this.at++;
    for (;;) {
      this.blanks();
      if (this.isOneOf('}')) break;
      if (this.isOneOf(',')) {
        this.at++;
        continue;
      }
      const { from, to } = this.string(false);
      const key = Buffer.from(this.line.subarray(from, to)).toString('utf8');
      if (keys.has(key) || key.includes('/')) throw new Unlearnable();
      keys.add(key);
      this.blanks();
      this.at++;
      this.value(path === '' ? key : `${path}/${key}`, depth + 1);
    }
    this.at++;
  }

  private array(path: string, depth: number): void {
    this.at++;
    for (;;) {
      this.blanks();
      if (this.isOneOf(']')) break;
      if (this.isOneOf(',')) this.at++;
      else this.value(`${path}/*`, depth + 1);
    }
    this.at++;
  }

  private stringValue(path: string): void {
    const role = Object.hasOwn(ROLES, path) ? (ROLES[path] as SlotRole) : SlotRole.OTHER;
    const isPayload = role === SlotRole.INPUT || role === SlotRole.OUTPUT;
    const { from, to } = this.string(isPayload);
    if (!DECIDING.test(path)) this.slots.push({ role, from, to });
  }

  private string(escapes: boolean): { from: number; to: number } {
    const from = ++this.at;
    while (this.line[this.at] !== QUOTE) {
      if (this.line[this.at] === BACKSLASH) {
        if (!escapes) throw new Unlearnable();
        this.at++;
      }
      this.at++;
      if (this.at >= this.line.length) throw new Unlearnable();
    }
    return { from, to: this.at++ };
  }

  private blanks(): void {
    while (this.at < this.line.length && this.isOneOf(' \t\r\n')) this.at++;
  }

  private isOneOf(characters: string): boolean {
    return characters.includes(String.fromCharCode(this.line[this.at] ?? 0x7f));
  }
}
