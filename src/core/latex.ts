/**
 * Plain text as LaTeX that pdfLaTeX sets with its own packages: signs of TeX are escaped, Greek letters, indices, powers and signs
 * of mathematics become formulas, and so do equations of one letter: `SGD B = 4, η = 0.1 & 2/λ₀` gives
 * `SGD $B = 4$, $\eta = 0.1$ \& 2/$\lambda_{0}$`.
 *
 * Accents are commands in braces, as BibTeX wants them. Letters that have no command stay as they are; see {@link beyondPdfLatex}.
 */
export function latexText(text: string): string {
  const plain = text
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/(^|[\s([])"/g, '$1“');
  const pieces: string[] = [];
  let from = 0;
  for (const { 0: formula, index } of plain.matchAll(FORMULA)) {
    pieces.push(textOf(plain.slice(from, index)), `$${formulaOf(formula)}$`);
    from = index + formula.length;
  }
  return [...pieces, textOf(plain.slice(from))].join('');
}

/** A number as LaTeX, with a true minus sign and powers of ten, from the text that people read: `(1.20 ± 0.15) × 10⁻⁵`. */
export const latexNumber = (text: string): string =>
  /^[-−\d±∞×.,()[\]⁻⁰¹²³⁴⁵⁶⁷⁸⁹% ]+$/u.test(text) ? `$${formulaOf(text)}$` : latexText(text);

/** The letters of a LaTeX source that pdfLaTeX has no command for and LuaLaTeX sets, each once. */
export const beyondPdfLatex = (source: string): readonly string[] => [
  ...new Set(source.match(/[^\p{ASCII}]/gu) ?? []),
];

const INDICES: Readonly<Record<string, string>> = {
  ...digits('₀₁₂₃₄₅₆₇₈₉'),
  ...{ '₋': '-', '₊': '+', '₍': '(', '₎': ')', ᵢ: 'i', ⱼ: 'j', ₐ: 'a', ₑ: 'e', ₕ: 'h' },
  ...{ ₖ: 'k', ₗ: 'l', ₘ: 'm', ₙ: 'n', ₒ: 'o', ₚ: 'p', ₛ: 's', ₜ: 't', ₓ: 'x' },
};

const POWERS: Readonly<Record<string, string>> = {
  ...digits('⁰¹²³⁴⁵⁶⁷⁸⁹'),
  ...{ '⁻': '-', '⁺': '+', ᵀ: '\\top ', ᵏ: 'k', ᵖ: 'p', ⁿ: 'n', ʲ: 'j', ˣ: 'x', ˢ: 's' },
};

const GREEK: Readonly<Record<string, string>> = named(
  'αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩϕϵς',
  ...['alpha', 'beta', 'gamma', 'delta', 'varepsilon', 'zeta', 'eta', 'theta', 'iota', 'kappa'],
  ...['lambda', 'mu', 'nu', 'xi', 'pi', 'rho', 'sigma', 'tau', 'upsilon', 'varphi', 'chi', 'psi'],
  ...['omega', 'Gamma', 'Delta', 'Theta', 'Lambda', 'Xi', 'Pi', 'Sigma', 'Upsilon', 'Phi', 'Psi'],
  ...['Omega', 'phi', 'epsilon', 'varsigma'],
);

const SIGNS: Readonly<Record<string, string>> = {
  ...named(
    '×±·≤≥≈≠∞∇∂∑∏∫√‖⟨⟩∝→←↦÷∈⊙∘≻⪰ℓ′⌊⌋⌈⌉≪≫∼',
    ...['times', 'pm', 'cdot', 'le', 'ge', 'approx', 'ne', 'infty', 'nabla', 'partial', 'sum'],
    ...['prod', 'int', 'surd', '|', 'langle', 'rangle', 'propto', 'to', 'leftarrow', 'mapsto'],
    ...['div', 'in', 'odot', 'circ', 'succ', 'succeq', 'ell', 'prime', 'lfloor', 'rfloor'],
    ...['lceil', 'rceil', 'll', 'gg', 'sim'],
  ),
  ...{ '−': '-', '″': "''", '½': '\\frac{1}{2}', '¼': '\\frac{1}{4}', '¾': '\\frac{3}{4}' },
  ...{ '⅓': '\\frac{1}{3}', '⅔': '\\frac{2}{3}', ℝ: '\\mathbf{R}' },
};

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ '\\': '\\textbackslash{}', '^': '\\textasciicircum{}', '~': '\\textasciitilde{}' },
  ...{ '<': '\\textless{}', '>': '\\textgreater{}', '|': '\\textbar{}', '`': '\\textasciigrave{}' },
  ...{ '"': "''", '“': '``', '”': "''", '„': ',,', '‘': '`', '’': "'", '–': '--', '—': '---' },
  ...{ '…': '\\dots{}', '•': '\\textbullet{}', '°': '\\textdegree{}', '§': '\\S{}', '\u00a0': '~' },
  ...{ '€': '\\texteuro{}', '©': '\\copyright{}', '«': '<<', '»': '>>', '¡': '!`', '¿': '?`' },
  ...{ ß: '\\ss{}', æ: '\\ae{}', Æ: '\\AE{}', œ: '\\oe{}', Œ: '\\OE{}', ø: '\\o{}' },
  ...{ Ø: '\\O{}', å: '\\aa{}', Å: '\\AA{}', ł: '\\l{}', Ł: '\\L{}', ı: '\\i{}' },
};

