import type { Finding, Rule } from '../../checks/check';
import { at, listOf, type Resource, textOf, Unknown, type Value } from '../../template';
import { fail, PASS, undecided } from '../expect';

const WORLD = ['0.0.0.0/0', '::/0'];

/** Whether a rule of a security group names every address. */
export function reachesTheWorld(rule: Value): boolean {
  return ['CidrIp', 'CidrIpv6'].some((property) => WORLD.includes(textOf(at(rule, property)) ?? ''));
}

/** Findings for each rule of a security group that is open to the world. */
export function ruleFindings(rules: Value, where: string, what: string): readonly Finding[] {
  if (rules instanceof Unknown) return undecided(where, rules);
  return listOf(rules).flatMap((rule, index) => {
    if (rule instanceof Unknown) return undecided(`${where}.${index}`, rule);
    return reachesTheWorld(rule) ? fail(`${where}.${index}`, what) : [];
  });
}

/** Nothing inside the network may open a connection to the whole internet. */
export const egressRestricted: Rule = (resource: Resource, { application }) => {
  const what = 'it may send data anywhere';
  if (resource.type === 'AWS::EC2::SecurityGroupEgress')
    return reachesTheWorld(resource.properties) ? fail('', what) : PASS;
  const rules = resource.get('SecurityGroupEgress');
  const elsewhere = application.referrers(resource, ['AWS::EC2::SecurityGroupEgress'], 'GroupId');
  if (rules === undefined && elsewhere.length === 0)
    return fail('SecurityGroupEgress', 'without egress rules it may send data anywhere');
  return ruleFindings(rules, 'SecurityGroupEgress', what);
};
