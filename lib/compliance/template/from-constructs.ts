import path from 'node:path';
import { CfnElement, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { sourceOf } from '../source-line';
import type { TemplateSource } from './template';

/** All stacks below a construct, nested stacks and stages included. */
function stacksBelow(root: IConstruct): readonly Stack[] {
  return root.node.findAll().filter((construct): construct is Stack => Stack.isStack(construct));
}

/** Looks up the elements of a stack by logical id; the map is made when the first finding asks. */
function elementsOf(stack: Stack): (logicalId: string) => CfnElement | undefined {
  let elements: Map<string, CfnElement> | undefined;
  return (logicalId) => {
    elements ??= new Map(
      stack.node
        .findAll()
        .filter((child): child is CfnElement => CfnElement.isCfnElement(child) && child.stack === stack)
        .map((element) => [String(stack.resolve(element.logicalId)), element]),
    );
    return elements.get(logicalId);
  };
}

/** Metadata under which CDK keeps where a construct was made, when it is asked to. */
const CREATION_STACK = 'aws:cdk:creationStack';

/** The line of code that made an element, else that of the nearest construct around it that tells. */
function lineOf(element: CfnElement | undefined): { readonly uri: string; readonly line: number } | undefined {
  for (const construct of [...(element?.node.scopes ?? [])].reverse()) {
    const entry = construct.node.metadata.find(({ type }) => type === CREATION_STACK);
    const [, uri, line] =
      /^(.*):(\d+)$/.exec(sourceOf(Array.isArray(entry?.data) ? entry.data : undefined) ?? '') ?? [];
    if (uri !== undefined) return { uri, line: Number(line) };
  }
  return undefined;
}

function outermost(stack: Stack): Stack {
  return stack.nestedStackParent === undefined ? stack : outermost(stack.nestedStackParent);
}

function described(stack: Stack): Omit<TemplateSource, 'body'> {
  const parent = stack.nestedStackParent;
  const elementOf = elementsOf(stack);
  const holder = stack.nestedStackResource as CfnElement | undefined;
  return {
    id: stack.node.path,
    name: stack.node.path === '' ? stack.stackName : stack.node.path,
    region: Token.isUnresolved(stack.region) ? undefined : stack.region,
    account: Token.isUnresolved(stack.account) ? undefined : stack.account,
    terminationProtection: stack.terminationProtection,
    stackTags: Object.keys(outermost(stack).tags.tagValues()),
    pathOf: (logicalId) => elementOf(logicalId)?.node.path,
    locate: (logicalId) => lineOf(elementOf(logicalId)),
    parent:
      parent && holder
        ? { templateId: parent.node.path, logicalId: String(parent.resolve(holder.logicalId)) }
        : undefined,
  };
}

/** The templates of all stacks below a construct, resolved from the tree: nothing is synthesised. */
export function templatesOfTree(root: IConstruct): readonly TemplateSource[] {
  return stacksBelow(root).map((stack) => {
    const rendering = stack as unknown as { _toCloudFormation(): unknown };
    return { ...described(stack), body: stack.resolve(rendering._toCloudFormation()) };
  });
}

/** The templates of synthesised stacks, nested stacks included, read from their files. */
export function templatesOfAssembly(
  root: IConstruct,
  files: readonly { readonly stackConstructPath: string; readonly templatePath: string }[],
  read: (file: string) => unknown,
): readonly TemplateSource[] {
  const fileOf = new Map(files.map((file) => [file.stackConstructPath, file.templatePath]));
  const found: TemplateSource[] = [];
  for (const stack of stacksBelow(root)) {
    const outer = outermost(stack);
    const outerFile = fileOf.get(outer.node.path);
    if (outerFile === undefined) continue;
    const file = stack === outer ? outerFile : path.join(path.dirname(outerFile), stack.templateFile);
    found.push({ ...described(stack), file, body: read(file) });
  }
  return found;
}
