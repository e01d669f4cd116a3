import { markdown } from './table.ts';

/** Seconds of something at a commit before and now, medians of rounds in turn. */
export interface AgainstRow {
  readonly name: 'quickstart' | 'worker' | 'threshold';
  readonly title: string;
  readonly commit: string;
  readonly before: number;
  readonly now: number;
  readonly rounds: number;
}

export const againstTable = (rows: readonly AgainstRow[]): string =>
  markdown(
    ['', `${rows[0]!.commit}, s`, 'now, s', 'now ÷ before', 'rounds'],
    rows.map(({ title, before, now, rounds }) => [
      ...[title, before.toPrecision(3), now.toPrecision(3)],
      ...[(now / before).toFixed(2), String(rounds)],
    ]),
  );
