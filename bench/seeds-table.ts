import { markdown } from './table.ts';

/** CPU milliseconds of a step of one seed on mini-batches of B. */
export interface SeedsRow {
  /** Of both hidden layers. */
  readonly width: number;
  readonly B: number;
  /** Steps a call. */
  readonly steps: number;
  /** Networks advanced by a call, where it is more than one. */
  readonly seeds: number;
  readonly alone: number;
  readonly copies: number;
  readonly stacked: number;
}

/** Several seeds in one graph against one a process, which uses every core as well. */
export function seedsTable(rows: readonly SeedsRow[]): string {
  const seeds = rows[0]!.seeds;
  const head = ['network', 'B', 'steps a call', 'alone', `${seeds} copies`, `${seeds} stacked`];
  const body = rows.map(({ width, B, steps, alone, copies, stacked }) => [
    `784-${width}-${width}-10`,
    String(B),
    String(steps),
    alone.toPrecision(3),
    ...[copies, stacked].map((ms) => `${ms.toPrecision(3)} (${(alone / ms).toPrecision(2)})`),
  ]);
  return markdown(head, body);
}
