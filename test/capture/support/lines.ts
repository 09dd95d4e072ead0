import type { FeatureSchemaDocument } from '../../../lib/contract';

export interface LineParts {
  readonly input?: string;
  readonly output?: string;
  readonly inputType?: string;
  readonly inputEncoding?: string;
  readonly inferenceId?: string;
  readonly time?: string;
}

/** A captured line as SageMaker writes it. */
export function captured(parts: LineParts = {}): string {
  const { input, output, inferenceId, time = '2026-04-06T07:00:00Z' } = parts;
  const payload = (mode: string, data: string, type = 'text/csv', encoding = 'CSV') => ({
    observedContentType: type,
    mode,
    data,
    encoding,
  });
  return JSON.stringify({
    captureData: {
      endpointInput: input === undefined ? undefined : payload('INPUT', input, parts.inputType, parts.inputEncoding),
      endpointOutput: output === undefined ? undefined : payload('OUTPUT', output),
    },
    eventMetadata: { eventId: 'e-1', inferenceId, inferenceTime: time },
    eventVersion: '0',
  });
}

/** Two numbers, a category, an integer and a boolean; one predicted number. */
export const flightSchema: FeatureSchemaDocument = {
  schemaVersion: 1,
  inputContentType: 'text/csv',
  outputContentType: 'text/csv',
  features: [
    { name: 'distance', kind: 'number', position: 0 },
    { name: 'delay', kind: 'number', position: 1 },
    { name: 'origin', kind: 'category', position: 2 },
    { name: 'stops', kind: 'integer', position: 3 },
    { name: 'holiday', kind: 'boolean', position: 4 },
  ],
  outputs: [{ name: 'prediction', kind: 'number', position: 0, primary: true }],
};
