/** z3 (WebAssembly) as an answer to text: one SMT-LIB script per batch of questions. */
import { init } from "z3-solver";
import type { Assignment } from "./term.ts";

/** Milliseconds per question; what takes longer is searched instead. */
const TIMEOUT = 1500;

export type Answer =
  | { readonly is: "impossible" }
  | { readonly is: "possible"; readonly values: Assignment }
  | { readonly is: "unknown" };

export type Prover = {
  ask(questions: readonly { readonly text: string; readonly variables: readonly string[] }[]): Promise<readonly Answer[]>;
  close(): void;
};

/** Starts z3 (about 0.2 s). `close` ends its threads, without which the process would stay. */
export async function openProver(): Promise<Prover> {
  const { Z3, em } = await init();
  const config = Z3.mk_config();
  const context = Z3.mk_context(config);
  Z3.del_config(config);
  await Z3.eval_smtlib2_string(context, `(set-option :timeout ${TIMEOUT})`);
  return {
    async ask(questions) {
      if (questions.length === 0) return [];
      const script = questions.map(
        ({ text, variables }) =>
          `(push)\n${text}\n(check-sat)\n${
            variables.length === 0 ? "" : `(get-value (${variables.map((name) => `|${name}|`).join(" ")}))`
          }\n(pop)\n(echo "next")\n`,
      );
      const said = await Z3.eval_smtlib2_string(context, script.join(""));
      return said.split("next\n").slice(0, questions.length).map(read);
    },
    close() {
      Z3.del_context(context);
      (em as { PThread?: { terminateAllThreads(): void } }).PThread?.terminateAllThreads();
    },
  };
}

function read(text: string): Answer {
  if (text.startsWith("unsat")) return { is: "impossible" };
  if (!text.startsWith("sat")) return { is: "unknown" };
  const values = new Map<string, number | boolean>();
  for (const [, quoted, plain, value] of text.matchAll(/\((?:\|([^|]*)\||([^\s()|]+)) ([0-9]+|true|false)\)/g)) {
    const name = quoted ?? plain!;
    values.set(name, value === "true" ? true : value === "false" ? false : Number(value));
  }
  return { is: "possible", values };
}
