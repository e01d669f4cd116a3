/** What `flowlab course init` is asked for. */
export interface CourseFlags {
  readonly student?: string | undefined;
  readonly code?: string | undefined;
  readonly teacher?: true | undefined;
  readonly roster?: string | undefined;
  readonly package?: string | undefined;
  readonly engine?: string | undefined;
}
