import type { Estimate } from '../../core/estimate.ts';
import { significant, withError } from '../../core/format.ts';
import type { Between } from '../../lab/between/between.ts';
import type { Curve } from '../../lab/between/curve.ts';
import type { Functions, LayersSimilarity, Similarity } from '../../lab/between/similarity.ts';
import type { Walk } from '../../lab/between/walk.ts';
import { bold, dim } from '../shared/output.ts';
import { textTable } from '../shared/text-table.ts';

/** A run as a comparison calls it. */
export interface Lettered {
  readonly letter: string;
  readonly id: string;
  readonly title: string;
}

/** What was found between runs, as lines. */
export function betweenLines(
  { label, parameters, similarity, line, plane, curve }: Between,
  runs: readonly Lettered[],
): readonly string[] {
  return [
    bold(`${label}, ${parameters} parameters`),
    ...runs.map(({ letter, id, title }) => dim(`${letter}: ${title} (${id})`)),
    ...(similarity ? similarityLines(similarity) : []),
    ...(line
      ? [
          bold('On the line θ_A + t(θ_B − θ_A)'),
          ...walkLines(line, 't'),
          `  barrier of the training loss between A and B: ${estimateText(line.barrier)}`,
        ]
      : []),
    ...(plane
      ? [
          bold('On the plane'),
          `  training loss from ${significant(least(plane.losses))} on ${plane.axes.map(({ at }) => at.length).join(' × ')} points`,
        ]
      : []),
    ...(curve ? curveLines(curve) : []),
  ];
}

const least = (losses: readonly (readonly number[])[]) =>
  Math.min(...losses.flat().filter(Number.isFinite));

function similarityLines({ weights, layers, functions }: Similarity): readonly string[] {
  const rows = [weights, ...layers].map(({ distance, norms, cosine }, l) => [
    l === 0 ? '  all' : `  layer ${l}`,
    ...[distance, ...norms, cosine].map((x) => significant(x, 4)),
  ]);
  return [
    bold('Weights'),
    ...table(['  ', '‖θ_A − θ_B‖', '‖θ_A‖', '‖θ_B‖', 'cosine'], rows),
    ...(functions ? functionLines(functions) : []),
  ];
}

function functionLines(found: Functions): readonly string[] {
  const { testExamples, outputDistance, agreement, representations, across } = found;
  return [
    bold(`Functions, on ${testExamples} test examples`),
    `  √E‖f_A − f_B‖²: ${estimateText(outputDistance)}`,
    ...(agreement ? [`  share of one class from both: ${estimateText(agreement)}`] : []),
    ...table(
      ['  linear CKA of', 'width', 'of the population', 'of these examples'],
      representations.map(({ layer, width, cka, plainCka }) => [
        ...[`  ${layer}`, String(width), estimateText(cka), significant(plainCka, 4)],
      ]),
    ),
    ...(across ? acrossLines(across) : []),
  ];
}

/** Every layer of A against every layer of B, of the population. */
const acrossLines = ({ layers, cka }: LayersSimilarity): readonly string[] =>
  table(
    ['  linear CKA, layers of A below, of B to the right', ...layers],
    cka.map((row, i) => [
      `  ${layers[i]}`,
      ...row.map(({ value, stderr }) => withError(value, stderr)),
    ]),
  );

function curveLines(curve: Curve): readonly string[] {
  const { kind, barrier, straight, meanLoss, detour, cost } = curve;
  return [
    bold(`On a trained curve from A to B (${kind})`),
    ...walkLines(curve, 't'),
    `  barrier of the training loss on the curve: ${estimateText(barrier)}; on the straight way: ${estimateText(straight)}`,
    `  mean loss along it from ${significant(meanLoss[0])} to ${significant(meanLoss[1])}; ${significant(detour)} times as long as the straight way; ${cost.gradients} gradients`,
  ];
}

function walkLines({ at, scalars }: Walk, name: string): readonly string[] {
  const keys = [...new Set(scalars.flatMap((one) => Object.keys(one)))];
  const rows = at.map((t, k) => [
    `  ${significant(t)}`,
    ...keys.map((key) => {
      const one = scalars[k]![key];
      return one === undefined ? '–' : withError(one.value, one.stderr);
    }),
  ]);
  return table([`  ${name}`, ...keys], rows);
}

const estimateText = ({ value, stderr, interval, converged }: Estimate): string =>
  [
    withError(value, stderr),
    ...(interval && stderr > 0
      ? [`[${interval.map((end) => significant(end, 4)).join(', ')}]`]
      : []),
    ...(converged ? [] : ['not converged']),
  ].join(' ');

const table = (head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] =>
  textTable(
    head.map((name) => ({ name, right: false })),
    rows,
  ).map((line, i) => (i === 0 ? dim(line) : line));
