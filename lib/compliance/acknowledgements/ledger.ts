import type { FoundAcknowledgement, FoundAttestation } from './acknowledgement';

/** Version of the ledger document. */
export const LEDGER_SCHEMA_VERSION = 1;

/**
 * ACTIVE: it holds. EXPIRED: its last day is over. VOID: reason, owner or expiry is missing. REFUSED: nobody may
 * acknowledge this check. UNMATCHED: nothing needs it.
 */
export type AcknowledgementState = 'ACTIVE' | 'EXPIRED' | 'VOID' | 'REFUSED' | 'UNMATCHED';

/** One acknowledgement with what it was used for. */
export interface AcknowledgementEntry {
  readonly acknowledgement: FoundAcknowledgement;
  readonly state: AcknowledgementState;
  /** Findings it names, as `check at path`, sorted. */
  readonly findings: readonly string[];
}

/** One attestation. One that no check asks for still stands in the statement. */
export interface AttestationEntry {
  readonly attestation: FoundAttestation;
  readonly state: 'ACTIVE' | 'EXPIRED';
}

/** Everything that somebody took upon himself, for a run. */
export interface Ledger {
  readonly acknowledgements: readonly AcknowledgementEntry[];
  readonly attestations: readonly AttestationEntry[];
}

/** The ledger as written to `iso27001/ledger.json` in the cloud assembly. */
export function ledgerDocument(ledger: Ledger, today: string): object {
  return {
    schemaVersion: LEDGER_SCHEMA_VERSION,
    today,
    acknowledgements: ledger.acknowledgements.map(({ acknowledgement, state, findings }) => {
      const { origin, check, path, finding, reason, owner, expires } = acknowledgement;
      return { state, check, path, finding, reason, owner, expires, source: origin.source, findings };
    }),
    attestations: ledger.attestations.map(({ attestation, state }) => {
      const { origin, control, evidence, owner, expires } = attestation;
      return { state, control, evidence, owner, expires, source: origin.source };
    }),
  };
}
