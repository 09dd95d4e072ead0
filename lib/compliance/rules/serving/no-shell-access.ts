import type { Finding, Rule } from '../../checks/check';
import { asBoolean, at } from '../../template';
import { fail, forEachOf, isOpen, undecided } from '../expect';

/** Nobody opens a shell in a serving container. */
export const noShellAccess: Rule = (config) =>
  ['ProductionVariants', 'ShadowProductionVariants'].flatMap((list): readonly Finding[] =>
    forEachOf(config, list, (variant, where) => {
      const enabled = at(variant, 'EnableSSMAccess');
      if (isOpen(enabled)) return undecided(`${where}.EnableSSMAccess`, enabled);
      return asBoolean(enabled) === true
        ? fail(`${where}.EnableSSMAccess`, 'a shell can be opened in its container')
        : [];
    }),
  );
