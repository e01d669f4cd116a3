import type { JsonObject } from '../plot/figure.ts';
import type { Dataset } from './series.ts';

export type AxisName = 'x' | 'y';

/** A scale as figures have it. */
interface Scale {
  readonly type: 'linear' | 'logarithmic';
  readonly min: number;
  readonly max: number;
  readonly tickRule?: { readonly kind: string };
}

const scaleOf = (config: JsonObject, axis: AxisName): Scale =>
  (config as unknown as { options: { scales: Record<AxisName, Scale> } }).options.scales[axis];

/** The datasets of a figure. */
export const datasetsOf = (config: JsonObject): readonly Dataset[] =>
  (config as unknown as { data: { datasets: readonly Dataset[] } }).data.datasets;

/** Whether an axis is logarithmic, in a figure as it was made. */
export const isLogarithmic = (config: JsonObject, axis: AxisName): boolean =>
  scaleOf(config, axis).type === 'logarithmic';

/** Whether an axis has places between its ticks, and not names alone. */
export const isContinuous = (config: JsonObject, axis: AxisName): boolean =>
  scaleOf(config, axis).tickRule?.kind !== 'fixed';

/** Whether an axis can be either: it has no fixed ticks, and some value above 0 for a logarithm. */
export const canSwitch = (config: JsonObject, axis: AxisName): boolean =>
  isContinuous(config, axis) && valuesOf(config, axis).some((value) => value > 0);

/** The config with one axis linear or logarithmic; a logarithmic one begins below the smallest value above 0. */
export function switched(config: JsonObject, axis: AxisName, logarithmic: boolean): JsonObject {
  const scale = scaleOf(config, axis);
  if ((scale.type === 'logarithmic') === logarithmic) return config;
  const values = valuesOf(config, axis);
  const positive = values.filter((value) => value > 0 && value <= scale.max);
  const least = Math.min(...positive);
  const min = logarithmic && scale.min <= 0 ? least * (least / scale.max) ** 0.04 : scale.min;
  const changed = {
    ...scale,
    ...{ min, type: logarithmic ? 'logarithmic' : 'linear' },
    tickRule: { kind: logarithmic ? 'decades' : 'linear' },
  };
  const { options } = config as { options: { scales: JsonObject } } & JsonObject;
  return {
    ...config,
    options: { ...options, scales: { ...options.scales, [axis]: changed } },
  } as unknown as JsonObject;
}

const valuesOf = (config: JsonObject, axis: AxisName): readonly number[] =>
  datasetsOf(config).flatMap(({ data }) => data.flatMap((place) => place[axis] ?? []));
