import type { AxisValue } from '../../claims/expression/names.ts';
import type { Arm } from '../arms/arm.ts';
import type { Axis } from './axis.ts';

/** What stands at one value of an axis, all else equal. */
export interface Member {
  readonly arm: Arm;
  /** Undefined where the arm does without, so that a default is meant. */
  readonly value: AxisValue | undefined;
}

/** Arms that differ in one axis alone, by increasing value; what does without comes first. */
export type Setting = readonly Member[];

/** Arms over three values or more of an ordered axis. Its settings differ in other keys of one method, and are averaged. */
export interface Line {
  readonly kind: 'line';
  readonly axis: Axis;
  readonly settings: readonly Setting[];
}

/** Arms at one value of an axis against arms at another. Its settings differ in other keys of one method, and are averaged. */
export interface Contrast {
  readonly kind: 'contrast';
  readonly axis: Axis;
  /** One of each: what is held against what. */
  readonly settings: readonly (readonly [arm: Member, reference: Member])[];
  /** Whether they agree in all other axes; else they are whole methods with keys of their own. */
  readonly matched: boolean;
}

/** What one comparison or trend is about. */
export type Family = Line | Contrast;
