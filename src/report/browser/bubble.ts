import type { Chart, TooltipModel } from 'chart.js';
import { readingOf } from './reading.ts';

/** Pixels between a point and its bubble. */
const AWAY = 12;

/** Shows what a point says beside it, in an element over the chart; hides it where there is no point. */
export function showBubble(
  bubble: HTMLElement,
  chart: Chart,
  tooltip: TooltipModel<'scatter'>,
): void {
  const [item] = tooltip.dataPoints ?? [];
  bubble.hidden = tooltip.opacity === 0 || item === undefined;
  if (item === undefined || bubble.hidden) return;
  const { series, lines } = readingOf(chart, item.datasetIndex, item.dataIndex);
  bubble.replaceChildren(
    ...[series === undefined ? [] : [['b', series]], lines.map((line) => ['span', line])]
      .flat()
      .map(([tag, text]) => Object.assign(document.createElement(tag!), { textContent: text })),
  );
  // On the side where there is room.
  const { x, y } = item.element;
  const left = x > chart.width / 2;
  bubble.style.left = left ? '' : `${x + AWAY}px`;
  bubble.style.right = left ? `${chart.width - x + AWAY}px` : '';
  bubble.style.top = `${Math.max(0, Math.min(y - AWAY, chart.height - bubble.offsetHeight))}px`;
}
