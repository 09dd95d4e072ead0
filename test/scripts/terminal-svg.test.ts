import { screenOf } from '../../scripts/record/terminal-screen';
import { terminalSvg } from '../../scripts/record/terminal-svg';

const texts = (output: string) => screenOf(output).map((runs) => runs.map(({ text }) => text).join(''));

describe('a recorded screen', () => {
  test('shows the last of what was drawn over and over', () => {
    expect(texts('\r\u001b[2Kwaiting 1 s\r\u001b[2K\u001b[32m✓\u001b[39m done\r\ntwo')).toEqual(['✓ done', 'two']);
  });

  test('overwrites from the begin of the line where nothing was cleared', () => {
    expect(texts('abcdef\rxy')).toEqual(['xycdef']);
    expect(texts('abcdef\rxy\u001b[K')).toEqual(['xy']);
  });

  test('keeps colour, weight and place of each run', () => {
    expect(screenOf('a \u001b[1m\u001b[31mred\u001b[39m\u001b[22m b')).toEqual([
      [
        { column: 0, text: 'a ', style: {} },
        { column: 2, text: 'red', style: { bold: true, colour: 'red' } },
        { column: 5, text: ' b', style: { bold: undefined, colour: undefined } },
      ],
    ]);
  });
});

describe('its picture', () => {
  test('is the same for the same output, and has no control character in it', () => {
    const output = '\u001b[2mdim\u001b[22m <tag> & more\n';
    const picture = terminalSvg(output, 'A title', 'A description');
    expect(terminalSvg(output, 'A title', 'A description')).toBe(picture);
    expect(picture).toContain('&lt;tag&gt; &amp; more');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(picture).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  test('puts every text where its column is, so that tables stay tables in every font', () => {
    const picture = terminalSvg('│ a      │\n│ longer │', 'A title', 'A description');
    const placed = [...picture.matchAll(/x="([\d.]+)"[^>]*>│?[^<]*│</g)].map(([, x]) => x);
    expect(placed).toHaveLength(2);
    expect(picture).toContain('<text x="90.2" y="47.6" textLength="7.8">│</text>');
  });
});
