import { type Arm, problemsOf } from '../arms/arm.ts';
import { without } from '../arms/coordinates.ts';
import { methodLabel } from '../arms/labels.ts';
import { legendLabels } from '../arms/legend-labels.ts';
import { poolRates } from '../arms/pool-rates.ts';
import type { Finding } from '../findings/finding.ts';
import { type Look, looksOf } from '../plot/look.ts';

/** Arms that one figure shows. */
export interface Panel {
  readonly arms: readonly Arm[];
  readonly looks: ReadonlyMap<Arm, Look>;
  /** Ends the id of its figures; empty where there is one panel. */
  readonly suffix: string;
  /** What sets it apart, in words that end the titles of its figures: `true labels, η = 0.1`; empty where there is one panel. */
  readonly name: string;
}

/** Arms that one figure can hold and still be read; by trial. */
const MOST_ARMS = 14;

/** All arms in one panel if they fit; else one per problem; else one per problem and η of SGD. */
export function panelsOf(arms: readonly Arm[]): readonly Panel[] {
  if (arms.length <= MOST_ARMS) return [panel(arms, '', '')];
  const parts = problemsOf(arms).flatMap((own) => (own.length > MOST_ARMS ? byRate(own) : [own]));
  return named(parts, (own) => {
    const noisy = own.find(({ family }) => family === 'stochastic');
    return noisy ? [own[0]!.problem, `η = ${noisy.rate}`] : [own[0]!.problem];
  });
}

/** A panel for each problem. */
export const problemPanels = (arms: readonly Arm[]): readonly Panel[] =>
  named(problemsOf(arms), ([first]) => [first!.problem]);

/** The panel with arms that differ in η alone as one. */
export const pooled = ({ arms, suffix, name }: Panel): Panel =>
  panel(poolRates(arms), suffix, name);

/** An arm with what a figure shows of it. */
export interface Shown<T> {
  readonly arm: Arm;
  readonly look: Look;
  /** For the legend. */
  readonly label: string;
  readonly data: T;
}

/** The arms of a panel that have such data (null and an empty list are none), with the shortest labels that tell these apart. */
export function shown<T>(
  { arms, looks }: Panel,
  dataOf: (arm: Arm) => T | null,
): readonly Shown<T>[] {
  const found = arms.flatMap((arm) => {
    const data = dataOf(arm);
    const none = data === null || (Array.isArray(data) && data.length === 0);
    return none ? [] : [{ arm, look: looks.get(arm)!, data }];
  });
  const labels = legendLabels(found.map(({ arm }) => arm));
  return found.map((one) => ({ ...one, label: labels.get(one.arm)! }));
}

/** The evidence of the findings on a panel's problem. */
export const findingsOn = <E extends { readonly problem: string }>(
  { arms }: Panel,
  findings: readonly Finding<E>[],
): readonly E[] =>
  findings.map(({ evidence }) => evidence).filter(({ problem }) => problem === arms[0]!.problem);

/** Text as part of an id: `n = 500` becomes `n-500`. */
export const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/^-|-$/g, '');

function panel(arms: readonly Arm[], suffix: string, name: string): Panel {
  const looks = looksOf(
    arms.map((arm) => ({
      ...arm,
      series: methodLabel(without(arm.coordinates, 'method.batch')),
    })),
  );
  return { arms, looks: new Map(arms.map((arm, i) => [arm, looks[i]!])), suffix, name };
}

/** SGD of one η with GD of that η and the flow; GD alone stays together. */
function byRate(arms: readonly Arm[]): readonly (readonly Arm[])[] {
  const noisy = arms.filter(({ family }) => family === 'stochastic');
  const rates = [...new Set(noisy.map(({ rate }) => rate))];
  if (rates.length < 2) return [arms];
  const parts = rates.map((one) => arms.filter(({ rate }) => [one, undefined].includes(rate)));
  const rest = arms.filter(({ family }) => family !== 'stochastic');
  const left = rest.some(({ rate }) => rate !== undefined && !rates.includes(rate));
  return left ? [...parts, rest] : parts;
}

function named(
  parts: readonly (readonly Arm[])[],
  wordsOf: (arms: readonly Arm[]) => readonly string[],
): readonly Panel[] {
  if (parts.length <= 1) return parts.map((arms) => panel(arms, '', ''));
  const names = parts.map((arms) => wordsOf(arms).filter((words) => words !== ''));
  const slugs = names.map(
    (words, i) => slug(words.join(' ').replace('η =', 'eta')) || String(i + 1),
  );
  return parts.map((arms, i) => {
    const twin = slugs.indexOf(slugs[i]!) !== i;
    const suffix = `-${slugs[i]}${twin ? `-${i + 1}` : ''}`;
    const part = twin || names[i]!.length === 0 ? [`part ${i + 1}`] : [];
    return panel(arms, suffix, [...names[i]!, ...part].join(', '));
  });
}
