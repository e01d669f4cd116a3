import { padded } from '../src/report/plot/chart.ts';

/** A logarithmic axis with a tick at every one of these counts. */
export const counts = (title: string, values: readonly number[]) => ({
  title,
  scale: 'logarithmic' as const,
  ...padded(values, 'logarithmic'),
  marks: {
    kind: 'fixed' as const,
    at: values.map((n) => ({ value: n, label: n.toLocaleString('en') })),
  },
  grid: true,
});

/** A logarithmic axis over these values, with decades. */
export const decades = (title: string, values: readonly number[]) => ({
  title,
  scale: 'logarithmic' as const,
  ...padded(values, 'logarithmic'),
  marks: { kind: 'decades' as const },
  grid: true,
});
