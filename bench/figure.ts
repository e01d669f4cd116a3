/** Draws docs/performance-{steps,products}.png from docs/performance.json, and prints its tables. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Figure } from '../src/report/figure.ts';
import { createRenderer } from '../src/report/render.ts';
import { chart, padded } from '../src/report/theme.ts';
import { type Row, table } from './table.ts';

const { rows } = JSON.parse(readFileSync('docs/performance.json', 'utf8')) as { rows: Row[] };
const colours: Readonly<Record<string, string>> = {
  'flowlab native': '#111111',
  'flowlab wasm': '#8a8f96',
  'tfjs-node eager': '#b5b9bf',
  PyTorch: '#d55e00',
  'PyTorch compile': '#e69f00',
  JAX: '#0072b2',
};

const render = createRenderer();
for (const [kind, name, title] of [
  ['step', 'steps', 'Milliseconds per training step'],
  ['hvp', 'products', 'Milliseconds per Hessian–vector product'],
] as const) {
  const own = rows.filter(
    (r) => r.case.kind === kind && r.threads === 1 && r.case.hidden[0] === 32,
  );
  writeFileSync(`docs/performance-${name}.png`, render(figure(`performance-${name}`, title, own)));
}
for (const threads of new Set(rows.map((r) => r.threads))) {
  for (const kind of new Set(rows.map((r) => r.case.kind))) {
    console.log(`\n${kind}, ${threads} thread(s)\n\n${table(rows, kind, threads)}`);
  }
}

function figure(id: string, title: string, own: readonly Row[]): Figure {
  const names = Object.keys(colours).filter((n) => own.some((r) => n in r.medians));
  const values = own.flatMap((r) => Object.values(r.medians).map((s) => 1000 * s));
  const sizes = own.map((r) => r.case.B);
  return {
    id,
    title,
    caption:
      'Network 784-32-32-10, tanh, cross-entropy, one thread; medians of seven interleaved rounds.',
    config: chart({
      key: 'marker',
      x: {
        title: 'Examples B',
        scale: 'logarithmic',
        ...padded(sizes, 'logarithmic'),
        marks: { kind: 'fixed', at: sizes.map((B) => ({ value: B, label: String(B) })) },
        grid: true,
      },
      y: {
        title,
        scale: 'logarithmic',
        ...padded(values, 'logarithmic'),
        marks: { kind: 'decades' },
        grid: true,
      },
      datasets: names.map((n) => ({
        label: n,
        data: own.flatMap((r) =>
          n in r.medians ? [{ x: r.case.B, y: 1000 * r.medians[n]! }] : [],
        ),
        showLine: true,
        pointStyle: 'circle',
        radius: 4,
        borderColor: colours[n]!,
        backgroundColor: colours[n]!,
        borderWidth: n === 'flowlab native' ? 4 : 2.2,
      })),
    }),
  };
}
