/** What a reader noticed in a foreign file: each finding has a code and the place, and all are counted. */
export type Finding = {
  /** kebab-case; the codes are in README.md. */
  readonly code: string;
  /** 1-based number of the line or record; 0 when the file as a whole is meant. */
  readonly record: number;
  /** At most 200 characters of what was read. */
  readonly raw: string;
  readonly detail: string;
};

/** Findings kept for each code; all are counted. */
export const FINDINGS_PER_CODE = 20;

export class Findings {
  readonly kept: Finding[] = [];
  private readonly counts = new Map<string, number>();

  add(code: string, record: number, raw: string, detail: string): void {
    const n = (this.counts.get(code) ?? 0) + 1;
    this.counts.set(code, n);
    if (n <= FINDINGS_PER_CODE) this.kept.push({ code, record, raw: raw.slice(0, 200), detail });
  }

  count(code: string): number {
    return this.counts.get(code) ?? 0;
  }

  /** How often each code occurred, keys sorted. */
  totals(): { readonly [code: string]: number } {
    return Object.fromEntries([...this.counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

const latin1 = new TextDecoder("latin1");

/** Bytes as a text for a finding: foreign bytes need not be UTF-8. */
export const rawText = (data: Uint8Array, from: number, to: number, most = 200): string =>
  latin1.decode(data.subarray(from, Math.min(to, from + most)));
