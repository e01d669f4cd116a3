import type { Estimate } from '../../core/estimate.ts';

/** Estimates of each layer, eigenvalue or the like, with its number behind their names: `layerTrace1`, `layerTrace2`, … */
export const numbered = <Stem extends string>(
  each: readonly Readonly<Record<Stem, Estimate>>[],
): Numbered<Stem> =>
  Object.fromEntries(
    each.flatMap((own, k) =>
      Object.entries<Estimate>(own).map(([stem, estimate]) => [`${stem}${k + 1}`, estimate]),
    ),
  ) as Numbered<Stem>;

type Numbered<Stem extends string> = Readonly<Record<`${Stem}${number}`, Estimate>>;
