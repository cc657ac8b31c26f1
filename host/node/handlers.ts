/** What each route of the table answers. */
import type { FastifyReply, FastifyRequest } from "fastify";
import { Readable } from "node:stream";
import { ok, refuse, toBase64, toHex, type Result } from "@comity/canon";
import { CATALOGUE, FOLD, laneHead, readDocument } from "@comity/assembly";
import { openApi, problemOf, routePath, type Entry, type Query, type RouteName } from "@comity/api";
import { readDatasetHeader, readSetHeader } from "@comity/resources";
import { explainRule } from "@comity/rules";
import {
  asOf,
  attestedList,
  askedResource,
  childrenOf,
  constitutionAt,
  decisionList,
  decisionPage,
  entryView,
  EXPORT_FORMATS,
  exportLines,
  mapCells,
  networkList,
  networkPage,
  offerList,
  partyList,
  partyPage,
  protections,
  resourceAnswer,
  routeAnswer,
  search,
  whyChains,
  type ExportFormat,
} from "@comity/view";
import { splitNotes } from "./admission.ts";
import { chunks, datasetOfEntry, hashOf, keyFile, kindView, statusOf } from "./answers.ts";
import type { NodeContext } from "./context.ts";
import { MAX_BATCH, MAX_MAP_BITS } from "./limits.ts";
import { actProofFile, factProofFile } from "./proof-files.ts";
import { provable } from "./provable.ts";
import type { KeptState } from "./states.ts";

/** What is named by its hash never changes. */
const FOR_EVER = "public, max-age=31536000, immutable";

export type Call = {
  readonly params: { readonly [name: string]: string };
  readonly query: Query;
  readonly body: Uint8Array;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
};
/** A string, bytes or stream is sent as it is; anything else as JSON. `undefined`: the handler has answered. */
export type Handler = (call: Call) => Result<unknown> | Promise<Result<unknown>>;
type Handlers = { readonly [name in RouteName]: Handler };

const text = (value: string | number | undefined): string | undefined =>
  value === undefined ? undefined : String(value);
const number = (value: string | number | undefined): number | undefined =>
  value === undefined ? undefined : Number(value);

const resourceOf = ({ params }: Call): ReturnType<typeof askedResource> =>
  askedResource(params["text"] ?? "");

