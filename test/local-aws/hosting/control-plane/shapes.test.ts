import { check, decimal, flag, integer, list, optional, required, structure, text, textMap } from './shapes';

const shape = structure({
  EndpointName: required(text({ max: 5, pattern: '[a-z]+' })),
  Weight: optional(decimal({ min: 0 })),
  Count: optional(integer({ min: 1, max: 3 })),
  Mode: optional(text({ oneOf: ['Input', 'Output'] })),
  Isolated: optional(flag),
  Environment: optional(textMap(text({ pattern: '[A-Z_]+' }), text({ max: 3 }), { max: 1 })),
  Variants: optional(list(structure({ VariantName: required(text()) }), { min: 1, max: 2 })),
});

function refusal(input: unknown): string {
  try {
    check(shape, input);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it was accepted');
}

describe('the check of an input', () => {
  test('accepts what is within every constraint, 0, false and empty text included', () => {
    expect(() => check(shape, { EndpointName: 'a', Weight: 0, Isolated: false, Environment: { A: '' } })).not.toThrow();
  });

  test.each([
    [{}, "Value null at 'endpointName' failed to satisfy constraint: Member must not be null"],
    [{ EndpointName: null }, "Value null at 'endpointName' failed to satisfy constraint: Member must not be null"],
    [
      { EndpointName: 'abcdef' },
      "Value 'abcdef' at 'endpointName' failed to satisfy constraint: Member must have length less than or equal to 5",
    ],
    [
      { EndpointName: 'A' },
      "Value 'A' at 'endpointName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z]+",
    ],
    [{ EndpointName: 'a1' }, 'Member must satisfy regular expression pattern: [a-z]+'],
    [
      { EndpointName: 'a', Weight: -0.1 },
      "Value '-0.1' at 'weight' failed to satisfy constraint: Member must have value greater than or equal to 0",
    ],
    [
      { EndpointName: 'a', Count: 4 },
      "Value '4' at 'count' failed to satisfy constraint: Member must have value less than or equal to 3",
    ],
    [
      { EndpointName: 'a', Mode: 'Both' },
      "Value 'Both' at 'mode' failed to satisfy constraint: Member must satisfy enum value set: [Input, Output]",
    ],
    [
      { EndpointName: 'a', Variants: [] },
      "Value '[]' at 'variants' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      { EndpointName: 'a', Variants: [{ VariantName: 'v' }, {}] },
      "Value null at 'variants.2.member.variantName' failed to satisfy constraint: Member must not be null",
    ],
    [{ EndpointName: 'a', Environment: { A: 'long' } }, "Value 'long' at 'environment.A.member' failed"],
    [{ EndpointName: 'a', Environment: { a: 'x' } }, "Value 'a' at 'environment.a.key' failed"],
    [{ EndpointName: 'a', Environment: { A: 'x', B: 'y' } }, 'Member must have length less than or equal to 1'],
  ])('refuses %j', (input, message) => {
    expect(refusal(input)).toContain(message);
  });

  test('names every broken constraint at once', () => {
    expect(refusal({ EndpointName: 'ABCDEF', Count: 0 })).toMatch(/^3 validation errors detected: .*; .*; /);
  });

  test.each([
    [{ EndpointName: 5 }, 'NUMBER_VALUE can not be converted to String'],
    [{ EndpointName: 'a', Count: '1' }, 'STRING_VALUE can not be converted to Integer'],
    [{ EndpointName: 'a', Count: 1.5 }, 'NUMBER_VALUE can not be converted to Integer'],
    [{ EndpointName: 'a', Isolated: 'true' }, 'STRING_VALUE can not be converted to Boolean'],
    [{ EndpointName: 'a', Variants: {} }, 'START_OBJECT can not be converted to List'],
    [{ EndpointName: 'a', Environment: [] }, 'START_ARRAY can not be converted to Map'],
    [{ EndpointName: ['a'] }, 'START_ARRAY can not be converted to String'],
    ['text', 'STRING_VALUE can not be converted to Structure'],
    [null, 'START_OBJECT can not be converted to Structure'],
  ])('refuses the JSON type of %j as the deserializer does', (input, message) => {
    expect(refusal(input)).toBe(message);
    expect(() => check(shape, input)).toThrow(expect.objectContaining({ code: 'SerializationException' }));
  });

  test('refuses a member that it does not know, and lists those it knows', () => {
    expect(refusal({ EndpointName: 'a', Wieght: 1 })).toMatch(
      /has the unknown member 'Wieght'; expected EndpointName, Weight/,
    );
    expect(refusal({ EndpointName: 'a', valueOf: 1 })).toContain("unknown member 'valueOf'");
  });
});
