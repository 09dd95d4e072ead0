/** One thing that is wrong with the input of a construct. */
export interface Problem {
  /** Path of the property, as the caller wrote it: `variants[1].initialWeight`. */
  readonly prop: string;
  /** The value that was given. */
  readonly value: unknown;
  /** What is allowed, with range and unit: `an integer from 1 to 50`. */
  readonly expected: string;
  /** What to do about it: a full sentence. */
  readonly remedy: string;
}

const MAX_SHOWN_VALUE = 80;

/** JSON knows no NaN or Infinity, and a construct that was passed by mistake refers to itself. */
function asText(value: unknown): string {
  if (typeof value === 'number') return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return `an object of class ${value?.constructor?.name ?? 'unknown'}`;
  }
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = asText(value);
  return text.length <= MAX_SHOWN_VALUE ? text : `${text.slice(0, MAX_SHOWN_VALUE - 1)}…`;
}

/** Renders a problem as one line: property, value, allowed range, remedy. */
export function describeProblem(problem: Problem): string {
  const state = problem.value === undefined ? 'is missing' : `is ${shown(problem.value)}`;
  return `${problem.prop} ${state}; expected ${problem.expected}. ${problem.remedy}`;
}

/** All problems of one construct or document, thrown together so that one run shows them all. */
export class ValidationError extends Error {
  constructor(
    /** What was validated: a construct path or a file name. */
    readonly subject: string,
    readonly problems: readonly Problem[],
  ) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super(`${subject}: ${count}\n${problems.map((problem) => `  - ${describeProblem(problem)}`).join('\n')}`);
    this.name = 'ValidationError';
  }
}
