import type { ArmValues, Evidence } from '../../claims/evidence/evidence.ts';
import type { PartVerdict, Verdict } from '../../claims/judging/verdict.ts';
import type { Run } from '../../lab/records/record.ts';
import type { Arm } from '../arms/arm.ts';
import { legendLabels } from '../arms/legend-labels.ts';
import type { Look } from '../plot/look.ts';
import type { Panel } from '../sketch/panel.ts';

/** A statement with its verdict, the numbers behind that, and how its arms look in the other figures. */
export interface Told {
  readonly verdict: Verdict;
  readonly evidence: Evidence;
  /** Every number that is judged, in the order of the evidence's parts. */
  readonly numbers: readonly PartVerdict[];
  readonly runs: readonly Run[];
  /** The arms of the report that its runs belong to. */
  readonly arms: readonly Arm[];
  lookOf(arm: ArmValues): ArmLook;
}

/** How an arm of a statement looks, and what it is called in other figures. */
export interface ArmLook extends Pick<Look, 'colour' | 'point' | 'dash'> {
  readonly label: string;
  /** The one arm of the report that all its runs belong to; undefined where there are several. */
  readonly arm: Arm | undefined;
}

/** The verdicts with what figures of them need; `panels` hold the arms of the report. */
export function toldOf(
  verdicts: readonly Verdict[],
  evidence: readonly Evidence[],
  panels: readonly Panel[],
  runs: readonly Run[],
): readonly Told[] {
  const byRun = new Map(
    panels.flatMap(({ arms, looks }) =>
      arms.flatMap((arm) =>
        arm.runs.map(({ id }) => [id, { arm, look: looks.get(arm)! }] as const),
      ),
    ),
  );
  return verdicts.map((verdict, i) => {
    const ids = new Set(verdict.runs);
    const arms = [...new Set([...ids].flatMap((id) => byRun.get(id)?.arm ?? []))];
    const labels = legendLabels(arms);
    return {
      ...{ verdict, evidence: evidence[i]! },
      numbers: verdict.parts.length > 0 ? verdict.parts : [{ ...verdict, label: '' }],
      runs: runs.filter(({ id }) => ids.has(id)),
      arms,
      lookOf: (arm) => lookOf(arm, byRun, labels),
    };
  });
}

const PLAIN = { colour: { paint: 'blue' }, point: 'circle', dash: [] } as const;

/** That of the first of its runs; its name only where all its runs are of one arm of the report. */
function lookOf(
  { runs, label }: ArmValues,
  byRun: ReadonlyMap<string, { readonly arm: Arm; readonly look: Look }>,
  labels: ReadonlyMap<Arm, string>,
): ArmLook {
  const found = runs.flatMap((id) => byRun.get(id) ?? []);
  const [first] = found;
  if (first === undefined) return { ...PLAIN, label, arm: undefined };
  const one = found.every(({ arm }) => arm === first.arm);
  const { colour, point, dash } = first.look;
  const name = one ? (labels.get(first.arm) ?? first.arm.label) : label;
  return { colour, point, dash, label: name, arm: one ? first.arm : undefined };
}
