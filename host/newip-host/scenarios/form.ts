/** Scenario files (`comity-newip-scenario/v1`), read strictly. Times in files: seconds, delays in milliseconds. */
import { ok, refuse, type Result } from "../refusal.ts";
import { MISBEHAVIOURS, type Misbehaviour } from "../simulator/tamper.ts";
import type { HeadersScenario } from "./headers.ts";
import type { LatencyScenario } from "./latency.ts";

export type ScenarioLink = {
  readonly name: string;
  readonly delay?: number;
  readonly jitter?: number;
  readonly loss?: number;
  readonly rate?: number;
  readonly queue?: number;
  readonly mtu?: number;
};
export type ScenarioPort = {
  readonly link: string;
  readonly addresses: readonly string[];
  readonly faces?: string;
};
export type ScenarioNode = {
  readonly name: string;
  readonly router?: boolean;
  readonly border?: boolean;
  readonly misbehaves?: Misbehaviour;
  readonly share?: number;
  readonly ports: readonly ScenarioPort[];
  readonly routes?: readonly { readonly prefix: string; readonly link: string; readonly via?: string }[];
};
export type ScenarioFlow = {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly address: string;
  readonly rate: number;
  readonly size?: number;
  readonly start?: number;
  readonly until?: number;
};
export type Expectation = {
  readonly flow: string;
  readonly from?: number;
  readonly to?: number;
  /** Shares of sent packets that must at least / at most have arrived. */
  readonly least?: number;
  readonly most?: number;
  readonly why: string;
};
export type NetworkScenario = {
  readonly kind: "network";
  readonly title: string;
  readonly seed: number;
  /** Seconds. */
  readonly duration: number;
  readonly extension?: "off" | "learnt" | "all";
  readonly networks: readonly { readonly name: string; readonly prefixes: readonly string[] }[];
  readonly agreements?: readonly (readonly [string, string])[];
  readonly links: readonly ScenarioLink[];
  readonly nodes: readonly ScenarioNode[];
  readonly flows: readonly ScenarioFlow[];
  readonly events?: readonly { readonly at: number; readonly link: string; readonly up: boolean }[];
  readonly expect?: readonly Expectation[];
};
export type Scenario = NetworkScenario | LatencyScenario | HeadersScenario;

type Shape = { readonly [key: string]: Check };
type Check = (value: unknown) => boolean;
const text: Check = (v) => typeof v === "string" && v.length <= 200;
const flag: Check = (v) => typeof v === "boolean";
const between =
  (low: number, high: number): Check =>
  (v) =>
    typeof v === "number" && v >= low && v <= high;
const whole =
  (low: number, high: number): Check =>
  (v) =>
    between(low, high)(v) && Number.isInteger(v);
const oneOf =
  (...values: readonly unknown[]): Check =>
  (v) =>
    values.includes(v);
const list =
  (item: Check, most: number): Check =>
  (v) =>
    Array.isArray(v) && v.length <= most && v.every(item);
const pair =
  (item: Check): Check =>
  (v) =>
    Array.isArray(v) && v.length === 2 && v.every(item);
/** Keys with `?` may be absent; others may not come. */
const object =
  (shape: Shape): Check =>
  (v) => {
    if (typeof v !== "object" || v === null || Array.isArray(v)) return false;
    const given = v as Record<string, unknown>;
    const known = Object.keys(shape).map((k) => k.replace("?", ""));
    if (Object.keys(given).some((k) => !known.includes(k))) return false;
    return Object.entries(shape).every(([k, check]) => {
      const key = k.replace("?", "");
      return given[key] === undefined ? k.endsWith("?") : check(given[key]);
    });
  };

const seconds = between(0, 86_400);
const share = between(0, 1);
const COMMON: Shape = { format: oneOf("comity-newip-scenario/v1"), title: text, seed: whole(0, 0xffff_ffff) };
const LINK = object({
  name: text,
  "delay?": between(0, 600_000),
  "jitter?": between(0, 600_000),
  "loss?": share,
  "rate?": between(1, 1e12),
  "queue?": whole(1, 1_000_000),
  "mtu?": whole(44, 9000),
});
const NODE = object({
  name: text,
  "router?": flag,
  "border?": flag,
  "misbehaves?": oneOf(...MISBEHAVIOURS),
  "share?": share,
  ports: list(object({ link: text, addresses: list(text, 16), "faces?": text }), 16),
  "routes?": list(object({ prefix: text, link: text, "via?": text }), 1000),
});
const FLOW = object({
  name: text,
  from: text,
  to: text,
  address: text,
  rate: between(0.001, 1e6),
  "size?": whole(16, 8000),
  "start?": seconds,
  "until?": seconds,
});
const EXPECT = object({
  flow: text,
  "from?": seconds,
  "to?": seconds,
  "least?": share,
  "most?": share,
  why: text,
});

const MEMBERS: { readonly [kind: string]: Shape } = {
  headers: {},
  latency: {
    windows: (v) => list(pair(between(0, 65_535)), 32)(v) && (v as unknown[]).length > 0,
    rate: between(1, 1e6),
    packets: whole(1, 1_000_000),
  },
  network: {
    duration: between(0.1, 3600),
    "extension?": oneOf("off", "learnt", "all"),
    networks: list(object({ name: text, prefixes: list(text, 64) }), 64),
    "agreements?": list(pair(text), 1000),
    links: list(LINK, 1000),
    nodes: list(NODE, 1000),
    flows: list(FLOW, 1000),
    "events?": list(object({ at: seconds, link: text, up: flag }), 10_000),
    "expect?": list(EXPECT, 1000),
  },
};

/** Codes `scenario-form` (which member), `scenario-kind`. */
export function parseScenario(json: unknown): Result<Scenario> {
  if (typeof json !== "object" || json === null) return refuse("scenario-form", "expected an object", "/");
  const given = json as Record<string, unknown>;
  const kind = given["kind"];
  const members = typeof kind === "string" && Object.hasOwn(MEMBERS, kind) ? MEMBERS[kind] : undefined;
  if (members === undefined) return refuse("scenario-kind", "kind is network, latency or headers", "/kind");
  const shape: Shape = { ...COMMON, kind: text, ...members };
  for (const [k, check] of Object.entries(shape)) {
    const key = k.replace("?", "");
    const value = given[key];
    if (value === undefined ? !k.endsWith("?") : !check(value)) {
      return refuse("scenario-form", "missing, or not of the form the scenario format asks for", `/${key}`);
    }
  }
  const extra = Object.keys(given).find((k) => !(k in shape) && !(`${k}?` in shape));
  if (extra !== undefined) return refuse("scenario-form", "unknown member", `/${extra}`);
  return ok(json as Scenario);
}
