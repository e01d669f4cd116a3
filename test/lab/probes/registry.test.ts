import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { alongProbes, chosenProbes } from '../../../src/lab/experiment/measure-format.ts';
import { type ProbeName, probes } from '../../../src/lab/probes/registry.ts';
import { specsOf } from '../../support/standard-experiment.ts';

const page = readFileSync(new URL('../../../docs/experiments.md', import.meta.url), 'utf8');

/** Files that have whatever a probe may need: a network, walkers in two wells, or a posterior. */
const methods =
  'data: { marker: 1, train: 100 }\nmethods: [{ method: adam, rate: 1 }, { method: sam, rate: 1 }, { method: heavy-ball, rate: 1 }, { method: gradient-flow }, { method: central-flow, rate: 1 }]\n';
const walkers =
  'data: double-well\nmethods: [{ method: langevin, temperature: 1, dt: 0.1 }]\nstop: { steps: 5 }\n';
const posterior =
  'data: { name: springs, walkers: 3 }\nmethods: [{ method: gradient-descent, rate: 1 }]\nstop: { steps: 5 }\n';
const fileFor = (name: ProbeName) => {
  const needs = probes[name].needs ?? [];
  if (needs.includes('posterior')) return posterior;
  return needs.includes('walkers') ? walkers : methods;
};

test.each(chosenProbes)('docs/experiments.md has a row for measure.%s', (name) => {
  expect(page).toContain(`| \`measure.${name}\``);
});

test.each(chosenProbes)(
  '%s has a default for each of its options, which its form writes out',
  (name) => {
    const { form } = probes[name];
    const defaults = probes[name].read({});
    const [asTrue] = specsOf(`${fileFor(name)}measure: { ${name}: true }`);
    if (name !== 'threshold') expect(asTrue!.measure[name]).toEqual(defaults);
    const [asForm] = specsOf(`${fileFor(name)}measure: { ${name}: ${form || true} }`);
    expect(asForm!.measure[name]).toEqual(defaults);
    for (const key of Object.keys(defaults)) expect(form).toContain(`${key}: `);
  },
);

test.each(alongProbes)('%s can go along a run', (name) => {
  const [spec] = specsOf(`${methods}measure: { along: { ${name}: { every: 9 } } }`);
  expect(spec!.measure.along).toEqual({
    [name]: { ...probes[name].read({}), every: 9 },
  });
});
