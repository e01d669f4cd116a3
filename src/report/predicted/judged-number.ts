import type { PartVerdict } from '../../claims/judging/verdict.ts';
import type { Arm } from '../arms/arm.ts';
import type { ArmLook } from './told.ts';

/** A number that is judged, as it is drawn. */
export interface JudgedNumber {
  readonly number: PartVerdict;
  /** What each unit says of it. */
  readonly units: readonly { readonly value: number }[];
  readonly look: Pick<ArmLook, 'colour' | 'point'>;
  /** Below the axis. */
  readonly label: string;
  /** Where it stands; the first stands at 1. */
  readonly x: number;
  /** The arm of the report that it is of, if it is of one. */
  readonly arm: Arm | undefined;
}
