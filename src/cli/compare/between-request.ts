import { InputError } from '../../core/error.ts';
import { significant } from '../../core/format.ts';
import { didYouMean } from '../../core/nearest.ts';
import { checkAlongWay } from '../../lab/between/fits.ts';
import type { BetweenRequest } from '../../lab/between/request.ts';
import { askedOf, methodAsked } from '../../lab/experiment/probe-request.ts';
import { methodOf } from '../../lab/methods/registry.ts';
import { type CurveKind, curveKinds } from '../../probes/landscape/curve.ts';
import { listed } from '../shared/arguments.ts';

/** The options of `flowlab compare` that ask what lies between runs. */
export interface BetweenFlags {
  readonly weights?: true | undefined;
  readonly line?: true | undefined;
  readonly plane?: string | undefined;
  readonly curve?: true | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly points?: number | undefined;
  readonly along?: string | undefined;
  readonly option?: readonly string[] | undefined;
  readonly bend?: string | undefined;
  readonly method?: string | undefined;
  readonly steps?: number | undefined;
}

/** Chosen: steps of a tenth on the line, 441 passes on a plane. */
const POINTS = 21;

/** Places along a curve whose mean loss is trained on; by trial: with half as many a curve may rise between them. */
const PLACES = 16;

/**
 * What the options ask for.
 *
 * @throws InputError where a value is none, or an option is of no use beside the others
 */
export function askedBetween(flags: BetweenFlags): Omit<BetweenRequest, 'spec' | 'weights'> {
  const { weights, line, plane, curve, points = POINTS } = flags;
  refuseIdle(flags);
  if (points < 2) throw new InputError(`--points ${points}: give 2 or more`);
  const way =
    line || curve ? askedOf(listed(flags.along ?? 'gap,sharpness'), flags.option ?? []) : {};
  checkAlongWay(way);
  return {
    ...(weights && { similarity: true as const }),
    ...(line && { line: { ...spanOf(flags), points, asked: way } }),
    ...(plane !== undefined && { plane: { points } }),
    ...(curve && { curve: { ...curveOf(flags), points, asked: way } }),
  };
}

function spanOf(flags: BetweenFlags): { readonly from: number; readonly to: number } {
  const [from, to] = [numberOf('--from', flags.from, -0.5), numberOf('--to', flags.to, 1.5)];
  if (!(from < to))
    throw new InputError(
      `--from ${significant(from)} does not lie before --to ${significant(to)}: give a lower one`,
    );
  return { from, to };
}

function numberOf(flag: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const t = Number(text);
  if (text.trim() === '' || !Number.isFinite(t))
    throw new InputError(`${flag} ${text}: give a number, such as ${otherwise}`);
  return t;
}

function curveOf({ bend = 'bezier', method = ADAM, steps = 300 }: BetweenFlags) {
  const kinds = Object.keys(curveKinds) as CurveKind[];
  const kind = kinds.find((one) => one === bend);
  if (kind === undefined)
    throw new InputError(`--bend ${bend}: write ${kinds.join(' or ')}${didYouMean(bend, kinds)}`);
  const spec = methodAsked(method, `--method ${method}`);
  const { batch } = methodOf(spec);
  if (batch !== undefined && batch > PLACES)
    throw new InputError(
      `--method ${method}: its mini-batches are places along the curve, of which there are ${PLACES}; give a batch of at most ${PLACES}`,
    );
  return { kind, method: spec, steps, places: PLACES };
}

/** Robust to scales that differ by layer; by trial on the standard recipe. */
const ADAM = '{ method: adam, rate: 0.01 }';

/** Options with those of which one has to be there for them. */
const USES: readonly (readonly [keyof BetweenFlags, readonly (keyof BetweenFlags)[]])[] = [
  ['from', ['line']],
  ['to', ['line']],
  ['points', ['line', 'plane', 'curve']],
  ['along', ['line', 'curve']],
  ['option', ['line', 'curve']],
  ['bend', ['curve']],
  ['method', ['curve']],
  ['steps', ['curve']],
];

function refuseIdle(flags: BetweenFlags): void {
  for (const [flag, uses] of USES)
    if (flags[flag] !== undefined && uses.every((use) => flags[use] === undefined))
      throw new InputError(
        `--${flag} is of no use without ${uses.map((use) => `--${use}`).join(' or ')}: add one, or drop it`,
      );
}
