/** Options of a right to roll back. */
export interface RollbackGrantOptions {
  /**
   * Whether the principal must have signed in with a second factor. Roles of automation have none.
   *
   * @default false
   */
  readonly requireMfa?: boolean;
}
