import { isUnresolved } from './validation';

/** SageMaker writes names in ARNs in lower case, and IAM compares ARNs by case. A token stays what it is. */
export function nameInArn(name: string): string {
  return isUnresolved(name) ? name : name.toLowerCase();
}
