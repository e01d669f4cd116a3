import * as z from 'zod';
import { means, positive, section, size } from '../spec/field.ts';

const most = size(1, 'give the largest delay in steps').meta(
  means('The largest delay in steps.', { example: 4 }),
);

/** How old the weights are at which each step takes its gradient; see dynamics/solvers/delay.ts. */
export const delay = z.discriminatedUnion(
  'kind',
  [
    section('', {
      kind: z.literal('fixed'),
      steps: size(1, 'give the delay in steps').meta(
        means('The delay d in steps.', { example: 2 }),
      ),
    }).meta(means('Every gradient is of the weights of so many steps ago.')),
    section('', { kind: z.literal('uniform'), most }).meta(
      means('The delay is drawn from 0, …, most, each as likely.'),
    ),
    section('', {
      kind: z.literal('geometric'),
      mean: positive('give the mean delay in steps').meta(
        means('The mean delay in steps, before the cut at most.', { example: 2 }),
      ),
      most,
    }).meta(means('The delay is drawn from a geometric distribution, cut off at most.')),
  ],
  { error: 'write a delay, such as { kind: fixed, steps: 2 }' },
);
export type DelaySpec = z.output<typeof delay>;
