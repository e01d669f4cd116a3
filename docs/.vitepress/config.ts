import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { linksOfSite } from './links.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Files that pages link to and that are no pages. */
const FILES = [
  ...['experiments', 'references.yaml', 'CITATION.cff', 'reports/gallery'],
  ...['Dockerfile', '.devcontainer'],
];

/** The site of README.md and docs: `npm run build:site`. Its search needs no server. */
export default defineConfig({
  title: 'flowlab',
  description: 'A training lab for optimization theory',
  srcDir: '..',
  outDir: './.vitepress/dist',
  cacheDir: '../node_modules/.vitepress',
  srcExclude: [
    'node_modules/**',
    'packages/**',
    'reports/**',
    'runs/**',
    'test/**',
    'bench/**',
    // Templates of hand-outs.
    'course/**',
    'CHANGELOG.md',
  ],
  rewrites: { 'README.md': 'index.md' },
  // Braces in formulas are no attributes.
  markdown: { attrs: { disable: true }, config: linksOfSite },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    sidebar: [
      { text: 'flowlab', link: '/' },
      { text: 'Tutorial', link: '/docs/tutorial' },
      { text: 'The live page', link: '/docs/live' },
      { text: 'A course', link: '/docs/course' },
      {
        text: 'How to',
        items: [
          { text: 'train on your own data', link: '/docs/how-to/own-data' },
          { text: 'write your own network', link: '/docs/how-to/own-network' },
          { text: 'solve a differential equation', link: '/docs/how-to/differential-equation' },
          { text: 'bring your own weights', link: '/docs/how-to/own-weights' },
          { text: 'put figures into a paper', link: '/docs/how-to/paper-figures' },
          { text: 'compute on a cluster', link: '/docs/how-to/cluster' },
          { text: 'add a method', link: '/docs/how-to/add-a-method' },
          { text: 'add a probe', link: '/docs/how-to/add-a-probe' },
          { text: 'add a claim', link: '/docs/how-to/add-a-claim' },
        ],
      },
      {
        text: 'Explanation',
        items: [
          { text: 'The theory', link: '/docs/explanation' },
          { text: 'Methods', link: '/docs/methods' },
          { text: 'Probes and their errors', link: '/docs/probes' },
          { text: 'Statistics', link: '/docs/statistics' },
          { text: 'Claims and their scorecard', link: '/docs/theory' },
          { text: 'Performance', link: '/docs/performance' },
          { text: 'Architecture', link: '/docs/architecture' },
        ],
      },
      {
        text: 'Reference',
        items: [
          { text: 'Keys of an experiment file', link: '/docs/reference' },
          { text: 'Experiments', link: '/docs/experiments' },
          { text: 'Predictions', link: '/docs/claims' },
          { text: 'Coverage', link: '/docs/coverage' },
          { text: 'The library', link: '/docs/library' },
          { text: 'Files and formats', link: '/docs/formats' },
          { text: 'For a paper', link: '/docs/papers' },
          { text: 'Many machines', link: '/docs/many-machines' },
          { text: 'Datasets', link: '/datasets/README' },
        ],
      },
    ],
  },
  buildEnd({ outDir }) {
    for (const path of FILES) {
      if (!existsSync(join(root, path)))
        throw new Error(`the site links to ${path}, which is not there`);
      cpSync(join(root, path), join(outDir, path), { recursive: true });
    }
  },
});
