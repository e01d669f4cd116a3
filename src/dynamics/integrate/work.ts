/** Evaluations spent: gradients, on whatever rows they are, and Hessian–vector products. */
export interface Work {
  readonly gradients: number;
  readonly hvps: number;
}

/** What both cost together. */
export const total = (a: Work, b: Work): Work => ({
  gradients: a.gradients + b.gradients,
  hvps: a.hvps + b.hvps,
});

/** The same work `count` times. */
export const times = (count: number, work: Work): Work => ({
  gradients: count * work.gradients,
  hvps: count * work.hvps,
});
