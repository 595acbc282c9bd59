/** What `container-lab lint` prints: where, what is wrong, and what to write instead. */
export interface Problem {
  file: string;
  /** 1-based. */
  line: number;
  message: string;
  fix: string;
}

/** Where the problems of one file are gathered. */
export interface Report {
  file: string;
  problems: Problem[];
}

/** Note a problem, with its line and the fix. */
export function addProblem(report: Report, line: number, message: string, fix: string): void {
  report.problems.push({ file: report.file, line, message, fix });
}
