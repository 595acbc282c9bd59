/** The program that step 6 starts. */
export interface App {
  argv: string[];
  io: 'pipe' | 'tty' | 'null';
  /** With `pipe`: somebody types into its standard input. */
  input?: boolean;
  env: Record<string, string>;
  rows?: number;
  columns?: number;
}
