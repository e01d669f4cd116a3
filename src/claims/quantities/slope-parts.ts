import { shareText } from '../../core/format.ts';
import { range } from '../../core/range.ts';
import type { Gathered, Part, Parts } from '../estimates/part.ts';
import type { SlopeStatement } from '../statements/statement.ts';
import { sameNumber } from '../table/arm.ts';
import { quantityOf } from '../table/evaluate.ts';
import { axesIn } from '../table/over-axis.ts';
import { weighted } from '../table/reducers.ts';
import { between, exact, missing, type Quantity } from '../table/value.ts';
import { slopeAlongRun } from './along-run.ts';
import { gatheredOf, type Line, linesOf } from './grid.ts';
import type { Ground } from './ground.ts';
import { meanPart, scaledBy, scopeOf } from './line-part.ts';
import { isBiasKnown, matchedQuantity } from './matched.ts';
import { rangeOf } from './single-parts.ts';

/** `slope`: of the least-squares line through the arms of each seed, and how far arms lie off it. */
export function slopeParts(ground: Ground, statement: SlopeStatement): Parts {
  const { over, scale, bend, floor } = statement;
  const target = rangeOf(statement.in);
  const lines = slopeLines(ground, statement);
  if (lines === undefined) return slopeAlongRun(ground, statement, target);
  const as = asOf(statement);
  const scope = scopeOf(lines);
  const parts = lines.flatMap((line) => {
    const fewest = floor === undefined ? 2 : 3;
    if (new Set(line.places.map(({ x }) => x)).size < fewest) {
      scope.push(`${line.label}: fewer than ${fewest} places along ${over.text}`);
      return [];
    }
    const xScale = (x: number) =>
      statement.per === 'doubling' ? Math.log2(x) : scale[1] === 'log' ? Math.log(x) : x;
    const xs = (of: readonly number[]) => of.map(xScale);
    const gathered = gatheredOf(line, (ys, places) => {
      if (!xs(places).every(Number.isFinite))
        return missing('undefined', `the logarithm of ${over.text}, which is not positive`);
      const scaled = scaledBy(scale[0], ys);
      return 'why' in scaled ? scaled : weighted(xs(places), scaled, 'slope');
    });
    const slope = meanPart(ground, line.label, target, gathered);
    const bends = bendParts(ground, line, xs(line.places.map(({ x }) => x)), scale[0], bend);
    if (bend === undefined)
      scope.push(...bends.flatMap(({ label, gathered: own }) => said(label, own)));
    return bend === undefined ? [slope] : [slope, ...bends];
  });
  const known = isBiasKnown(ground, as);
  return { parts: parts.map((part) => ({ ...part, widened: known })), scope };
}

const asOf = ({ scale }: SlopeStatement) => (scale[0] === 'log' ? 'ratio' : 'difference');

/** The arms that the lines go through, a line for every setting of the other axes; undefined where lines go along runs. */
export function slopeLines(ground: Ground, statement: SlopeStatement): readonly Line[] | undefined {
  const first = ground.rows[0];
  if (first !== undefined && axesIn(statement.over.node, ground.context(first)).size === 0)
    return undefined;
  const as = asOf(statement);
  return linesOf(ground, statement.over, (_, context) => matchedQuantity(ground, context, as)).map(
    (line) => aboveFloor(ground, statement, line),
  );
}

/** Arms that lie further off the line than this are said where no bend is judged; chosen by trial. */
const BEND_SAID = 0.1;

function said(label: string, { samples }: Gathered): readonly string[] {
  const off = samples.reduce((sum, { quantity }) => sum + quantity.value, 0) / samples.length;
  return Math.abs(off) > BEND_SAID
    ? [`${label}: ${shareText(Math.abs(off))} ${off > 0 ? 'above' : 'below'} it`]
    : [];
}

/** The distance of every arm from the line of its unit, as a share; with two places there is none. */
function bendParts(
  ground: Ground,
  line: Line,
  xs: readonly number[],
  scale: 'log' | 'linear',
  bend = BEND_SAID,
): readonly Part[] {
  if (new Set(xs).size < 3 || !xs.every(Number.isFinite)) return [];
  return line.places.map(({ label, x }, i) => {
    const gathered = gatheredOf(line, (ys) => {
      const scaled = scaledBy(scale, ys);
      if ('why' in scaled) return scaled;
      const [slope, intercept] = (['slope', 'intercept'] as const).map((what) =>
        weighted(
          xs,
          scaled.map((q) => exact(q.value)),
          what,
        ),
      );
      if (slope!.kind === 'missing' || intercept!.kind === 'missing')
        return missing('undefined', 'no line');
      const off =
        scaled[i]!.value - (intercept as Quantity).value - (slope as Quantity).value * xs[i]!;
      const size = scaled.reduce((sum, q) => sum + Math.abs(q.value), 0) / scaled.length;
      // A residual is a sum of the values with weights of at most 1 + √n in size together.
      const half =
        Math.max(...scaled.map((q) => (q.high - q.low) / 2)) * (1 + Math.sqrt(xs.length));
      const shown = (y: number) => (scale === 'log' ? Math.expm1(y) : size > 0 ? y / size : 0);
      return between(shown(off), shown(off - half), shown(off + half));
    });
    const target = range(1 / (1 + bend) - 1, bend);
    const words = [line.label, `distance of ${label} from the line`];
    const named = words.filter((text) => text !== 'all' && text !== '').join(', ');
    return { ...meanPart(ground, named, target, gathered, 1e-9), at: x };
  });
}

/** Arms of which some value lies under three times its floor leave the line, and are said. */
function aboveFloor(ground: Ground, statement: SlopeStatement, line: Line): Line {
  const { floor, of, over } = statement;
  if (floor === undefined) return line;
  const isLow = line.places.map(({ x, gathered }) =>
    gathered.rows.some((row) => {
      const [value, least, place] = [of, floor, over].map((one) =>
        quantityOf(one, ground.context(row)),
      );
      // Behind an arm are also the runs that it is held against, which are no distance from themselves.
      if (place!.kind !== 'number' || !sameNumber(place!.value, x)) return false;
      return (
        value!.kind === 'number' &&
        least!.kind === 'number' &&
        Math.abs(value!.value) < 3 * least!.value
      );
    }),
  );
  const low = line.places.filter((_, i) => isLow[i]);
  return {
    ...line,
    places: line.places.filter((_, i) => !isLow[i]),
    scope: [
      ...line.scope,
      ...low.map(({ label }) => `${label} left out: under three times its floor`),
    ],
  };
}
