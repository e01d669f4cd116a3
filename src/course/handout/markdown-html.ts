import { escaped } from '../../core/markup.ts';

/** The Markdown of a hand-out as HTML: headings, paragraphs, lists, tables, quotations, blocks of code; text, code and emphasis in them. */
export function markdownHtml(markdown: string): string {
  const lines = markdown.split('\n');
  const html: string[] = [];
  const isOpen = (line: string | undefined) =>
    line !== undefined && line.trim() !== '' && !/^(#|```|\||>|- |\d+\. )/.test(line);
  for (let i = 0; i < lines.length; ) {
    const line = lines[i]!;
    const run = (test: (line: string) => boolean): string[] => {
      const from = i;
      while (i < lines.length && test(lines[i]!)) i++;
      return lines.slice(from, i);
    };
    const heading = /^(#{1,4}) (.*)$/.exec(line);
    if (heading !== null) {
      const level = heading[1]!.length;
      html.push(`<h${level}>${inline(heading[2]!)}</h${level}>`);
      i++;
    } else if (line.startsWith('```')) {
      i++;
      const code = run((one) => !one.startsWith('```'));
      i++;
      html.push(`<pre><code>${escaped(code.join('\n'))}</code></pre>`);
    } else if (line.startsWith('|')) html.push(tableHtml(run((one) => one.startsWith('|'))));
    else if (line.startsWith('> ')) {
      const said = run((one) => one.startsWith('> ')).map((one) => one.slice(2));
      html.push(`<blockquote><p>${inline(said.join(' '))}</p></blockquote>`);
    } else if (/^(- |\d+\. )/.test(line)) {
      const kind = line.startsWith('- ') ? 'ul' : 'ol';
      const items = run((one) => /^(- |\d+\. )/.test(one));
      const text = items.map((one) => `<li>${inline(one.replace(/^(- |\d+\. )/, ''))}</li>`);
      html.push(`<${kind}>${text.join('')}</${kind}>`);
    } else if (isOpen(line)) html.push(`<p>${inline(run(isOpen).join(' '))}</p>`);
    else i++;
  }
  return html.join('\n');
}

/** Code first, since nothing in it is markup. */
const inline = (text: string): string =>
  text
    .split(/(`[^`]*`)/)
    .map((part) =>
      part.startsWith('`') && part.length > 1
        ? `<code>${escaped(part.slice(1, -1))}</code>`
        : escaped(part)
            .replaceAll(/\\(&lt;|&gt;|[\\`*_[\]|#])/g, (_, sign: string) => entityOf(sign))
            .replaceAll(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
            .replaceAll(/\*([^*]+)\*/g, '<em>$1</em>')
            .replaceAll(/\[([^\]]+)\]\(([^)\s]+)\)/g, '<a href="$2">$1</a>'),
    )
    .join('');

/** What a backslash keeps from being markup, as an entity that nothing takes for any. */
const entityOf = (sign: string): string =>
  sign.startsWith('&') ? sign : `&#${sign.charCodeAt(0)};`;

function tableHtml(rows: readonly string[]): string {
  const cells = (row: string) =>
    row
      .replace(/^\||\|\s*$/g, '')
      .split(/(?<!\\)\|/)
      .map((cell) => inline(cell.trim().replaceAll('\\|', '|')));
  const [head, , ...body] = rows;
  const of = (tag: string, row: string) =>
    `<tr>${cells(row)
      .map((cell) => `<${tag}>${cell}</${tag}>`)
      .join('')}</tr>`;
  return `<table><thead>${of('th', head!)}</thead><tbody>${body.map((row) => of('td', row)).join('')}</tbody></table>`;
}
