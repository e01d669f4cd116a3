import type {
  Activation,
  NetworkKind,
  Parametrisation,
} from '../../src/problems/networks/names.ts';
import { activationJets } from './activation.ts';
import { convolutionLayer, denseLayer, type Scaling } from './affine.ts';
import { activationLayer, type Layer, poolingLayer, residualLayer } from './layer.ts';
import { layerNormLayer } from './layer-norm.ts';

/** A network of the lab: `hidden` widths belong to mlp, `channels` to cnn. */
export interface OracleNetwork {
  readonly kind: Exclude<NetworkKind, 'module'>;
  readonly inputShape: readonly [h: number, w: number, c: number];
  readonly hidden?: readonly number[];
  readonly channels?: readonly number[];
  readonly activation: Activation;
  readonly residual?: boolean;
  readonly normalisation?: 'layer';
  readonly stride?: 2;
  readonly classes: number;
  readonly parametrisation: Parametrisation;
}

/** Shapes of the parameters in the order of θ: W, b of each layer with weights. */
export const parameterShapes = (net: OracleNetwork): number[][] =>
  networkLayers(net).flatMap((layer) => layer.parameterShapes.map((shape) => [...shape]));

/** The layers from input to logits. */
export function networkLayers(net: OracleNetwork): Layer[] {
  const [h, w, c] = net.inputShape;
  const [inner, last] = SCALINGS[net.parametrisation];
  switch (net.kind) {
    case 'linear':
      return [denseLayer(h * w * c, net.classes, last)];
    case 'mlp':
      return mlpLayers(net, h * w * c, inner, last);
    case 'cnn':
      return cnnLayers(net, inner, last);
  }
}

/** Of all layers but the last, and of the last. */
const SCALINGS: Readonly<Record<Parametrisation, readonly [Scaling, Scaling]>> = {
  standard: ['none', 'none'],
  ntk: ['root', 'root'],
  'mean-field': ['root', 'mean'],
};

function mlpLayers(net: OracleNetwork, inputSize: number, inner: Scaling, last: Scaling): Layer[] {
  const jet = activationJets[net.activation];
  const layers: Layer[] = [];
  let size = inputSize;
  for (const width of net.hidden ?? []) {
    const made = [
      denseLayer(size, width, inner),
      ...(net.normalisation === 'layer' ? [layerNormLayer(width)] : []),
      activationLayer(jet, width),
    ];
    layers.push(...(net.residual === true && layers.length > 0 ? [residualLayer(made)] : made));
    size = width;
  }
  return [...layers, denseLayer(size, net.classes, last)];
}

function cnnLayers(net: OracleNetwork, inner: Scaling, last: Scaling): Layer[] {
  const jet = activationJets[net.activation];
  const layers: Layer[] = [];
  let [h, w, c] = net.inputShape;
  for (const cout of net.channels ?? []) {
    if (net.stride === 2) {
      layers.push(convolutionLayer(h, w, c, cout, inner, 2));
      [h, w, c] = [Math.ceil(h / 2), Math.ceil(w / 2), cout];
      layers.push(activationLayer(jet, h * w * c));
      continue;
    }
    layers.push(
      convolutionLayer(h, w, c, cout, inner),
      activationLayer(jet, h * w * cout),
      poolingLayer(h, w, cout),
    );
    [h, w, c] = [Math.floor(h / 2), Math.floor(w / 2), cout];
  }
  return [...layers, denseLayer(h * w * c, net.classes, last)];
}
