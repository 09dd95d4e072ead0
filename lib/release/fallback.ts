/** Whether the model that served before is kept ready to take over. */
export class Fallback {
  /**
   * The model before is kept as a second production variant at weight 0, with as many instances as the champion: a
   * rollback shifts weights, which takes seconds. It doubles the cost of the instances, excludes a shadow, and needs
   * blue/green deployments.
   */
  static warm(): Fallback {
    return new Fallback('warm');
  }

  /** Nothing is kept: a rollback launches a fleet, which takes minutes. */
  static none(): Fallback {
    return new Fallback('none');
  }

  private constructor(
    /** `warm` or `none`. */
    readonly kind: string,
  ) {}
}
