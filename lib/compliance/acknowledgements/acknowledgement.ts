import type { Iso27001Acknowledgement, Iso27001Attestation } from './iso27001-acknowledgement';

/** Where an acknowledgement or attestation was made. */
export interface Origin {
  /** PROPERTY: of the checks; CONSTRUCT: with `acknowledge` on a construct. */
  readonly kind: 'PROPERTY' | 'CONSTRUCT';
  /** File and line, where known: `bin/app.ts:12`. */
  readonly source?: string;
  /** Identifier under which CDK knows it, for one that was made on a construct. */
  readonly cdkId?: string;
}

/** An acknowledgement as it was found; parts that nobody gave are missing. */
export type FoundAcknowledgement = Partial<Omit<Iso27001Acknowledgement, 'check'>> & {
  readonly check: string;
  readonly origin: Origin;
};

export type FoundAttestation = Iso27001Attestation & { readonly control: string; readonly origin: Origin };

const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** Whether a text is a calendar day as `2027-03-31`. */
export function isDay(text: string): boolean {
  return DATE.test(text) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
}

/** Days compare as text. */
export function isOver(expires: string, today: string): boolean {
  return expires < today;
}
