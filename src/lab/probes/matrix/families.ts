import {
  empiricalFisher,
  fisher,
  gaussNewton,
  residual,
} from '../../../probes/operators/gauss-newton.ts';
import { gradientCovariance } from '../../../probes/operators/gradient-covariance.ts';
import { namesOf } from '../../spec/field.ts';

/** The list of matrices of a loss beside its Hessian. */
export const families = { gaussNewton, residual, fisher, empiricalFisher, gradientCovariance };

export type MatrixName = keyof typeof families;

export const matrixNames = namesOf(families);

/** Where each is from. */
export const familySources: Readonly<Record<MatrixName, readonly string[]>> = {
  gaussNewton: ['schraudolph2002'],
  // The Hessian without its Gauss–Newton part.
  residual: ['schraudolph2002'],
  fisher: ['martens2020'],
  empiricalFisher: ['kunstner2019'],
  gradientCovariance: ['mccandlish2018'],
};
