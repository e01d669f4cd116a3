import { type NetworkKind, networkKinds } from '../../../problems/networks/names.ts';
import { canSkip } from '../../../problems/networks/residual.ts';
import { gridOf, list, nodesOf } from '../../spec/axis.ts';
import { defaults } from '../../spec/defaults.ts';
import { type Issue, type Path, pathName, unusedKey } from '../../spec/issue.ts';
import { kindKeys, networkKeys } from '../../spec/network-keys.ts';
import { networkEntries } from '../expand.ts';
import { missingFiles } from '../file-paths.ts';
import type { ExperimentFile, NetworkEntry } from '../format.ts';

/** What is wrong with an entry of `network`, at `at`, whose every key is well formed. */
export function networkIssues(entry: NetworkEntry, at: Path): Issue[] {
  const kinds = list(entry.kind ?? defaults.kind);
  const having = (key: string): readonly NetworkKind[] =>
    networkKinds.filter((kind) => Object.hasOwn(kindKeys[kind], key));
  // A key may serve only some kinds of an axis, but one that serves none is a mistake.
  const idle = Object.keys(networkKeys).filter(
    (key) => Object.hasOwn(entry, key) && !having(key).some((kind) => kinds.includes(kind)),
  );
  if (kinds.includes('module') && entry.module === undefined) {
    const text = `${pathName([...at, 'module'])} is missing: kind module needs the path of your own network`;
    return [{ path: at, text }];
  }
  return [
    ...idle.map((key) =>
      unusedKey(
        [...at, key],
        `kind ${kinds.join(', ')}`,
        `choose kind: ${having(key).join(' or ')}`,
      ),
    ),
    ...(kinds.includes('linear')
      ? nodesOf(entry.parametrisation, [...at, 'parametrisation'])
          .filter(({ value }) => value === 'mean-field')
          .map(({ path }) => ({
            path,
            text: `${pathName(path)} mean-field is a mean over hidden units, and kind linear has none: choose kind: mlp or cnn`,
          }))
      : []),
    ...(entry.init !== undefined && list(entry.scale ?? 1).some((scale) => scale !== 1)
      ? [unusedKey([...at, 'scale'], 'weights read from init', 'drop init')]
      : []),
    ...nodesOf(entry.scale, [...at, 'scale'])
      .filter(({ value }) => value === 0 && kinds.some((kind) => kind !== 'linear'))
      .map(({ path }) => ({
        path,
        text: `${pathName(path)} is 0, where only a linear network has a gradient to leave by: give a positive factor, or kind: linear`,
      })),
    ...layerIssues(entry, at),
    ...missingFiles(entry, networkKeys, at),
  ];
}

/** Layers that cannot be skipped, or be normalised. */
function layerIssues({ residual, hidden, normalisation, bias }: NetworkEntry, at: Path): Issue[] {
  const widths = gridOf({ hidden: networkKeys.hidden }, { hidden: hidden ?? [...defaults.hidden] });
  const unfit = widths.map((one) => one.hidden as readonly number[]).find((one) => !canSkip(one));
  return [
    ...(list(residual).includes(true) && unfit !== undefined
      ? [
          {
            path: [...at, 'residual'],
            text: `${pathName([...at, 'residual'])} needs two or more hidden layers of one width, got [${unfit.join(', ')}]: give hidden: [32, 32], or drop it`,
          },
        ]
      : []),
    ...(list(normalisation).includes('layer') && list(bias).includes(false)
      ? [
          {
            path: [...at, 'bias'],
            text: `${pathName([...at, 'bias'])} is false, and layer normalisation has biases of its own: drop one of them`,
          },
        ]
      : []),
  ];
}

/** A loss of a module where a network is of no module, and what has no meaning for such a loss. */
export function moduleLossIssues(file: ExperimentFile): Issue[] {
  const asked = nodesOf(file.loss, ['loss']).filter(({ value }) => value === 'module');
  if (asked.length === 0) return [];
  const kinds = networkEntries(file).flatMap((entry) => list(entry.kind ?? defaults.kind));
  const others = [...new Set(kinds)].filter((kind) => kind !== 'module');
  const shaped = nodesOf(file.shaping, ['shaping']).filter(({ value }) => value > 0);
  return [
    ...(others.length === 0
      ? []
      : asked.map(({ path }) => ({
          path,
          text: `${pathName(path)} module is the loss that network.module gives, and kind ${others.join(', ')} has none: give network.module alone`,
        }))),
    ...shaped.map(({ path }) => ({
      path,
      text: `${pathName(path)} is a term of losses that flowlab knows, and loss is module: drop one of them`,
    })),
  ];
}
