import { markdown } from './table.ts';

/** What one way of running the sweep took, spent and found. */
export interface Total {
  readonly name: string;
  /** Median over rounds. */
  readonly seconds: number;
  readonly samples: readonly number[];
  /** Steps and products of all runs. */
  readonly steps: number;
  readonly hvps: number;
  /** Means over seeds. */
  readonly byBatch: readonly {
    readonly batch: number;
    readonly steps: number;
    readonly trace: number;
    readonly sharpness: number;
  }[];
}

export interface Sweep {
  readonly recipe: {
    readonly batches: readonly number[];
    readonly seeds: number;
    readonly train: number;
    readonly rate: number;
    readonly loss: number;
  };
  readonly totals: readonly Total[];
}

/** Seconds and totals of each side, and by batch size what both spent and found. */
export function sweepTable({ recipe, totals }: Sweep): string {
  const { batches, seeds, train, rate, loss } = recipe;
  const [lab] = totals;
  const best = totals.slice(1).toSorted((a, b) => a.seconds - b.seconds)[0];
  const sides = totals.map(({ name, seconds, samples, steps, hvps }) => [
    name,
    seconds.toFixed(1),
    (seconds / lab!.seconds).toFixed(2),
    String(samples.length),
    String(steps),
    String(hvps),
  ]);
  const found = lab!.byBatch.map((own, i) => {
    const other = best?.byBatch[i];
    return [
      String(own.batch),
      ...(['steps', 'trace', 'sharpness'] as const).flatMap((key) => [
        own[key].toPrecision(4),
        other === undefined ? '–' : other[key].toPrecision(4),
      ]),
    ];
  });
  return [
    `${batches.length} batch sizes × ${seeds} seeds, ${train} images, η = ${rate}, to loss ${loss}.`,
    markdown(['', 's', 'ratio', 'rounds', 'steps', 'HVPs'], sides),
    `Means over seeds, flowlab and ${best?.name ?? 'no peer'}:`,
    markdown(['B', 'steps', '', 'trace', '', 'sharpness', ''], found),
  ].join('\n\n');
}
