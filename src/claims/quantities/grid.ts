import { completeBlock } from '../../stats/complete-block.ts';
import type { Gathered } from '../estimates/part.ts';
import type { Expression } from '../expression/syntax.ts';
import { sameValue, varyingAxes } from '../table/arm.ts';
import type { Context } from '../table/context.ts';
import { quantityOf } from '../table/evaluate.ts';
import { axesIn } from '../table/over-axis.ts';
import { type Row, withEntailed } from '../table/table.ts';
import type { Missing, Quantity } from '../table/value.ts';
import { type Given, gather, unitOf } from './gather.ts';
import { type Ground, groupsBy } from './ground.ts';

/** An arm at its place along an axis, with a number a unit. */
export interface Place {
  readonly label: string;
  readonly x: number;
  readonly gathered: Gathered;
  readonly byUnit: ReadonlyMap<string, Quantity>;
}

/** Arms along an axis, complete: each unit has a number in every one. */
export interface Line {
  /** What the arms of the line share and others do not; empty where there is one line. */
  readonly label: string;
  /** In the order of the axis. */
  readonly places: readonly Place[];
  /** Units with a number at every place. */
  readonly units: readonly string[];
  /** Units that were meant and lack one, with the reason, or did not enter the regime. */
  readonly missing: Gathered['missing'];
  readonly outside: readonly string[];
  readonly scope: readonly string[];
}

/** The arms of a statement along `over`: a line for every setting of the other axes, or one whatever they are. */
export function linesOf(
  ground: Ground,
  over: Expression,
  measure: (row: Row, context: Context) => Given,
  lines: 'by other axes' | 'one' = 'by other axes',
): readonly Line[] {
  const { rows, inner } = ground;
  if (rows.length === 0) return [];
  const first = ground.context(rows[0]!);
  const along = withEntailed(axesIn(over.node, first), first.entails);
  const placed = rows.flatMap((row) => {
    const x = quantityOf(over, ground.context(row));
    return x.kind === 'missing' ? [] : [{ row, x: x.value }];
  });
  const meant = placed.map(({ row }) => row);
  const varying = varyingAxes(meant, new Set([...inner, ...along]));
  // An axis that changes with the place, as a rate that grows with the width, tells no lines apart.
  const tied = varying.filter((axis) => isTied(axis, placed));
  const apart = lines === 'one' ? [] : varying.filter((axis) => !tied.includes(axis));
  const scope = (lines === 'one' ? [] : tied).map(
    (axis) => `${axis} changes along with ${over.text}`,
  );
  const place = new Map(placed.map(({ row, x }) => [row, x]));
  return [...groupsBy(meant, apart)].map(([label, own]) => {
    const arms = [...groupsBy(own, varyingAxes(own, inner))].map(([name, of]) => {
      const gathered = gather(ground, of, measure);
      const byUnit = new Map(gathered.samples.map(({ unit, quantity }) => [unit, quantity]));
      const ran = new Set(of.map((row) => unitOf(row, ground)));
      return { label: name, x: place.get(of[0]!)!, gathered, byUnit, ran };
    });
    return complete(label, arms, scope);
  });
}

function isTied(axis: string, placed: readonly { row: Row; x: number }[]): boolean {
  const values = new Map<number, Row>();
  for (const { row, x } of placed) {
    const other = values.get(x);
    if (other === undefined) values.set(x, row);
    else if (!sameValue(row.axes[axis], other.axes[axis])) return false;
  }
  return values.size > 1;
}

type Arm = Place & { readonly ran: ReadonlySet<string> };

/** Arms that gave nothing leave, and are said; then units that were not run in every arm, or arms in every unit. */
function complete(label: string, all: readonly Arm[], before: readonly string[]): Line {
  const scope = [...before];
  const some = all.filter(({ label: name, gathered }) => {
    if (gathered.samples.length > 0) return true;
    const why =
      gathered.missing[0]?.why.text ??
      (gathered.outside.length > 0 ? 'none entered' : gathered.left[0]);
    scope.push(`${name} left out: ${why ?? 'nothing measured'}`);
    return false;
  });
  // Of several blocks of one size the first is taken: which it is must not hang on the order of the runs.
  const sorted = [...some].sort((a, b) => a.x - b.x || (a.label < b.label ? -1 : 1));
  const everyone = [...new Set(sorted.flatMap(({ ran }) => [...ran]))].sort();
  const block = completeBlock(sorted.length, everyone.length, (i, j) =>
    sorted[i]!.ran.has(everyone[j]!),
  );
  const places = block.rows.map((i) => sorted[i]!);
  const units = block.columns.map((j) => everyone[j]!);
  for (const one of sorted)
    if (!places.includes(one)) scope.push(`${one.label} left out: not run in every unit`);
  const unrun = everyone.length - units.length;
  if (unrun > 0) scope.push(`${unrun} of ${everyone.length} units left out: not run in every arm`);
  const missing = new Map<string, Missing>();
  const outside = new Set<string>();
  for (const { gathered } of places) {
    for (const { unit, why } of gathered.missing) if (units.includes(unit)) missing.set(unit, why);
    for (const unit of gathered.outside) if (units.includes(unit)) outside.add(unit);
  }
  return {
    ...{ label, places, scope },
    units: units.filter(
      (unit) => !missing.has(unit) && places.every(({ byUnit }) => byUnit.has(unit)),
    ),
    missing: [...missing].map(([unit, why]) => ({ unit, why })),
    outside: [...outside].filter((unit) => !missing.has(unit)),
  };
}

/** The numbers of a line as those of a part: one a unit, made from its numbers at every place. */
export function gatheredOf(
  { places, units, missing, outside }: Line,
  make: (quantities: readonly Quantity[], xs: readonly number[]) => Quantity | Missing,
): Gathered {
  const xs = places.map(({ x }) => x);
  const samples: { unit: string; quantity: Quantity }[] = [];
  const failed: { unit: string; why: Missing }[] = [];
  for (const unit of units) {
    const found = make(
      places.map(({ byUnit }) => byUnit.get(unit)!),
      xs,
    );
    if (found.kind === 'missing') failed.push({ unit, why: found });
    else samples.push({ unit, quantity: found });
  }
  const rows = [...new Set(places.flatMap(({ gathered }) => gathered.rows))];
  return { samples, missing: [...missing, ...failed], outside, left: [], rows };
}
