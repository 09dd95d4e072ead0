/** Somebody's decision to live with a finding for a time. */
export interface Iso27001Acknowledgement {
  /**
   * What is acknowledged: a check (`ISO27001-8.24-BucketCustomerKey`, `BucketCustomerKey` or `77`), or all checks of a
   * control (`8.24`).
   */
  readonly check: string;
  /**
   * Construct path (`Scoring/Api`), or logical id in a plain template, that the acknowledgement is for, with
   * everything below it.
   *
   * @default - everywhere
   */
  readonly path?: string;
  /**
   * One finding of the check, by the property it names: `Properties.KmsKeyId`, with everything below it.
   *
   * @default - every finding of the check
   */
  readonly finding?: string;
  /** Why it is acceptable. */
  readonly reason: string;
  /** Who answers for it: a person or a team. */
  readonly owner: string;
  /** Last day on which it holds, as `2027-03-31`. The finding is back the day after. */
  readonly expires: string;
}

/** Somebody's word that a control is met by something this app does not contain. */
export interface Iso27001Attestation {
  /** Where an auditor finds it: a document, a ticket, the name of a detector. */
  readonly evidence: string;
  /** Who answers for it: a person or a team. */
  readonly owner: string;
  /** Last day on which it holds, as `2027-03-31`. */
  readonly expires: string;
}
