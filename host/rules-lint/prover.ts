/** z3 (WebAssembly) as an answer to text: one SMT-LIB script per batch of questions. */
import { init } from "z3-solver";
import type { Assignment } from "./term.ts";

/**
 * z3's own units of work for a batch (the hardest question of the ready constitutions needs some 10^4), so that a busy
 * machine proves what an idle one does; what takes more is searched. Milliseconds only against what never ends.
 */
const WORK = 10_000_000;
const TIMEOUT = 60_000;

export type Answer =
  | { readonly is: "impossible" }
  | { readonly is: "possible"; readonly values: Assignment }
  | { readonly is: "unknown" };

/** Declarations and assertions, and the variables whose values are asked for. */
export type Script = { readonly text: string; readonly variables: readonly string[] };

export type Prover = {
  ask(questions: readonly Script[]): Promise<readonly Answer[]>;
  close(): void;
};

/** Starts z3 (about 0.2 s). `close` ends its threads, without which the process would stay. */
export async function openProver(): Promise<Prover> {
  const { Z3, em } = await init();
  // A context of its own each time: z3 counts its work over a context's whole life.
  const say = async (text: string): Promise<string> => {
    const config = Z3.mk_config();
    const context = Z3.mk_context(config);
    Z3.del_config(config);
    const limits = `(set-option :rlimit ${WORK})\n(set-option :timeout ${TIMEOUT})\n`;
    const said = await Z3.eval_smtlib2_string(context, limits + text);
    Z3.del_context(context);
    return said;
  };
  const known = new Map<string, Answer>();
  const askNew = async (questions: readonly Script[]): Promise<void> => {
    const said = await say(
      questions.map((each) => `(push)\n${script(each)}\n(pop)\n(echo "next")\n`).join(""),
    );
    const parts = said.split("next\n");
    for (const [i, each] of questions.entries()) {
      const answer = read(parts[i] ?? "");
      // A question that took too long can spoil those behind it: they are asked alone.
      known.set(each.text, answer.is === "unknown" ? read(await say(script(each))) : answer);
    }
  };
  return {
    async ask(questions) {
      // Rules that say the same are asked about once.
      const fresh = new Map(
        questions.filter(({ text }) => !known.has(text)).map((each) => [each.text, each]),
      );
      if (fresh.size > 0) await askNew([...fresh.values()]);
      return questions.map(({ text }) => known.get(text)!);
    },
    close() {
      endThreads((em as { readonly PThread?: Threads }).PThread, 40);
    },
  };
}

type Threads = { readonly runningWorkers: readonly unknown[]; terminateAllThreads(): void };

/** When none is at work any more; a thread that is ended while it says goodbye complains on standard error. */
function endThreads(threads: Threads | undefined, tries: number): void {
  if (threads === undefined) return;
  if (threads.runningWorkers.length === 0 || tries === 0) threads.terminateAllThreads();
  else setTimeout(() => endThreads(threads, tries - 1), 5);
}

function script({ text, variables }: Script): string {
  const values =
    variables.length === 0 ? "" : `(get-value (${variables.map((name) => `|${name}|`).join(" ")}))`;
  return `${text}\n(check-sat)\n${values}`;
}

function read(text: string): Answer {
  if (text.startsWith("unsat")) return { is: "impossible" };
  if (!text.startsWith("sat")) return { is: "unknown" };
  const values = new Map<string, number | boolean>();
  for (const [, quoted, plain, value] of text.matchAll(
    /\((?:\|([^|]*)\||([^\s()|]+)) ([0-9]+|true|false)\)/g,
  )) {
    const name = quoted ?? plain!;
    values.set(name, value === "true" ? true : value === "false" ? false : Number(value));
  }
  return { is: "possible", values };
}
