import type { Decay } from '../../dynamics/terms/decay.ts';
import { defaults } from '../spec/defaults.ts';
import type { DelaySpec } from './delay-format.ts';
import type { GradientSpec } from './gradient-keys.ts';
import type { ScheduleSpec } from './schedule-format.ts';

/** The keys of what a method along gradients is to be cited by beside its own sources: how its rate moves, what noise it has. */
export const sourcesOfGradients = (spec: GradientSpec): readonly string[] => [
  ...(spec.schedule === undefined ? [] : SCHEDULES[spec.schedule.kind]),
  ...(spec.schedule?.warmUp === undefined ? [] : ['goyal2017']),
  ...(spec.stages === undefined ? [] : ['smith2018']),
  ...(spec.labelFlips === undefined ? [] : ['damian2021']),
  ...(spec.targetNoise === undefined ? [] : ['blanc2020']),
  ...(spec.gradientNoise === undefined ? [] : ['neelakantan2015']),
  ...(spec.batchNoise === undefined ? [] : ['zhu2019', 'wu2020']),
  ...(spec.delay === undefined ? [] : DELAYS[spec.delay.kind]),
  ...(spec.clip === undefined ? [] : ['pascanu2013']),
  ...(spec.weightDecay ? DECAYS[spec.decay ?? defaults.decay] : []),
  ...(spec.shards === undefined ? [] : ['hsu2019']),
];

const SCHEDULES: Readonly<Record<ScheduleSpec['kind'], readonly string[]>> = {
  constant: [],
  'step-decay': [],
  piecewise: [],
  cosine: ['loshchilov2017'],
  'inverse-time': ['robbins1951'],
};

const STALE = ['agarwal2011', 'lian2015'];
const DELAYS: Readonly<Record<DelaySpec['kind'], readonly string[]>> = {
  fixed: STALE,
  uniform: STALE,
  geometric: [...STALE, 'mitliagkas2016'],
};

const DECAYS: Readonly<Record<Decay, readonly string[]>> = {
  coupled: ['krogh1991'],
  decoupled: ['loshchilov2019'],
};
