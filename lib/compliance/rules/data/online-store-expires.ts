import type { Rule } from '../../checks/check';
import { asBoolean } from '../../template';
import { expectPresent, isOpen, NOT_APPLICABLE } from '../expect';

/** Personal features leave the online store by themselves. */
export const onlineStoreExpires: Rule = (group) => {
  const store = group.get('OnlineStoreConfig');
  const enabled = group.get('OnlineStoreConfig.EnableOnlineStore');
  if (store === undefined || (!isOpen(enabled) && asBoolean(enabled) !== true)) return NOT_APPLICABLE;
  return expectPresent(group, 'OnlineStoreConfig.TtlDuration.Value', 'records stay in the online store for ever');
};
