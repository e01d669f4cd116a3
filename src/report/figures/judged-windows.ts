import type { Evidence as Behind } from '../../claims/evidence/evidence.ts';
import { mean } from '../../stats/summary.ts';
import type { Arm } from '../arms/arm.ts';
import { type Curve, partOf } from '../arms/curves.ts';
import { faded } from '../plot/colour.ts';
import type { Mark } from '../plot/mark.ts';
import { curve, legendKey, points, stretch } from '../plot/marks/index.ts';
import { GUIDE, LAYER, PAPER } from '../plot/theme.ts';
import type { Shown } from '../sketch/panel.ts';

/** The line of an arm, with how it looks. */
interface Line extends Pick<Shown<unknown>, 'arm' | 'look'> {
  readonly points: Curve;
}

/** Where predictions look at the lines of a figure. */
interface Judged {
  /** What lies behind all lines. */
  readonly marks: readonly Mark[];
  /** What belongs to the line of one arm. */
  of(arm: Arm): readonly Mark[];
  readonly sentence: string | false;
}

/** Training times; a moment where both are one. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** One look of one statement, or of several that look at the same: for each arm where. */
interface Group {
  readonly ids: readonly string[];
  readonly spans: ReadonlyMap<Arm, Span>;
}

/** Times that are nearer to each other than this share of the longest line are drawn as one. */
const NEAR = 0.01;

/**
 * The parts of a series that predictions are judged on: a band across the frame where they are the same for all lines, an upright
 * line where that is a moment; else a broad stroke along each line, or a ring upon it.
 */
export function judgedWindows(
  series: string,
  statements: readonly Pick<Behind, 'id' | 'windows'>[],
  lines: readonly Line[],
): Judged {
  const room = NEAR * Math.max(...lines.flatMap(({ points: own }) => own.map(({ x }) => x)));
  const near = (a: Span, b: Span) =>
    Math.abs(a.from - b.from) <= room && Math.abs(a.to - b.to) <= room;
  const groups = joined(
    statements.flatMap(({ id, windows }) =>
      groupsOf(
        id,
        windows.filter((one) => one.series === series),
        lines,
      ),
    ),
    near,
  );
  const drawn = groups.map(({ ids, spans }) => {
    const label = `judged: ${ids.join(', ')}`;
    const all = [...spans.values()];
    const alike = spans.size === lines.length && all.every((span) => near(span, all[0]!));
    return { label, spans, common: alike ? common(all) : undefined };
  });
  const ids = [...new Set(groups.flatMap((group) => group.ids))];
  return {
    marks: drawn.map(({ label, common: span }) =>
      span === undefined
        ? legendKey(label, { colour: GUIDE, fill: faded(GUIDE, OPACITY), shape: 'rect' })
        : stretch(span, label),
    ),
    of: (arm) =>
      drawn.flatMap(({ spans, common: span }) => {
        const own = span === undefined ? spans.get(arm) : undefined;
        return own === undefined ? [] : along(lines.find((one) => one.arm === arm)!, own);
      }),
    sentence: ids.length > 0 && sentenceOn(ids),
  };
}

const sentenceOn = (ids: readonly string[]): string =>
  ids.length > 1
    ? `Marked as judged: the parts that the predictions ${ids.join(', ')} look at.`
    : `Marked as judged: the part that the prediction ${ids[0]} looks at.`;

/** For each look of a statement the span of every arm, the mean of those of its runs. */
function groupsOf(
  id: string,
  windows: Behind['windows'],
  lines: readonly Line[],
): readonly Group[] {
  const byRun = new Map<string, Span[]>();
  for (const { run, ...span } of windows) byRun.set(run, [...(byRun.get(run) ?? []), span]);
  const most = Math.max(0, ...[...byRun.values()].map(({ length }) => length));
  return Array.from({ length: most }, (_, k) => {
    const found = lines.flatMap(({ arm }): [Arm, Span][] => {
      const own = arm.runs.flatMap((run) => byRun.get(run.id)?.[k] ?? []);
      return own.length === 0 ? [] : [[arm, common(own)]];
    });
    return { ids: [id], spans: new Map(found) };
  }).filter(({ spans }) => spans.size > 0);
}

const common = (spans: readonly Span[]): Span => ({
  from: mean(spans.map(({ from }) => from)),
  to: mean(spans.map(({ to }) => to)),
});

/** Those that look at the same, as one. */
function joined(groups: readonly Group[], near: (a: Span, b: Span) => boolean): readonly Group[] {
  const found: Group[] = [];
  for (const group of groups) {
    const i = found.findIndex(
      ({ spans }) =>
        spans.size === group.spans.size &&
        [...spans].every(([arm, span]) => {
          const other = group.spans.get(arm);
          return other !== undefined && near(span, other);
        }),
    );
    if (i < 0) found.push(group);
    else found[i] = { ...found[i]!, ids: [...new Set([...found[i]!.ids, ...group.ids])] };
  }
  return found;
}

/** Of strokes along lines. */
const OPACITY = 0.3;

function along({ look: { colour }, points: own }: Line, { from, to }: Span): readonly Mark[] {
  const part = partOf(own, from, to);
  if (part.length === 0) return [];
  return from === to
    ? [points(part, { colour, fill: PAPER, radius: 7, edge: 2.4 })]
    : [curve(part, { colour: faded(colour, OPACITY), width: 12, layer: LAYER.background })];
}
