import type { Ranges } from '../block.ts';

const WIDTH = 132;
const HEIGHT = 16;

/** The predicted range as a band and the measured interval as a bar with its estimate; for the eye alone, the numbers stand beside it. */
export function rangesHtml({ predicted, measured, estimate }: Ranges): string {
  const ends = [...predicted, ...measured, estimate].filter((end) => end !== null);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const room = 0.18 * (high - low || Math.abs(high) || 1);
  const at = (x: number | null, otherwise: number) =>
    x === null ? otherwise : (WIDTH * (x - low + room)) / (high - low + 2 * room);
  const spans = [predicted, measured].map(([from, to]) => [at(from, 0), at(to, WIDTH)] as const);
  const [[p0, p1], [m0, m1]] = spans as [readonly [number, number], readonly [number, number]];
  const fixed = (x: number) => x.toFixed(1);
  const y = HEIGHT / 2;
  return (
    `<svg class="ranges" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" aria-hidden="true">` +
    `<rect class="predicted" x="${fixed(p0)}" y="0" width="${fixed(p1 - p0)}" height="${HEIGHT}"/>` +
    `<path class="measured" d="M${fixed(m0)} ${y}H${fixed(m1)}"/>` +
    (estimate === null ? '' : `<circle cx="${fixed(at(estimate, 0))}" cy="${y}" r="4"/>`) +
    '</svg>'
  );
}
