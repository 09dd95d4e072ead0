import type { Template } from 'aws-cdk-lib/assertions';
import { ReleasedEndpoint, type ReleasedEndpointProps } from '../../lib/release';
import { modelVersion, type Scene } from '../serving/endpoints';

export type ReleasedChanges = Partial<ReleasedEndpointProps>;

/** A released endpoint with the least that is required, and what a test changes of it. */
export function released({ stack, store }: Scene, changes: ReleasedChanges = {}, id = 'Endpoint'): ReleasedEndpoint {
  return new ReleasedEndpoint(stack, id, { store, model: modelVersion(), endpointName: 'flights', ...changes });
}

// biome-ignore lint/suspicious/noExplicitAny: what a template holds
export type Json = any;

/** The one resource of a type, whole: properties, dependencies, policies. */
export function resourceOf(template: Template, type: string): Json {
  const found = Object.values(template.findResources(type));
  if (found.length !== 1) throw new Error(`expected one ${type}, found ${found.length}`);
  return found[0];
}

/** What the custom resource declares, tokens shown as text. */
export function declarationOf(template: Template): Json {
  const { Declaration } = resourceOf(template, 'Custom::ReleasedEndpoint').Properties;
  return JSON.parse(typeof Declaration === 'string' ? Declaration : joined(Declaration['Fn::Join'][1]));
}

function joined(parts: readonly Json[]): string {
  return parts
    .map((part) => (typeof part === 'string' ? part : `<${Object.values(part)[0]}>`.replaceAll('"', '')))
    .join('');
}

/** Statements of the policies whose logical id contains a text. */
export function statementsOf(template: Template, part: string): Json[] {
  const policies = template.findResources('AWS::IAM::Policy');
  return Object.entries(policies)
    .filter(([id]) => id.includes(part))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
}

/** Properties of the function of a bundle. */
export const functionOf = (template: Template, bundle: string): Json =>
  Object.values(template.findResources('AWS::Lambda::Function')).find(
    ({ Properties }) => Properties.Environment?.Variables.POWERTOOLS_SERVICE_NAME === bundle,
  )?.['Properties'];

/** Properties of the alarm of a name. */
export const alarmNamed = (template: Template, AlarmName: string): Json =>
  Object.values(template.findResources('AWS::CloudWatch::Alarm', { Properties: { AlarmName } }))[0]?.['Properties'];
