/** When a deployment of the stack is done. */
export enum WaitFor {
  /** When the release is live, or was taken back. A deployment may take an hour at most, the waits included. */
  LIVE = 'LIVE',
  /** When the release machine has taken the request on. What becomes of it is in the ledger, an event and an alarm. */
  ACCEPTED = 'ACCEPTED',
}
