/**
 * Who must have agreed before a model version that comes at run time goes live. A version that is declared in a template
 * counts as approved by the review of that template, and is recorded as such.
 */
export class Approval {
  /** Another principal than the one who wrote the version, on record in the ledger. */
  static byAnotherPrincipal(): Approval {
    return new Approval('ANOTHER_PRINCIPAL');
  }

  /** Nobody: whoever may start a release decides alone. `production-ml status` says so. */
  static notRequired(): Approval {
    return new Approval('NOT_REQUIRED');
  }

  private constructor(
    /** `ANOTHER_PRINCIPAL` or `NOT_REQUIRED`. */
    readonly kind: string,
  ) {}
}
