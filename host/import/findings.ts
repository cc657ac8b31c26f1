/** What a parser noticed in a foreign file: every finding has a code, a line and the raw line. */

export type Finding = {
  /** kebab-case; the table of codes is in README.md. */
  readonly code: string;
  /** 1-based, counting comments; 0 when the file as a whole is meant. */
  readonly line: number;
  /** At most 300 characters of the line as published. */
  readonly raw: string;
  readonly detail: string;
};

/**
 * `reject`: never enters; the last accepted file stays in force. `quarantine`: intact, but a person has to look first.
 * `accept`: may enter; warnings say what was not understood.
 */
export type Verdict = "accept" | "quarantine" | "reject";

export type Findings = {
  readonly verdict: Verdict;
  readonly rejects: readonly Finding[];
  readonly quarantines: readonly Finding[];
  readonly warnings: readonly Finding[];
  /** How often each code occurred, also beyond the findings kept; keys sorted. */
  readonly totals: Readonly<Record<string, number>>;
};

type Grade = "rejects" | "quarantines" | "warnings";

/** Findings kept for each code; all are counted. */
export const FINDINGS_PER_CODE = 1000;

export class Collector {
  private readonly found: Record<Grade, Finding[]> = { rejects: [], quarantines: [], warnings: [] };
  private readonly totals = new Map<string, number>();

  add(grade: Grade, code: string, line: number, raw: string, detail: string): void {
    const n = (this.totals.get(code) ?? 0) + 1;
    this.totals.set(code, n);
    if (n <= FINDINGS_PER_CODE) this.found[grade].push({ code, line, raw: raw.slice(0, 300), detail });
  }

  get rejected(): boolean {
    return this.found.rejects.length > 0;
  }

  done(): Findings {
    const { rejects, quarantines, warnings } = this.found;
    return {
      verdict: rejects.length > 0 ? "reject" : quarantines.length > 0 ? "quarantine" : "accept",
      rejects,
      quarantines,
      warnings,
      totals: Object.fromEntries([...this.totals].sort(([a], [b]) => (a < b ? -1 : 1))),
    };
  }
}

/** The same findings with at most `perCode` examples of each code, for reports to read. */
export function summarised(findings: Findings, perCode: number): Findings {
  const few = (list: readonly Finding[]): Finding[] => {
    const seen = new Map<string, number>();
    return list.filter((f) => {
      const n = (seen.get(f.code) ?? 0) + 1;
      seen.set(f.code, n);
      return n <= perCode;
    });
  };
  return {
    ...findings,
    rejects: few(findings.rejects),
    quarantines: few(findings.quarantines),
    warnings: few(findings.warnings),
  };
}
