import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { siteLink } from '../../docs/.vitepress/links.ts';
import { temporaryFolder } from '../support/command-line.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = temporaryFolder();
afterAll(folder.remove);
const read = (path: string) => readFileSync(join(folder.path, path), 'utf8');

describe('the site', () => {
  beforeAll(() => {
    const args = ['vitepress', 'build', 'docs', '--base', '/below/', '--outDir', folder.path];
    const { status, stderr } = spawnSync('npx', args, { cwd: root, encoding: 'utf8' });
    // A link that leads to no page fails the build.
    expect(status, stderr).toBe(0);
  });

  test('has every page of docs, below the path that it is built for', () => {
    const pages = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md'))
      .map((file) => `docs/${file.replace(/md$/, 'html')}`);
    expect(pages.length).toBeGreaterThan(20);
    expect(pages.filter((page) => !existsSync(join(folder.path, page)))).toEqual([]);
    expect(read('index.html')).toContain('src="/below/assets/');
  });

  test('names in its sidebar every page that is there', () => {
    const sidebar = read('index.html');
    const pages = readdirSync(join(folder.path, 'docs'), { recursive: true, encoding: 'utf8' });
    const html = pages.filter((file) => file.endsWith('.html'));
    expect(html.filter((page) => !sidebar.includes(`/below/docs/${page}`))).toEqual([]);
  });

  test('has the files that pages lead to, and an index to search without a server', () => {
    const links = [...read('docs/explanation.html').matchAll(/href="(\.\.\/[^"#]+)/g)];
    expect(links.length).toBeGreaterThan(70);
    const missing = links.filter(([, href]) => !existsSync(join(folder.path, 'docs', href!)));
    expect(missing.map(([, href]) => href)).toEqual([]);
    const files = [...read('index.html').matchAll(/href="([^"#]+)[^"]*" target="_self"/g)];
    expect(files.length).toBeGreaterThan(2);
    expect(files.filter(([, href]) => !existsSync(join(folder.path, href!)))).toEqual([]);
    const chunks = readdirSync(join(folder.path, 'assets/chunks'));
    expect(chunks.some((name) => name.startsWith('@localSearchIndex'))).toBe(true);
  });
});

test.each([
  ['../experiments/theory/catapult.yaml', '../experiments/theory/catapult.yaml', true],
  ['../reports/gallery/theory/report.md#a', '../reports/gallery/theory/index.html#a', true],
  ['Dockerfile', 'Dockerfile', true],
  ['methods.md#edges', 'methods.md#edges', false],
])('%s leads to %s', (href, to, file) => expect(siteLink(href)).toEqual({ href: to, file }));
