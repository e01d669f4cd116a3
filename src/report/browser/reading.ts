import type { Chart, Scale } from 'chart.js';
import { significant } from '../../core/format.ts';
import type { TickRule } from '../plot/figure.ts';
import { type Dataset, seriesOf } from './series.ts';

/** What a point says: whose it is, then its value with its interval, then its place. */
export interface Reading {
  readonly series: string | undefined;
  readonly lines: readonly string[];
}

/** A point of a figure in words, for those who hover over it and those who walk to it by keyboard. */
export function readingOf(chart: Chart, datasetIndex: number, index: number): Reading {
  const dataset = chart.data.datasets[datasetIndex] as unknown as Dataset;
  const place = dataset.data[index]!;
  const [x, y] = [chart.scales.x!, chart.scales.y!];
  const { yMin = place.y, yMax = place.y } = place;
  const interval = yMin === yMax ? '' : ` [${number(yMin)}, ${number(yMax)}]`;
  return {
    series: seriesOf(dataset),
    lines: [`${titleOf(y)}: ${number(place.y)}${interval}`, placeText(x, place.x)],
  };
}

const number = (value: number) => significant(value, 4);

const titleOf = ({ options }: Scale): string => {
  const { title } = options as { title?: { text?: string | string[] } };
  return [title?.text ?? ''].flat().join(' ');
};

/** The name of a place among names, its number among numbers. */
function placeText(scale: Scale, value: number): string {
  const { tickRule } = scale.options as unknown as { tickRule?: TickRule };
  const title = titleOf(scale);
  if (tickRule?.kind === 'fixed' && title === '') {
    const nearest = [...tickRule.at]
      .filter(({ label }) => label[0] !== '')
      .sort((a, b) => Math.abs(a.value - value) - Math.abs(b.value - value))[0];
    return nearest === undefined ? '' : [nearest.label].flat().join(' ');
  }
  return `${title}: ${number(value)}`;
}
