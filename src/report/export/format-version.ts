/** Version of what exports hold, docs/formats.md: another number where a column or a file changes its meaning or goes. */
export const EXPORT_VERSION = 1;
