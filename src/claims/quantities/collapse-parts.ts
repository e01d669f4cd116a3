import type { Parts } from '../estimates/part.ts';
import type { CollapseStatement } from '../statements/statement.ts';
import { operate } from '../table/arithmetic.ts';
import { sameNumber } from '../table/arm.ts';
import { asOf, contrastEstimate } from './contrast.ts';
import { gatheredOf, type Line, linesOf, type Place } from './grid.ts';
import type { Ground } from './ground.ts';
import { isBiasKnown, matchedQuantity } from './matched.ts';
import { marginRange } from './single-parts.ts';

/**
 * `collapse`: arms at one place of `over` agree. Every two of them are a part, since the largest of several ratios is
 * biased upwards; arms alone at their place say nothing and are named.
 */
export function collapseParts(ground: Ground, { over, within }: CollapseStatement): Parts {
  const as = asOf(within);
  const target = marginRange(within);
  // Arms may differ in whatever they like: that is what the statement is about.
  const lines = linesOf(ground, over, (_, context) => matchedQuantity(ground, context, as), 'one');
  const scope = [...new Set(lines.flatMap((line) => line.scope))];
  const groups = lines.flatMap((line) => groupsOf(line).map((places) => ({ line, places })));
  const several = groups.filter(({ places }) => places.length > 1);
  for (const { places } of groups)
    if (places.length === 1) scope.push(`${places[0]!.label} is alone at its ${over.text}`);
  // One group alone cannot tell agreement at equal places from agreement everywhere.
  if (several.length < 2)
    return { parts: [], scope: [`fewer than two places of ${over.text} have two arms`, ...scope] };
  const parts = several.flatMap(({ line, places }) =>
    pairsOf(places).map(([a, b]) => ({
      label: `${a.label} against ${b.label}`,
      predicted: target,
      widened: isBiasKnown(ground, as),
      gathered: gatheredOf(onlyThese(line, [a, b]), (ys) =>
        operate(as === 'ratio' ? '/' : '-', ys[0]!, ys[1]!),
      ),
      estimate: contrastEstimate(ground, as, target),
    })),
  );
  return { parts, scope };
}

/** Places at one number, to rounding. */
function groupsOf({ places }: Line): readonly (readonly Place[])[] {
  const groups: Place[][] = [];
  for (const place of places) {
    const group = groups.find(([first]) => sameNumber(first!.x, place.x));
    if (group === undefined) groups.push([place]);
    else group.push(place);
  }
  return groups;
}

const pairsOf = (places: readonly Place[]) =>
  places.flatMap((a, i) => places.slice(i + 1).map((b) => [a, b] as const));

/** The line of two places alone, with the units that have both. */
function onlyThese(line: Line, places: readonly [Place, Place]): Line {
  const all = new Set(places.flatMap(({ byUnit }) => [...byUnit.keys()]));
  const missing = places.flatMap(({ gathered }) => gathered.missing);
  const outside = [...new Set(places.flatMap(({ gathered }) => gathered.outside))];
  return {
    ...{ ...line, places, outside },
    units: [...all].filter((unit) => places.every(({ byUnit }) => byUnit.has(unit))),
    missing: missing.filter(({ unit }, i) => missing.findIndex((one) => one.unit === unit) === i),
  };
}
