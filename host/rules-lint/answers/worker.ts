/** The thread behind `rulesService`: reads one JSON document strictly, answers with another. */
import { parentPort } from "node:worker_threads";
import type { Result } from "@comity/rules";
import { readText } from "../read-text.ts";
import { ANSWERS } from "./answer.ts";
import { no } from "./refusal.ts";
import type { Asked } from "./service.ts";

parentPort!.on("message", ({ question, body }: Asked) => {
  void answerTo({ question, body }).then((answer) => parentPort!.postMessage(answer, []));
});

async function answerTo({ question, body }: Asked): Promise<Result<unknown>> {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    return no("request-form", "not UTF-8 text", "");
  }
  const read = readText(text);
  if ("value" in read) return ANSWERS[question](read.value);
  const { code, detail, line, column } = read[0]!;
  return no(code, `line ${line}, column ${column}: ${detail}`, "");
}
