import type { Scalars } from '../../core/scalars.ts';
import { initialSharpness } from '../probes/threshold.ts';
import { type OutputCards, outputCard } from '../spec/output.ts';

/** What the lab measures itself, beside its probes. */
const cards: OutputCards = {
  initialSharpness: outputCard('initialSharpness', initialSharpness, 'start'),
  risingSteps: outputCard('risingSteps', { associated: false }, 'end'),
  flowError: outputCard('flowError', { associated: false }, 'end'),
};

/** The cards of those scalars that are no probe's. */
export const ownOutputs = (scalars: Scalars): OutputCards =>
  Object.fromEntries(Object.entries(cards).filter(([key]) => key in scalars));