export function handlers(c: NodeContext): Handlers {
  const { states, log } = c;
  const entryAt = (index: number): Result<Entry> => {
    const { size } = states.newest;
    if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
      return refuse(
        "entry-unknown",
        size === 0 ? "the log is empty" : `the log has entries 0 to ${size - 1}`,
        "index",
      );
    }
    const entry = log.entry(index, size);
    if (!entry.ok) return entry;
    const block = log.blockOf(index, size);
    if (!block.ok) return block;
    const view = entryView({ index, entry: entry.value, block: block.value.record, last: block.value.index });
    if (!view.ok) return view;
    const proof = routePath("proofAct", { index });
    return ok({ ...view.value, text: Buffer.from(entry.value).toString("utf8"), proof });
  };

  /** The state a read is about: `?at=`, or the newest. */
  const stateOf = ({ query }: Call): Promise<Result<KeptState>> => c.past.at(number(query["at"]));

  return {
    status: async (call) => {
      const state = await stateOf(call);
      return state.ok ? ok(statusOf(c, state.value)) : state;
    },
    search: async (call) => {
      const state = await stateOf(call);
      return state.ok
        ? ok(search(state.value, String(call.query["q"]), number(call.query["limit"])!))
        : state;
    },
    resource: async (call) => {
      const state = await stateOf(call);
      if (!state.ok) return state;
      const asked = resourceOf(call);
      if (!asked.ok) return asked;
      const answer = resourceAnswer(state.value, asked.value, c.finality);
      const reports = answer.reports.map((report) => {
        const dataset = datasetOfEntry(entryAt(report.since));
        return dataset === undefined ? report : { ...report, dataset };
      });
      return ok({ ...answer, reports });
    },
    children: async (call) => {
      const state = await stateOf(call);
      if (!state.ok) return state;
      const asked = resourceOf(call);
      return asked.ok
        ? childrenOf(state.value, asked.value, text(call.query["after"]), number(call.query["limit"])!)
        : asked;
    },
    route: async (call) => {
      const state = await stateOf(call);
      if (!state.ok) return state;
      const asked = resourceOf(call);
      return asked.ok ? routeAnswer(state.value, asked.value, text(call.query["origin"]), c.finality) : asked;
    },
    protections: async (call) => {
      const state = await stateOf(call);
      return state.ok ? ok(protections(state.value)) : state;
    },
    attested: async (call) => {
      const state = await stateOf(call);
      const { kind, source } = call.query;
      return state.ok ? ok(attestedList(state.value, text(source), text(kind))) : state;
    },
    offers: async (call) => {
      const { query } = call;
      const state = await stateOf(call);
      if (!state.ok) return state;
      const about = text(query["resource"]);
      const asked = about === undefined ? undefined : askedResource(about);
      if (asked?.ok === false) return asked;
      const [after, limit] = [text(query["after"]), number(query["limit"])!];
      return ok(offerList(state.value, text(query["party"]), asked?.value, after, limit));
    },
    networks: async (call) => {
      const { query } = call;
      const state = await stateOf(call);
      return state.ok ? ok(networkList(state.value, text(query["after"]), number(query["limit"])!)) : state;
    },
    network: async (call) => {
      const state = await stateOf(call);
      return state.ok ? networkPage(state.value, call.params["id"]!) : state;
    },
    why: async (call) => {
      const state = await stateOf(call);
      if (!state.ok) return state;
      const asked = resourceOf(call);
      if (!asked.ok) return asked;
      const chains = whyChains(state.value, asked.value, (index) => {
        const entry = entryAt(index);
        return entry.ok ? entry.value : undefined;
      });
      return ok({ resource: asked.value.text, asOf: asOf(state.value), chains });
    },
    parties: async (call) => {
      const { query } = call;
      const state = await stateOf(call);
      return state.ok ? ok(partyList(state.value, text(query["after"]), number(query["limit"])!)) : state;
    },
    party: async (call) => {
      const { params, query } = call;
      const state = await stateOf(call);
      return state.ok
        ? partyPage(state.value, params["id"]!, text(query["after"]), number(query["limit"])!, c.holdings)
        : state;
    },
    decisions: async (call) => {
      const { query } = call;
      const state = await stateOf(call);
      return state.ok
        ? ok(decisionList(state.value, text(query["phase"]), text(query["after"]), number(query["limit"])!))
        : state;
    },
    decision: async (call) => {
      const state = await stateOf(call);
      return state.ok ? decisionPage(state.value, call.params["id"]!) : state;
    },
    log: ({ query }) => {
      const { size, root } = states.newest;
      const limit = number(query["limit"])!;
      const from = number(query["from"]);
      const first = from ?? Math.max(0, size - limit);
      const items: Entry[] = [];
      for (let index = first; index < Math.min(size, first + limit); index++) {
        const entry = entryAt(index);
        if (!entry.ok) return entry;
        items.push(entry.value);
      }
      if (from === undefined) items.reverse();
      const next = from !== undefined && first + limit < size ? { next: first + limit } : {};
      return ok({ size, root: toBase64(root), items, ...next });
    },
    entry: ({ params }) => entryAt(/^[0-9]{1,16}$/.test(params["index"]!) ? Number(params["index"]) : NaN),
    act: async ({ params }) => {
      const hash = hashOf(params["hash"]!);
      if (hash === undefined)
        return refuse("hash-form", "give the 32 bytes as hexadecimal, base64 or base64url", "hash");
      const found = await c.fold().find(hash);
      if (!found.ok) return found;
      const index = found.value;
      if (index === undefined || index >= states.newest.size)
        return ok({ hash: toBase64(hash), state: "unknown" });
      const entry = entryAt(index);
      return entry.ok ? ok({ hash: toBase64(hash), state: "logged", index, entry: entry.value }) : entry;
    },
    proofFact: async (call) => {
      const { at, register, key, origin } = call.query;
      const newest = await provable(c, number(at));
      if (!newest.ok) return newest;
      const state = at === undefined ? newest : await stateOf(call);
      return state.ok
        ? factProofFile(state.value, newest.value, log, String(register), String(key), text(origin))
        : state;
    },
    proofAct: async ({ params }) => {
      const index = Number(params["index"]);
      if (index >= states.newest.size) return actProofFile(states.newest, log, index);
      const newest = await provable(c, index + 1);
      return newest.ok ? actProofFile(newest.value, log, index) : newest;
    },
    lane: ({ params }) => {
      const { party, lane } = params as { party: string; lane: string };
      const { reader, size, root } = states.newest;
      return ok({
        party,
        lane,
        ...laneHead(reader, party, lane),
        assembly: c.origin,
        seen: { size, root: toBase64(root) },
      });
    },
    constitution: async (call) => {
      const state = await stateOf(call);
      if (!state.ok) return state;
      const { reader } = state.value;
      const { query } = call;
      const current = reader.text("decisions", "assembly", "assembly");
      if (current === undefined)
        return refuse("not-founded", "there is no constitution before the founding act");
      const version = number(query["version"]) ?? current.constitution;
      const record = reader.text("decisions", `constitution/${version}`, "constitution");
      const value = constitutionAt(reader, version);
      if (record === undefined || value === undefined)
        return refuse("version-unknown", `no version ${version}`, "version");
      const explained = Object.fromEntries(
        Object.entries(value.rules).map(([name, rule]) => [name, explainRule(rule)]),
      );
      return ok({ asOf: asOf(state.value), version, since: record.since, text: record.text, explained });
    },
    catalogue: () => ok({ fold: FOLD, kinds: CATALOGUE.map(kindView) }),
    key: () => ok(keyFile(c)),
    keyChain: async () => {
      const newest = await provable(c);
      return newest.ok ? c.chain.file(newest.value) : newest;
    },
    submit: (call) => submit(c, call),
    putDataset: async ({ body }) => {
      const header = readDatasetHeader(body);
      const set = readSetHeader(body);
      if (!header.ok && !set.ok)
        return /"kind":"(?:vrps|zone)"/.test(Buffer.from(body.subarray(0, 4096)).toString("latin1"))
          ? set
          : header;
      const hash = await c.fold().putBlob("datasets", body);
      if (!hash.ok) return hash;
      return ok({
        hash: toBase64(hash.value),
        size: body.length,
        href: routePath("dataset", { hash: toHex(hash.value) }),
      });
    },
    dataset: ({ params, reply }) => {
      const hash = hashOf(params["hash"]!);
      const bytes = hash === undefined ? undefined : c.blob("datasets", hash);
      if (bytes === undefined) return refuse("dataset-unknown", "no dataset here has this hash", "hash");
      void reply.header("cache-control", FOR_EVER);
      return ok(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    },
    putDocument: async ({ body }) => {
      const text = readDocument(body);
      if (!text.ok) return text;
      const hash = await c.fold().putBlob("documents", body);
      if (!hash.ok) return hash;
      return ok({
        hash: toBase64(hash.value),
        size: body.length,
        href: routePath("document", { hash: toHex(hash.value) }),
      });
    },
    document: ({ params, reply }) => {
      const hash = hashOf(params["hash"]!);
      const bytes = hash === undefined ? undefined : c.blob("documents", hash);
      if (bytes === undefined) return refuse("document-unknown", "no document here has this hash", "hash");
      // Anybody may have written it: a browser takes it for nothing but text.
      void reply.headers({
        "cache-control": FOR_EVER,
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
      });
      return ok(Buffer.from(bytes).toString("utf8"));
    },
    map: async (call) => {
      const state = await stateOf(call);
      const { prefix, bits } = call.query;
      return state.ok ? mapCells(state.value, String(prefix), number(bits)!, MAX_MAP_BITS) : state;
    },
    export: async (call) => {
      const { params, reply } = call;
      const format = params["format"] as ExportFormat;
      if (!EXPORT_FORMATS.includes(format))
        return refuse("not-found", `formats are ${EXPORT_FORMATS.join(", ")}`, "format");
      const state = await stateOf(call);
      if (!state.ok) return state;
      const type = {
        csv: "text/csv",
        json: "application/x-ndjson",
        delegated: "text/plain",
        vrps: "application/json",
      }[format];
      void reply.type(`${type}; charset=utf-8`);
      return ok(Readable.from(chunks(exportLines(state.value, c.origin, format))));
    },
    drafts: () => ok({ items: c.drafts.list() }),
    putDraft: ({ body }) => c.drafts.put(body, c.now()),
    events: ({ query, request, reply }) => {
      const last = request.headers["last-event-id"];
      const resumed =
        typeof last === "string" && /^[0-9]{1,15}$/.test(last) ? Number(last) : number(query["from"]);
      const opened = c.streams.open(reply, resumed);
      return opened.ok ? ok(undefined) : opened;
    },
    openapi: () => ok(openApi(c.origin)),
  };
}

async function submit(c: NodeContext, { body, query, request, reply }: Call): Promise<Result<unknown>> {
  const wait = query["wait"] !== "no";
  const notes = splitNotes(body);
  const many = notes.length > 1 || request.headers.accept === "application/x-ndjson";
  if (notes.length > MAX_BATCH) return refuse("batch-too-large", `at most ${MAX_BATCH} acts in one request`);
  if (!many) {
    const receipt = await c.submissions.submit(body, wait);
    if (receipt.ok && receipt.value.state === "queued") void reply.code(202);
    return receipt;
  }
  const answers = await c.submissions.submitAll(notes, wait);
  void reply.type("application/x-ndjson");
  return ok(
    answers
      .map((answer) => `${JSON.stringify(answer.ok ? answer.value : problemOf(answer.error))}\n`)
      .join(""),
  );
}
