// What figures are composed of, one file each.
export { band } from './band.ts';
export { contour } from './contour.ts';
export { crosses } from './crosses.ts';
export { curve } from './curve.ts';
export { meanCurve } from './mean-curve.ts';
export { meanWithInterval } from './mean-with-interval.ts';
export { points } from './points.ts';
export { powerLine } from './power-line.ts';
export { rule } from './rule.ts';
export { rules } from './rules.ts';
export { sampledCurve } from './sampled-curve.ts';
export { sampledCurves } from './sampled-curves.ts';
export { seeds } from './seeds.ts';
export { trajectory } from './trajectory.ts';
