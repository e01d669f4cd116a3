import type { Check } from '../kit/rubric.ts';
import type { Evidence } from './evidence.ts';
import type { OwnClaim } from './own-claim.ts';
import { type Judged, shareOf, UNEQUAL } from './part-grade.ts';

type Kind = Extract<Check, { kind: 'stated' | 'own-seeds' | 'alike' | 'control' }>['kind'];

/** Checks what makes a claim of one's own one that could have failed. */
export function claimPart(
  kind: Kind,
  experiment: string,
  points: number,
  { claims, grids }: Pick<Evidence, 'claims' | 'grids'>,
): Judged {
  const claim = claims.get(experiment)!;
  if (kind === 'own-seeds') {
    const { share, says } = grids.get(experiment)!;
    return {
      score: shareOf(points, share),
      says: share === 1 ? 'Data and seeds are yours.' : says.join(' '),
    };
  }
  if ('problem' in claim)
    return { score: 0, says: `There is no claim to be judged: ${claim.problem}.` };
  if (claim.there === 0) return { score: 0, says: 'None of the runs of your claim is on record.' };
  if (kind === 'stated') return stated(claim, points);
  return kind === 'alike' ? alike(claim, points) : control(claim, points);
}

type Claim = Exclude<OwnClaim, { readonly problem: string }>;

function stated({ answers, ranges, because, there, of }: Claim, points: number): Judged {
  const before = answers.verdicts.every(({ statedBefore }) => statedBefore === true);
  const faults = [
    ...(ranges ? [] : ['a statement has no range, so that nothing could refute it']),
    ...(because ? [] : ['a statement does not say why this range: because']),
    ...(before
      ? []
      : ['a statement has no date before the data: it was written or changed after the first run']),
    ...(there === of ? [] : [`${of - there} of its ${of} runs are not on record`]),
  ];
  return faults.length === 0
    ? { score: points, says: 'An effect size with its reason, stated before the data.' }
    : {
        score: ranges ? Math.max(0, points * (1 - faults.length / 4)) : 0,
        says: `${sentence(faults.join('; '))}`,
      };
}

/** Runs that end by steps, epochs or time end alike in those; others in their loss, if at all. */
function alike({ answers, experiment }: Claim, points: number): Judged {
  const byLoss = experiment.specs.some(({ stop }) => stop.loss !== undefined);
  const unequal = answers.verdicts
    .flatMap(({ mismatch }) => mismatch ?? [])
    .find(({ share }) => share > UNEQUAL);
  if (!byLoss || unequal === undefined)
    return { score: points, says: 'What is compared ends alike.' };
  return {
    score: 0,
    says: `The arms differ in ${unequal.of} by ${(100 * unequal.share).toFixed(0)} %, so that the comparison is one of training too: use match.`,
  };
}

function control({ answers: { controls } }: Claim, points: number): Judged {
  if (controls.length === 0)
    return {
      score: 0,
      says: 'There is no control: say in which setting your statement has to fail, and show that it does.',
    };
  const passed = controls.filter((one) => one.passed);
  const failed = controls.find((one) => !one.passed);
  return failed === undefined
    ? { score: points, says: 'The control fails as it should.' }
    : {
        // A control that was tried is worth something.
        score: shareOf(points, (passed.length + 0.25) / (controls.length + 0.25)),
        says: `The control ${failed.id} does not do its work: ${failed.reason}.`,
      };
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
