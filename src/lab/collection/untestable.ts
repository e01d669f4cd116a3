import * as z from 'zod';
import { MOST_WORDS, sentenceKeys, wordsIn } from '../experiment/claim/claim-format.ts';
import { issuesOf } from '../experiment/issues/format-issues.ts';
import { loadSource } from '../experiment/yaml/yaml-source.ts';
import { section, text } from '../spec/field.ts';

const remedy = 'list sentences, such as - { text: …, section: …, words: …, because: … }';

const format = z.array(
  section('a mapping with text, section, words and because', {
    ...sentenceKeys,
    words: sentenceKeys.words.refine(
      (words) => wordsIn(words) <= MOST_WORDS,
      `quote at most ${MOST_WORDS} words`,
    ),
    because: text('say in a sentence why no run of this lab can test it'),
  }),
  { error: remedy },
);

/** A sentence that no experiment of the lab can test, with the reason. */
export type Untestable = z.output<typeof format>[number];

/** The sentences that a file lists; throws InputError with one line that names file, line and column. */
export function readUntestable(content: string, file: string): readonly Untestable[] {
  const source = loadSource(content, file, {});
  const parsed = format.safeParse(source.root);
  if (!parsed.success) throw source.error(issuesOf(parsed.error.issues, source.root));
  return parsed.data;
}
