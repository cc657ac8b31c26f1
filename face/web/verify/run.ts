/**
 * Checks a proof file from its bytes and the key file alone, and prepares the steps for showing. Works over plain HTTP:
 * the engines of `@comity/signing` are portable ones, no WebCrypto.
 */
import { verifyProofFile, type ProofAnswer, type ProofStep } from "@comity/assembly";
import { fromHex, fromUtf8, jcs, type Json } from "@comity/canon";
import { rangeOf, rangeText, textOf } from "@comity/resources";
import { say } from "../messages.ts";
import { sayLog } from "../messages/log.ts";
import { saySteps } from "../messages/steps.ts";
import { timeText } from "../parts/time.tsx";

export type Step = {
  readonly name: string;
  readonly outcome: "ok" | "no" | "skipped";
  readonly detail: string;
  readonly bytes: readonly (readonly [label: string, text: string])[];
};
/** `answer`: what the proof itself says, read from its bytes; only when every step holds. */
export type Checked = {
  readonly ok: boolean;
  readonly steps: readonly Step[];
  readonly answer?: readonly { readonly key: string; readonly value: string }[];
};
/** What the page claims to show: a valid proof of something else must not turn green. */
export type Expected =
  | { readonly register: string; readonly key: string; readonly origin?: string }
  | { readonly index: number };

type Name = ProofStep["name"] | "asked";
const FACT: readonly Name[] = ["file", "key-file", "checkpoint", "inclusion", "record", "tree", "register"];
const ACT: readonly Name[] = ["file", "key-file", "checkpoint", "inclusion", "entry", "outcome", "record"];
const m = saySteps;

/** `past`: a record that is not the newest under its checkpoint is accepted, for pages that show an earlier state. */
export function checkProof(file: Uint8Array, keyFile: string, expected?: Expected, past = false): Checked {
  const verdict = verifyProofFile(file, keyFile, { allowPast: past });
  const isAct = expected === undefined ? file.length > 0 && !isFactFile(file) : "index" in expected;
  const steps: Step[] = verdict.steps.map((step) => ({
    name: m.steps[step.name],
    outcome: step.ok ? "ok" : "no",
    detail: step.ok || step.code === undefined ? step.detail : `${step.detail} (${step.code})`,
    bytes: bytesOf(step),
  }));
  const asked = expected === undefined || !verdict.ok ? undefined : askedStep(verdict.answer, expected);
  if (asked !== undefined) steps.push(asked);
  const ok = verdict.ok && asked?.outcome !== "no";
  if (!ok) {
    const reached = new Set<Name>([
      ...verdict.steps.map((step) => step.name),
      ...(asked === undefined ? [] : (["asked"] as const)),
    ]);
    const all: readonly Name[] = [
      ...(isAct ? ACT : FACT),
      ...(expected === undefined ? [] : (["asked"] as const)),
    ];
    for (const name of all)
      if (!reached.has(name)) steps.push({ name: m.steps[name], outcome: "skipped", detail: "", bytes: [] });
    return { ok, steps };
  }
  return {
    ok,
    steps,
    ...(verdict.answer === undefined ? {} : { answer: answerOf(verdict.answer, verdict.time) }),
  };
}

const isFactFile = (file: Uint8Array): boolean => {
  const text = fromUtf8(file);
  return !text.ok || text.value.includes('"register":');
};

/** The bytes as they are hashed, and as text where they are text. */
function bytesOf({ bytes }: ProofStep): Step["bytes"] {
  if (bytes === undefined) return [];
  const raw = fromHex(bytes);
  const text = raw.ok ? fromUtf8(raw.value) : raw;
  const readable = text.ok && !/[^\P{Cc}\n]/u.test(text.value);
  return [
    ...(readable ? ([[m.asText, text.value]] as const) : []),
    [m.asHex, bytes.replaceAll(/(.{64})/g, "$1\n")],
  ];
}

function askedStep(answer: ProofAnswer | undefined, expected: Expected): Step {
  const got =
    answer === undefined
      ? ""
      : answer.kind === "fact"
        ? factText(answer.register, answer.key, answer.route?.origin)
        : say.entry.title(answer.index);
  const want =
    "index" in expected
      ? say.entry.title(expected.index)
      : factText(expected.register, expected.key, expected.origin);
  return {
    name: m.steps.asked,
    outcome: got === want ? "ok" : "no",
    detail: got === want ? got : m.other(got, want),
    bytes: [],
  };
}

const factText = (register: string, key: string, origin?: string): string =>
  `${register} ${key}${origin === undefined ? "" : `, ${origin}`}`;

function answerOf(answer: ProofAnswer, time: number | undefined): NonNullable<Checked["answer"]> {
  const when = time === undefined ? "" : `, ${timeText(time)}`;
  if (answer.kind === "act") {
    const outcome =
      answer.code === undefined ? (answer.settled ? sayLog.effective : "") : sayLog.void(answer.code);
    const body = answer.act === undefined ? say.entry.block : new TextDecoder().decode(answer.act.text);
    return [
      {
        key: `${[say.entry.title(answer.index), outcome].filter((part) => part !== "").join(", ")}${when}`,
        value: body,
      },
    ];
  }
  const { register, route } = answer;
  const verdict =
    route === undefined ? [] : [{ key: factText(register, answer.key, route.origin), value: route.state }];
  return [...verdict, ...recordsOf(answer, when)];
}

function recordsOf(
  answer: Extract<ProofAnswer, { kind: "fact" }>,
  when: string,
): NonNullable<Checked["answer"]> {
  const { register } = answer;
  return answer.found.flatMap(({ key, records }) =>
    records.map((record) => ({
      key: `${keyText(register, key, answer.key)}${when}`,
      value: pretty(record as unknown as Json),
    })),
  );
}

function keyText(register: string, key: Parameters<typeof textOf>[1], asked: string): string {
  const space = register.replace("routes4", "ipv4").replace("routes6", "ipv6");
  if (space === "asn") return rangeText("asn", rangeOf(key));
  return space === "ipv4" || space === "ipv6" || space === "names" ? textOf(space, key) : asked;
}

/** A record on few lines: its canonical JSON with spaces where it may break. */
const pretty = (record: Json): string => jcs(record).replaceAll(/([,:])(?=["{[\d])/g, "$1 ");
