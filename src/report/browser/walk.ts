import type { ActiveElement, Chart } from 'chart.js';
import { readingOf } from './reading.ts';

/** Keys that move from point to point: along a series, and from one to the next. */
const MOVES: Readonly<Record<string, readonly [series: number, point: number]>> = {
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
};

/** Walks through the points of a chart by arrow keys, and says each in `voice`; true where the key was one of its own. */
export function walk(chart: Chart, key: string, voice: HTMLElement): boolean {
  const move = MOVES[key];
  if (move === undefined) return false;
  const shown = chart
    .getSortedVisibleDatasetMetas()
    .filter(({ data }) => data.length > 0)
    .map(({ index }) => index)
    .sort((a, b) => a - b);
  if (shown.length === 0) return true;
  const [active] = chart.getActiveElements();
  const next = active === undefined ? { datasetIndex: shown[0]!, index: 0 } : after(active, move);
  const element = chart.getDatasetMeta(next.datasetIndex).data[next.index];
  if (element === undefined) return true;
  const at = [next];
  chart.setActiveElements(at);
  chart.tooltip?.setActiveElements(at, { x: element.x, y: element.y });
  chart.update('none');
  const { series, lines } = readingOf(chart, next.datasetIndex, next.index);
  voice.textContent = [series ?? [], ...lines].flat().join(', ');
  return true;

  function after(
    { datasetIndex, index }: ActiveElement,
    [series, point]: readonly [number, number],
  ) {
    const at = Math.max(0, shown.indexOf(datasetIndex));
    const to = shown[Math.min(shown.length - 1, Math.max(0, at + series))]!;
    const last = chart.getDatasetMeta(to).data.length - 1;
    return { datasetIndex: to, index: Math.min(last, Math.max(0, index + point)) };
  }
}
