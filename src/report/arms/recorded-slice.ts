import type { LossGrid } from '../../lab/probes/landscape.ts';

/** The loss on a grid of one axis or two, about some weights. */
export interface LossSlice extends LossGrid {
  /** Coordinates of checkpoints on the plane, from the first on. Shape [k][2]. */
  readonly path?: readonly (readonly number[])[];
}

/** The losses along a line, where they are finite. */
export const lossesAlong = ({ axes, losses }: LossSlice) =>
  axes[0]!.at.flatMap((x, i) => {
    const y = losses[0]![i]!;
    return Number.isFinite(y) ? [{ x, y }] : [];
  });

/** From the chord of the ends of a curve up to where the curve is highest above it. */
export function highestAboveChord(curve: ReturnType<typeof lossesAlong>) {
  const [a, b] = [curve[0]!, curve.at(-1)!];
  const chordAt = (x: number) => a.y + ((b.y - a.y) * (x - a.x)) / (b.x - a.x);
  const top = curve.reduce((best, p) => (p.y - chordAt(p.x) > best.y - chordAt(best.x) ? p : best));
  return [{ x: top.x, y: chordAt(top.x) }, top];
}
