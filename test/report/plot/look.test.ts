import { describe, expect, test } from 'vitest';
import { type Colour, colourIn, faded, sequence } from '../../../src/report/plot/colour.ts';
import { type Coordinates, looksOf } from '../../../src/report/plot/look.ts';
import { ON_LIGHT } from '../../../src/report/plot/palette.ts';

const at = (family: Coordinates['family'], rest: Partial<Coordinates> = {}): Coordinates => ({
  ...{ family, batch: undefined, rate: undefined, problem: '' },
  ...rest,
});
const onLight = (colour: Colour) => colourIn(ON_LIGHT, colour);
const sgd = (batch: number, rate = 0.1) => at('stochastic', { batch, rate });

describe('looks', () => {
  test('of SGD run from teal to purple by batch size, of descent from brown to orange by η', () => {
    const looks = looksOf([
      ...[4, 16, 64].map((batch) => sgd(batch)),
      ...[0.1, 0.025].map((rate) => at('descent', { rate })),
      at('flow'),
    ]);
    expect(looks.map(({ colour }) => onLight(colour))).toEqual([
      ...['#25b39b', '#3a78ba', '#4a2a82', '#f2a33a', '#7a3300', '#111111'],
    ]);
    expect(looks.map(({ wide }) => wide)).toEqual([false, false, false, false, false, true]);
  });

  test('of one batch size at several η have one colour, and differ in marker and dash', () => {
    const [a, b] = looksOf([sgd(4, 0.1), sgd(4, 0.2)]);
    expect(a!.colour).toEqual(b!.colour);
    expect(a!.point).not.toBe(b!.point);
    expect(a!.dash).not.toEqual(b!.dash);
  });

  test('tell problems apart by dashes, and by colour where there is one arm of each', () => {
    const of = (problem: string) => [sgd(4), at('flow')].map((one) => ({ ...one, problem }));
    const looks = looksOf([...of('small'), ...of('large')]);
    expect(looks[0]!.colour).toEqual(looks[2]!.colour);
    expect(looks[0]!.dash).not.toEqual(looks[2]!.dash);
    const single = looksOf(['small', 'large'].map((problem) => ({ ...at('flow'), problem })));
    expect(single[0]!.colour).not.toEqual(single[1]!.colour);
  });

  test('of other methods differ from one another, nine of them', () => {
    const looks = looksOf(Array.from({ length: 9 }, () => at('other')));
    expect(new Set(looks.map(({ colour, dash }) => `${onLight(colour)} ${dash}`)).size).toBe(9);
  });
});

describe('colours', () => {
  test('fade by an alpha channel', () => {
    expect(faded('#112233', 0.5)).toBe('#11223380');
    expect(faded('#112233', 0)).toBe('#11223300');
  });

  test('of a sequence run from teal to purple; a single one lies between', () => {
    expect(sequence(2).map(onLight)).toEqual(['#25b39b', '#4a2a82']);
    expect(sequence(1).map(onLight)).toEqual(['#3a78ba']);
  });
});
