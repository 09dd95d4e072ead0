import type { Rule } from '../../checks/check';
import { expectTrue } from '../expect';
import { isServedServerless, whereServersRun } from '../serving/serverless';

/**
 * The container of a model can reach nothing: not the internet, not the services of the account. Serverless variants
 * take no isolation: SageMaker refuses it.
 */
export const modelIsolated: Rule = (model, context) =>
  whereServersRun(
    isServedServerless(model, context),
    expectTrue(model, 'EnableNetworkIsolation', 'the container may open network connections'),
  );
