import type { Range } from '../../core/range.ts';
import { meanEstimate } from '../estimates/mean-estimate.ts';
import type { Parts } from '../estimates/part.ts';
import type { Call, NamedArgument, Node } from '../expression/syntax.ts';
import type { SlopeStatement } from '../statements/statement.ts';
import { quantityOf } from '../table/evaluate.ts';
import { type Ground, meansOf } from './ground.ts';
import { eachArm, given } from './single-parts.ts';

/** `slope` over `time` or another series: one line through the rows of every run, one slope a run. */
export function slopeAlongRun(ground: Ground, statement: SlopeStatement, target: Range): Parts {
  const { of, over, scale, after, before } = statement;
  const named = (name: string, value: Node): NamedArgument => ({ name, at: 0, value });
  const log = (node: Node): Node => ({ kind: 'call', at: 0, name: 'log', args: [node], named: [] });
  const isBoth = scale[0] === 'log' && scale[1] === 'log';
  const call: Call = {
    ...{ kind: 'call', at: 0, name: 'slope' },
    args: [scale[0] === 'log' && !isBoth ? log(of.node) : of.node],
    named: [
      named('over', scale[1] === 'log' && !isBoth ? log(over.node) : over.node),
      ...(isBoth ? [named('scale', { kind: 'name', at: 0, name: 'log' })] : []),
      ...(after === undefined ? [] : [named('after', after.node)]),
      ...(before === undefined ? [] : [named('before', before.node)]),
    ],
  };
  const expression = { text: `slope of ${of.text} over ${over.text}`, node: call };
  const factor = statement.per === 'doubling' ? Math.LN2 : 1;
  return eachArm(
    ground,
    target,
    (_, context) => {
      const q = quantityOf(expression, context);
      if (q.kind === 'missing') return q;
      return given({ ...q, value: q.value * factor, low: q.low * factor, high: q.high * factor });
    },
    (samples, level) =>
      meanEstimate(
        samples.map(({ quantity }) => quantity),
        target,
        meansOf(ground, level),
      ),
  );
}
