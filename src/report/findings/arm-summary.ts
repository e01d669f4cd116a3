import type { Arm } from '../arms/arm.ts';
import { counts, diverged } from '../arms/measured.ts';
import { type Spread, spreadOfArm } from '../arms/spread.ts';

/** How the runs of one arm ended, and the means over those that count. */
export interface ArmSummary {
  readonly label: string;
  readonly seeds: readonly number[];
  /** Runs in the means. */
  readonly counted: number;
  readonly diverged: number;
  /** Runs that neither diverged nor ended as their stop rule asks. */
  readonly unfinished: number;
  /** By metric; absent where nothing was measured. */
  readonly quantities: Readonly<Record<string, Spread>>;
}

type Column = readonly [key: string, heading: string];

/** The tables of arms: what each is about, and its metrics with their headings. */
export const armTables: readonly { readonly about: string; readonly columns: readonly Column[] }[] =
  [
    {
      about: 'Loss where training ended.',
      columns: [
        ['trainLoss', 'training loss'],
        ['testLoss', 'test loss'],
        ['lossGap', 'loss gap'],
      ],
    },
    {
      about: 'Accuracy where training ended, as a fraction.',
      columns: [
        ['trainAccuracy', 'training accuracy'],
        ['testAccuracy', 'test accuracy'],
        ['accuracyGap', 'accuracy gap'],
      ],
    },
    {
      about:
        'Curvature where training ended; λ₀ and ηₘₐₓ belong to the initial weights unless said otherwise.',
      columns: [
        ['trace', 'tr H'],
        ['sharpness', 'λ'],
        ['initialSharpness', 'λ₀'],
        ['threshold', 'ηₘₐₓ'],
        ['finalThreshold', 'ηₘₐₓ at the end'],
      ],
    },
  ];

/** Counts the runs of an arm and takes the mean of every metric of the tables. */
export function summariseArm(arm: Arm): ArmSummary {
  const blown = arm.runs.filter(diverged).length;
  const counted = arm.runs.filter(counts).length;
  const spreads = armTables
    .flatMap(({ columns }) => columns)
    .flatMap(([key]) => {
      const spread = spreadOfArm(arm, key);
      return spread === null ? [] : [[key, spread] as const];
    });
  return {
    label: arm.label,
    seeds: [...new Set(arm.runs.map(({ spec }) => spec.seed))],
    counted,
    diverged: blown,
    unfinished: arm.runs.length - counted - blown,
    quantities: Object.fromEntries(spreads),
  };
}