/** Combining marks, as accents of text and of formulas. */
const ACCENTS: Readonly<Record<string, readonly [text: string, formula: string]>> = {
  '\u0300': ['\\`', '\\grave'],
  '\u0301': ["\\'", '\\acute'],
  '\u0302': ['\\^', '\\hat'],
  '\u0303': ['\\~', '\\tilde'],
  '\u0304': ['\\=', '\\bar'],
  '\u0306': ['\\u', '\\breve'],
  '\u0307': ['\\.', '\\dot'],
  '\u0308': ['\\"', '\\ddot'],
  '\u030a': ['\\r', '\\mathring'],
  '\u030b': ['\\H', '\\ddot'],
  '\u030c': ['\\v', '\\check'],
  '\u0327': ['\\c', ''],
};

const setOf = (...tables: readonly Readonly<Record<string, string>>[]) =>
  `[${tables
    .flatMap((table) => Object.keys(table))
    .join('')
    .replaceAll(/[[\]\\^-]/g, '\\$&')}]`;

const NUMBER = `−?\\d[\\d.,]*\\d|−?\\d`;
const INDEX = `${setOf(INDICES)}*`;
const TEN = `(?: × 10${setOf(POWERS)}+)?`;
const LETTER = `(?:${setOf(GREEK)}|(?<![\\p{L}\\p{N}])[A-Za-z](?!\\p{L}))\\p{M}*`;

/** What is set as a formula: an equation or inequality of one letter, a number that needs it, a letter with an index, a sign. */
const FORMULA = new RegExp(
  [
    `${LETTER}${INDEX} [=≤≥≈] (?:${NUMBER})(?![\\p{L}\\p{N}])${TEN}`,
    `−\\d[\\d.]*${TEN}`,
    `\\d[\\d.]* × 10${setOf(POWERS)}+`,
    `${LETTER}${setOf(INDICES, POWERS)}+`,
    `(?:${setOf(GREEK, SIGNS, INDICES, POWERS)}\\p{M}*)+`,
  ].join('|'),
  'gu',
);

/** A piece of mathematics: `λ₀ = 0.5`, `ηₘₐₓ`, `(2 ± 1) × 10⁻⁵`. */
const formulaOf = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/(\P{M})(\p{M}+)/gu, (_, base: string, marks: string) => {
      const inner = formulaSign(base).trim();
      return [...marks].reduce((of, mark) => {
        const accent = ACCENTS[mark]?.[1] ?? '';
        return accent === '' ? of : `${accent}{${of}}`;
      }, inner);
    })
    .replaceAll(new RegExp(`${setOf(INDICES)}+`, 'gu'), (run) => `_{${mapped(run, INDICES)}}`)
    .replaceAll('_{max}', '_{\\max}')
    .replaceAll('_{min}', '_{\\min}')
    .replaceAll(new RegExp(`${setOf(POWERS)}+`, 'gu'), (run) => `^{${mapped(run, POWERS).trim()}}`)
    .replaceAll(new RegExp(setOf(GREEK, SIGNS), 'gu'), formulaSign)
    .replaceAll('%', '\\%')
    .replaceAll(/ +([_^}),])/g, '$1')
    .replaceAll(/ {2,}/g, ' ')
    .trim();

const formulaSign = (sign: string): string => GREEK[sign] ?? SIGNS[sign] ?? sign;

const mapped = (run: string, table: Readonly<Record<string, string>>): string =>
  [...run].map((sign) => table[sign] ?? sign).join('');

/** Words: escaped, accents as commands, and no two hyphens or quotes that TeX would make one sign of. */
const textOf = (text: string): string =>
  text.replaceAll(/-(?=-)|'(?=')|\P{M}\p{M}*/gu, (cluster, at: number) =>
    text[at + 1] === cluster && /[-']/.test(cluster) ? `${cluster}{}` : clusterOf(cluster),
  );

function clusterOf(cluster: string): string {
  if (/^[{}$&#%_]$/.test(cluster)) return `\\${cluster}`;
  const own = ESCAPES[cluster];
  if (own !== undefined)
    return own.startsWith('\\') && /^\p{L}$/u.test(cluster) ? `{${own.replace('{}', '')}}` : own;
  const [base, ...marks] = [...cluster.normalize('NFD')];
  if (marks.length === 0 || marks.some((mark) => ACCENTS[mark] === undefined)) return cluster;
  const letter =
    base === 'i' ? '\\i' : base === 'j' ? '\\j' : (ESCAPES[base!]?.replace('{}', '') ?? base!);
  return marks.reduce((of, mark) => `{${ACCENTS[mark]![0]}{${of}}}`, letter);
}

function digits(signs: string): Readonly<Record<string, string>> {
  return Object.fromEntries([...signs].map((sign, i) => [sign, String(i)]));
}

/** Commands by their signs, each with a space behind it. */
function named(signs: string, ...names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries([...signs].map((sign, i) => [sign, `\\${names[i]} `]));
}
