import { claimOutcomes } from '../../claims/judging/claim.ts';
import { verdictText } from '../../claims/judging/sentence.ts';
import { plural } from '../arms/wording.ts';
import { legendKey, points } from '../plot/marks/index.ts';
import { styleOf } from '../predicted/outcome-style.ts';
import { listed } from '../sketch/alt.ts';
import type { Sketch } from '../sketch/sketch.ts';
import { outcomeOf, type Score, type Scorecard } from './score.ts';
import { sectionsOf } from './sections.ts';

/** All verdicts at a glance: a row for each section of the texts, a marker for each claim. Undefined where nothing was judged. */
export function overview({ scores }: Pick<Scorecard, 'scores'>): Sketch | undefined {
  const { rows, notes } = noted(sectionsOf(scores));
  if (rows.length === 0) return undefined;
  const most = Math.max(...rows.map(({ items }) => items.length));
  const at = (i: number) => rows.length - i;
  const found = claimOutcomes.filter((outcome) => scores.some((one) => outcomeOf(one) === outcome));
  const placed = rows.flatMap(({ items }, i) =>
    items.map((score, k) => ({ x: k + 1, y: at(i), outcome: outcomeOf(score) })),
  );
  return {
    id: 'scorecard',
    title: 'What became of the claims',
    alt: `Claims by the section of the text that they test: ${listed(rows.map(({ name, items }) => `${name}: ${countsOf(items)}`))}.`,
    caption: [
      `A marker for each of ${plural(scores.length, 'claim')}, in the row of the section whose sentence it tests; colour and shape give the verdict.`,
      ...notes.map((note) => `${note}.`),
    ],
    x: { scale: 'linear', low: 0.4, high: most + 0.6, grid: false, ticks: [] },
    y: {
      ...{ scale: 'linear', low: 0.4, high: rows.length + 0.6, grid: true },
      ticks: rows.map(({ name }, i) => ({ value: at(i), label: name })).reverse(),
    },
    everyRow: true,
    marks: found.flatMap((outcome) => {
      const style = styleOf(outcome);
      const own = placed.filter((one) => one.outcome === outcome);
      return [
        points(own, { ...style, radius: 9, edge: 2.5 }),
        legendKey(verdictText(outcome), style),
      ];
    }),
    legend: 'top',
    key: 'marker',
  };
}

/** Rows whose names say by a small number of which text they are, where texts have sections of one name; and what those numbers stand for. */
function noted(sections: ReturnType<typeof sectionsOf>) {
  const texts = [...new Set(sections.flatMap(({ text }) => text ?? []))];
  const mark = (text: string) =>
    [...String(texts.indexOf(text) + 1)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');
  return {
    rows: sections.map(({ name, text, items }) => ({
      name: text === undefined ? name : `${name}${mark(text)}`,
      items,
    })),
    notes: texts.map((text) => `${mark(text)} ${text}`),
  };
}

function countsOf(scores: readonly Score[]): string {
  const counts = claimOutcomes.flatMap((outcome) => {
    const n = scores.filter((one) => outcomeOf(one) === outcome).length;
    return n === 0 ? [] : [`${n} ${verdictText(outcome)}`];
  });
  return counts.join(', ');
}
