import { describe, expect, test } from 'vitest';
import { markdownHtml } from '../../src/course/handout/markdown-html.ts';
import { pageOf } from '../../src/course/handout/page.ts';

describe('the HTML of a hand-out', () => {
  test.each([
    ['# A\n## B', '<h1>A</h1>\n<h2>B</h2>'],
    ['one\ntwo\n\nthree', '<p>one two</p>\n<p>three</p>'],
    ['- a\n- b', '<ul><li>a</li><li>b</li></ul>'],
    ['1. a\n2. b', '<ol><li>a</li><li>b</li></ol>'],
    ['```sh\na < b\n\n# c\n```\nd', '<pre><code>a &lt; b\n\n# c</code></pre>\n<p>d</p>'],
    ['> once\n> twice', '<blockquote><p>once twice</p></blockquote>'],
    ['**a** *b* `**c**`', '<p><strong>a</strong> <em>b</em> <code>**c**</code></p>'],
    ['\\*a\\* \\[b\\] \\<c\\_d', '<p>&#42;a&#42; &#91;b&#93; &lt;c&#95;d</p>'],
    ['[a](https://b.c/d)', '<p><a href="https://b.c/d">a</a></p>'],
    [
      '| a | b |\n| --- | --- |\n| c \\| d | `e` |',
      '<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>c | d</td><td><code>e</code></td></tr></tbody></table>',
    ],
  ])('of %j', (markdown, html) => {
    expect(markdownHtml(markdown)).toBe(html);
  });

  test('is a page that fetches nothing, for paper', () => {
    const page = pageOf('A & B', '<script>');
    expect(page).toContain('<title>A &amp; B</title>');
    expect(page).toContain('<p>&lt;script&gt;</p>');
    expect(page).toContain('@page { size: A4');
    expect(page).not.toMatch(/https?:|src=/);
  });
});
