import { writeFileSync } from 'node:fs';
import { chart } from '../src/report/plot/chart.ts';
import type { Figure } from '../src/report/plot/figure.ts';
import { curve, points } from '../src/report/plot/marks/index.ts';
import { createRenderer } from '../src/report/plot/render.ts';
import { counts, decades } from './axes.ts';
import { titleOf } from './network.ts';
import { type ScaleRow, scaleFigure } from './scale-table.ts';
import type { Row } from './table.ts';

const colours: Readonly<Record<string, string>> = {
  'flowlab native': '#111111',
  'flowlab wasm': '#8a8f96',
  'tfjs-node eager': '#b5b9bf',
  PyTorch: '#d55e00',
  'PyTorch compile': '#e69f00',
  JAX: '#0072b2',
};

/** Writes docs/performance-{steps,products,scale}.png: the first two of the small network on one thread. */
export function draw(rows: readonly Row[], scale: readonly ScaleRow[], rounds: number): void {
  const render = createRenderer();
  writeFileSync('docs/performance-scale.png', render(scaleFigure(scale)));
  for (const [kind, name, title] of [
    ['step', 'steps', 'Milliseconds per training step'],
    ['products', 'products', 'Milliseconds per Hessian–vector product'],
  ] as const) {
    const own = rows.filter(
      (r) => r.case.kind === kind && r.threads === 1 && r.case.network.widths[0] === 32,
    );
    const id = `performance-${name}`;
    writeFileSync(`docs/${id}.png`, render(figure(id, title, own, rounds)));
  }
}

function figure(id: string, title: string, own: readonly Row[], rounds: number): Figure {
  const names = Object.keys(colours).filter((n) => own.some((r) => n in r.medians));
  const sizes = own.map((r) => r.case.B);
  return {
    id,
    title,
    caption: `Network ${titleOf(own[0]!.case.network)}, tanh, cross-entropy, one thread; medians of ${rounds} interleaved rounds.`,
    alt: `${title} against examples B for ${names.join(', ')}.`,
    config: chart({
      key: 'marker',
      x: counts('Examples B', sizes),
      y: decades(title),
      marks: names.flatMap((n) => {
        const colour = colours[n]!;
        const data = own.flatMap((r) =>
          n in r.medians ? [{ x: r.case.B, y: 1000 * r.medians[n]! }] : [],
        );
        const width = n === 'flowlab native' ? 4 : 2.2;
        return [
          curve(data, { colour, label: n, point: 'circle', width }),
          points(data, { colour, radius: 4 }),
        ];
      }),
    }),
  };
}
