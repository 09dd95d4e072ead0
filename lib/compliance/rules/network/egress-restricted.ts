import type { Finding, Rule } from '../../checks/check';
import { at, listOf, type Resource, Text, textOf, Unknown, type Value } from '../../template';
import { fail, undecided, verdictOn } from '../expect';

/** A prefix of no bits is every address, however it is written: `::/0`, `0000::/0`. */
function isTheWorld(address: Value): boolean | undefined {
  const text = textOf(address) ?? '';
  if (text.endsWith('/0')) return true;
  return address instanceof Text && text.endsWith('}') ? undefined : false;
}

/** A finding where a rule of a security group names every address, or one that only the deployment knows. */
export function ruleFinding(rule: Value, where: string, what: string): readonly Finding[] {
  const addresses = ['CidrIp', 'CidrIpv6'].map((property) => at(rule, property));
  const verdicts = addresses.map((address) => verdictOn(address, isTheWorld));
  if (verdicts.includes(true)) return fail(where, what);
  const open = verdicts.indexOf(undefined);
  return open === -1 ? [] : undecided(where, addresses[open]);
}

/** Findings for each rule of a security group that is open to the world. */
export function ruleFindings(rules: Value, where: string, what: string): readonly Finding[] {
  if (rules instanceof Unknown) return undecided(where, rules);
  return listOf(rules).flatMap((rule, index) => {
    if (rule instanceof Unknown) return undecided(`${where}.${index}`, rule);
    return ruleFinding(rule, `${where}.${index}`, what);
  });
}

/** Nothing inside the network may open a connection to the whole internet. */
export const egressRestricted: Rule = (resource: Resource, { application }) => {
  const what = 'it may send data anywhere';
  if (resource.type === 'AWS::EC2::SecurityGroupEgress') return ruleFinding(resource.properties, '', what);
  const rules = resource.get('SecurityGroupEgress');
  const elsewhere = application.referrers(resource, ['AWS::EC2::SecurityGroupEgress'], 'GroupId');
  if (rules === undefined && elsewhere.length === 0)
    return fail('SecurityGroupEgress', 'without egress rules it may send data anywhere');
  return ruleFindings(rules, 'SecurityGroupEgress', what);
};
