import path from 'node:path';
import { isRawMap, type RawMap, section, type TemplateSource } from '../template';
import { ComplianceInputError, locator, type ParseYaml, templateFromText } from './read-template';

/** The few things that are asked of a file system, so that a test needs none. */
export interface Files {
  isFolder(file: string): boolean;
  /** @throws where the file cannot be read */
  read(file: string): string;
}

/**
 * The templates at a path: a synthesised assembly (`cdk.out`) with its stages and nested stacks, or one template.
 *
 * @throws ComplianceInputError where there is nothing that can be checked
 */
export function readTemplates(file: string, files: Files, parseYaml?: ParseYaml): readonly TemplateSource[] {
  if (!files.isFolder(file)) return [templateFromText(readText(file, files), file, parseYaml)];
  const found = readAssembly(file, files);
  if (found.length === 0) {
    throw new ComplianceInputError(`${file} is an assembly without stacks. Synthesise an app that has some.`);
  }
  return found;
}

function readText(file: string, files: Files): string {
  try {
    return files.read(file);
  } catch {
    throw new ComplianceInputError(`${file} cannot be read. Give a CloudFormation template or a cdk.out folder.`);
  }
}

function readJson(file: string, files: Files): RawMap {
  let value: unknown;
  try {
    value = JSON.parse(readText(file, files));
  } catch (error) {
    if (error instanceof ComplianceInputError) throw error;
    throw new ComplianceInputError(`${file} is no JSON. Synthesise the app again.`);
  }
  return isRawMap(value) ? value : {};
}

/** Folders inside each other; a manifest may name its own folder as one of a stage. */
const MAX_FOLDERS = 20;
/** Nested stacks of one stack; each level of a hostile one could name the next tenfold. */
const MAX_NESTED_STACKS = 1000;

function readAssembly(folder: string, files: Files, depth = 0): readonly TemplateSource[] {
  if (depth > MAX_FOLDERS) {
    throw new ComplianceInputError(`${folder}: its manifest leads back to itself. Synthesise the app again.`);
  }
  const artifacts = section(readJson(path.join(folder, 'manifest.json'), files), 'artifacts');
  return Object.values(artifacts).flatMap((artifact): readonly TemplateSource[] => {
    if (!isRawMap(artifact)) return [];
    const properties = section(artifact, 'properties');
    if (artifact.type === 'cdk:cloud-assembly' && typeof properties.directoryName === 'string') {
      return readAssembly(inside(folder, properties.directoryName), files, depth + 1);
    }
    if (artifact.type !== 'aws:cloudformation:stack' || typeof properties.templateFile !== 'string') return [];
    return readStack(folder, artifact, properties.templateFile, files);
  });
}

/** A manifest may name files of its own folder only. */
function inside(folder: string, name: string): string {
  const file = path.join(folder, name);
  if (path.relative(folder, file).startsWith('..')) {
    throw new ComplianceInputError(
      `${folder}: its manifest names ${name}, outside the folder. Synthesise the app again.`,
    );
  }
  return file;
}

function readStack(folder: string, artifact: RawMap, templateFile: string, files: Files): readonly TemplateSource[] {
  const name = typeof artifact.displayName === 'string' ? artifact.displayName : templateFile;
  const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(String(artifact.environment ?? '')) ?? [];
  const known = (value: string | undefined) =>
    value === undefined || value.startsWith('unknown-') ? undefined : value;
  const properties = section(artifact, 'properties');
  const stack = {
    ...read(folder, templateFile, name, files),
    account: known(account),
    region: known(region),
    terminationProtection: properties.terminationProtection === true,
    stackTags: Object.keys(section(properties, 'tags')),
  };
  const found: TemplateSource[] = [stack];
  // The list grows while it is walked: each nested stack may hold others.
  for (const each of found) {
    found.push(...nestedStacks(folder, each, files));
    if (found.length > MAX_NESTED_STACKS) {
      throw new ComplianceInputError(
        `${name} nests more than ${MAX_NESTED_STACKS} stacks, or itself. Synthesise the app again.`,
      );
    }
  }
  return found;
}

function read(folder: string, templateFile: string, name: string, files: Files): TemplateSource {
  const file = inside(folder, templateFile);
  const text = readText(file, files);
  return { ...templateFromText(text, file), id: file, name, locate: locator(text, file) };
}

/** The hash of a template in its address, which is a text or made of texts. */
function hashIn(address: unknown, depth = 0): string | undefined {
  if (typeof address === 'string') return /[0-9a-f]{64}(?=\.json)/.exec(address)?.[0];
  if (typeof address !== 'object' || address === null || depth > 20) return undefined;
  for (const part of Object.values(address)) {
    const found = hashIn(part, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The file of a nested stack by the hash in its address, for an assembly without asset metadata. */
function assetOf(folder: string, parent: TemplateSource, resource: RawMap, files: Files): string | undefined {
  const hash = hashIn(section(resource, 'Properties').TemplateURL);
  if (hash === undefined) return undefined;
  const name = path.basename(parent.file ?? '').replace(/(\.nested)?\.template\.json$/, '.assets.json');
  const assets = section(readJson(inside(folder, name), files), 'files');
  const source = section(section(assets, hash), 'source').path;
  return typeof source === 'string' ? source : undefined;
}

/** Nested stacks lie beside their parent; metadata of the resource that holds one says where. */
function nestedStacks(folder: string, parent: TemplateSource, files: Files): readonly TemplateSource[] {
  return Object.entries(section(parent.body, 'Resources')).flatMap(([logicalId, resource]) => {
    if (!isRawMap(resource) || resource.Type !== 'AWS::CloudFormation::Stack') return [];
    const recorded = section(resource, 'Metadata')['aws:asset:path'];
    const asset = typeof recorded === 'string' ? recorded : assetOf(folder, parent, resource, files);
    if (asset === undefined) return [];
    const nested: TemplateSource = {
      ...read(folder, asset, `${parent.name}/${logicalId}`, files),
      // One file may be nested twice.
      id: `${parent.id}#${logicalId}`,
      account: parent.account,
      region: parent.region,
      stackTags: parent.stackTags,
      parent: { templateId: parent.id, logicalId },
    };
    return [nested];
  });
}
