/** What each thing between runs is to be cited by. */
export const betweenSources = {
  similarity: ['kornblith2019', 'nguyen2021', 'song2012'],
  line: ['keskar2017', 'entezari2022'],
  plane: ['garipov2018'],
  curve: ['garipov2018', 'entezari2022'],
} as const;
