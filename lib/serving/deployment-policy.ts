import { BlueGreenStrategy } from './blue-green-strategy';
import type { AllAtOnceOptions, RollingOptions, SteppedOptions } from './deployment-options';
import type { DeploymentStrategy } from './deployment-strategy';
import { RollingStrategy } from './rolling-strategy';

/**
 * How a new configuration replaces the one that serves. Alarms bring the old one back at any step.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails.html
 */
export class DeploymentPolicy {
  /** Blue/green: a whole new fleet, then all traffic at once. Needs twice the instances for the time being. */
  static allAtOnce(options: AllAtOnceOptions = {}): DeploymentPolicy {
    return new DeploymentPolicy(new BlueGreenStrategy('ALL_AT_ONCE', options));
  }

  /** Blue/green: a first step of at most 50 % of the instances is watched, then all other traffic moves. */
  static canary(options: SteppedOptions = {}): DeploymentPolicy {
    return new DeploymentPolicy(new BlueGreenStrategy('CANARY', options));
  }

  /** Blue/green: traffic moves in equal steps of 10 to 50 % of the instances, each watched. */
  static linear(options: SteppedOptions = {}): DeploymentPolicy {
    return new DeploymentPolicy(new BlueGreenStrategy('LINEAR', options));
  }

  /**
   * Batches of 5 to 50 % of the instances are replaced one after the other: the cheapest way for large instances, of
   * which there are not twice as many to be had. For endpoints with one production variant and no shadow.
   */
  static rolling(options: RollingOptions = {}): DeploymentPolicy {
    return new DeploymentPolicy(new RollingStrategy(options));
  }

  private constructor(private readonly strategy: DeploymentStrategy) {}

  /** @internal */
  _strategy(): DeploymentStrategy {
    return this.strategy;
  }
}
