import type { Axis } from '../src/report/plot/parts.ts';

/** A logarithmic axis with a tick at every one of these counts. */
export const counts = (title: string, values: readonly number[]): Axis => ({
  title,
  scale: 'logarithmic',
  ticks: values.map((n) => ({ value: n, label: n.toLocaleString('en') })),
});

/** A logarithmic axis with decades. */
export const decades = (title: string): Axis => ({ title, scale: 'logarithmic' });
