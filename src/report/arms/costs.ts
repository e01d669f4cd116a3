import type { Manifest } from '../../lab/records/record.ts';

/** All that a run cost: its own training and measuring, and the training that it began from. */
export const costsOf = ({
  cost,
  start,
}: Pick<Manifest, 'cost' | 'start'>): readonly Manifest['cost'][] =>
  start === undefined ? [cost] : [start.cost, cost];
