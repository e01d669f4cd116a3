import type { AxisValue } from '../../claims/expression/names.ts';
import { canonicalJson } from '../../core/canonical-json.ts';
import type { Arm } from '../arms/arm.ts';
import type { Axis } from './axis.ts';
import type { Contrast, Member } from './family.ts';
import { grouped } from './grouped.ts';
import type { Place, Places } from './place.ts';

type Pair = readonly [arm: Member, reference: Member];

/**
 * Methods (or kinds of networks, or data sets) against each other. Their keys differ, so arms are held together that agree in every axis of
 * that section that both have, and in all other axes: SGD at η with descent at that η, descent at any η with the flow.
 *
 * Each kind stands against the first in the list that it has such arms with. One that has none with any other, such as Adam whose rates
 * are no one else's, stands with all its arms against all arms of the first, and the sentence says so.
 */
export function kindPairs(arms: readonly Arm[], places: Places, axis: Axis): readonly Contrast[] {
  const kindOf = (arm: Arm) => places.of.get(arm)!.get(axis.name);
  const contrasts: Contrast[] = [];
  for (const problem of outside(arms, places, axis.name)) {
    const kinds = [...new Set([...problem].sort(byList).map(kindOf))].filter(
      (kind) => kind !== undefined,
    );
    for (const [i, kind] of kinds.entries()) {
      if (i === 0) continue;
      const own = problem.filter((arm) => kindOf(arm) === kind);
      const found = kinds
        .slice(0, i)
        .map((reference) =>
          pairsOf(
            own,
            problem.filter((arm) => kindOf(arm) === reference),
            places,
            axis,
          ),
        )
        .find((pairs) => pairs.length > 0);
      const first = problem.filter((arm) => kindOf(arm) === kinds[0]);
      contrasts.push({
        kind: 'contrast',
        axis,
        settings:
          found ??
          own.flatMap((arm) => first.map((reference) => pairOf(arm, reference, kind, kinds[0]!))),
        matched: found !== undefined,
      });
    }
  }
  return contrasts;
}

const pairOf = (arm: Arm, reference: Arm, value: AxisValue, other: AxisValue): Pair => [
  { arm, value },
  { arm: reference, value: other },
];

/** Arms that agree in all axes outside of the section of this kind. */
function outside(arms: readonly Arm[], places: Places, kind: string): readonly Arm[][] {
  const section = places.sectionOf(kind);
  return grouped(arms, (arm) => {
    const kept = [...places.of.get(arm)!].filter(([axis]) => places.sectionOf(axis) !== section);
    return canonicalJson(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** Pairs that are alike where both have a key, one of the two the only such arm of its kind. */
function pairsOf(
  own: readonly Arm[],
  others: readonly Arm[],
  places: Places,
  axis: Axis,
): readonly Pair[] {
  const alike = (a: Arm, b: Arm) => agree(places.of.get(a)!, places.of.get(b)!, axis.name);
  return own.flatMap((arm) =>
    others
      .filter((other) => alike(arm, other))
      .filter(
        (other) =>
          others.filter((one) => alike(arm, one)).length === 1 ||
          own.filter((one) => alike(one, other)).length === 1,
      )
      .map((other) => {
        const kind = (one: Arm) => places.of.get(one)!.get(axis.name)!;
        return pairOf(arm, other, kind(arm), kind(other));
      }),
  );
}

const agree = (a: Place, b: Place, but: string): boolean =>
  [...a].every(([axis, value]) => axis === but || !b.has(axis) || b.get(axis) === value);

/** In the order of the list of methods; what has one method keeps its order. */
const byList = (a: Arm, b: Arm) => a.card.order - b.card.order;
