/** `comity rtr dump`: what a cache serves, as CSV or JSON; or what changed since a serial. */
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { err, ok, type Refusal, type Result } from "@comity/canon";
import { ipv4Text, ipv6Text } from "@comity/resources";
import {
  ERROR,
  errorName,
  RtrClient,
  type ClientOptions,
  type Ended,
  type Pdu,
  type Version,
} from "@comity/rtr";
import { EXIT, fail, Stop, type Host } from "../../host.ts";

export type DumpFlags = {
  readonly version: "0" | "1" | "2";
  readonly tls: boolean;
  readonly tlsCa?: string;
  readonly tlsName?: string;
  readonly session?: number;
  readonly serial?: number;
  readonly count: boolean;
  readonly patience: number;
  readonly json: boolean;
};

export async function dump(this: Host, flags: DumpFlags, cache: string): Promise<void> {
  const { session, serial } = flags;
  if ((session === undefined) !== (serial === undefined)) {
    throw new Stop(EXIT.usage, "rtr-serial", "--session and --serial belong together");
  }
  const since = session === undefined ? undefined : { session, serial: serial! };
  const pdus: Pdu[] = [];
  const ended = await ask(target(flags, cache), Number(flags.version) as Version, since, pdus);
  if (!ended.ok)
    return fail(this, ended.error, ended.error.code === "rtr-unreachable" ? EXIT.unreachable : EXIT.failed);
  const end = ended.value;
  if (end.kind === "error") {
    return fail(this, { code: "rtr-error", detail: `the cache reports ${errorName(end.code)}: ${end.text}` });
  }
  if (end.kind === "cache-reset") {
    return fail(this, {
      code: "rtr-reset",
      detail: "the cache cannot tell changes since that serial: ask for the whole set",
    });
  }
  const facts = { version: end.version, session: end.session, serial: end.serial, ...end.timers };
  const out = this.process.stdout;
  if (flags.count) {
    const counts = Object.fromEntries(
      ["ipv4", "ipv6", "router-key", "aspa"].map((k) => [k, pdus.filter((p) => p.kind === k).length]),
    );
    const all = { ...facts, ...counts };
    out.write(
      flags.json
        ? `${JSON.stringify(all)}\n`
        : Object.entries(all)
            .map(([k, v]) => `${k.padEnd(12)}${v}\n`)
            .join(""),
    );
  } else if (since !== undefined) {
    for (const pdu of pdus) out.write(change(pdu));
  } else if (flags.json) writeJson(out, facts, pdus);
  else writeCsv(out, pdus);
}

function target(flags: DumpFlags, cache: string): ClientOptions {
  const parts = /^(?:\[([^\]]+)\]|([^:]+)):([0-9]{1,5})$/.exec(cache);
  if (parts === null)
    throw new Stop(EXIT.usage, "rtr-cache", `"${cache}" is not HOST:PORT, like 127.0.0.1:8282 or [::1]:8282`);
  const [, six, name, port] = parts;
  const host = six ?? name!;
  const wanted = flags.tlsName ?? (isIP(host) === 0 ? host : undefined);
  const tls = {
    ...(flags.tlsCa === undefined ? {} : { ca: readFileSync(flags.tlsCa) }),
    ...(wanted === undefined ? {} : { servername: wanted }),
  };
  return { host, port: Number(port), patience: flags.patience, ...(flags.tls ? { tls } : {}) };
}

/** Asks in the version wanted, and again in the cache's own when it says that this is too high. */
async function ask(
  where: ClientOptions,
  version: Version,
  since: { readonly session: number; readonly serial: number } | undefined,
  pdus: Pdu[],
): Promise<Result<Ended>> {
  const connected = await RtrClient.connect(where);
  if (!connected.ok) return connected;
  const client = connected.value;
  const each = (pdu: Pdu): void =>
    void (pdu.kind !== "notify" && pdu.kind !== "cache-response" && pdus.push(pdu));
  const query = (v: Version): Promise<Result<Ended>> =>
    since === undefined ? client.reset(v, each) : client.since(v, since.session, since.serial, each);
  const first = await query(version);
  const lower = first.ok && first.value.kind === "error" && first.value.code === ERROR.unsupportedVersion;
  const again = lower && first.value.version < version ? await query(first.value.version) : first;
  client.close();
  return again.ok ? ok(again.value) : err<Refusal>(again.error);
}

const prefixOf = (pdu: Pdu & { readonly kind: "ipv4" | "ipv6" }): string => {
  const { prefix, length } = pdu;
  const view = new DataView(prefix.buffer, prefix.byteOffset);
  return `${pdu.kind === "ipv4" ? ipv4Text(view.getUint32(0)) : ipv6Text(prefix)}/${length}`;
};

function change(pdu: Pdu): string {
  if (!("announce" in pdu)) return "";
  const sign = pdu.announce ? "+" : "-";
  if (pdu.kind === "aspa")
    return `${sign} ASPA AS${pdu.customer} ${pdu.providers.map((p) => `AS${p}`).join(" ")}`.trimEnd() + "\n";
  if (pdu.kind === "router-key")
    return `${sign} key AS${pdu.asn} ${Buffer.from(pdu.ski).toString("hex").toUpperCase()}\n`;
  return `${sign} ${prefixOf(pdu)}-${pdu.maxLength} AS${pdu.asn}\n`;
}

type Out = { readonly write: (text: string) => unknown };

/** Joined by the thousand: a write for each of 700,000 rows would take longer than the transfer. */
function writeRows(out: Out, rows: Iterable<string>): void {
  let batch: string[] = [];
  for (const row of rows) {
    if (batch.push(row) < 10_000) continue;
    out.write(batch.join(""));
    batch = [];
  }
  out.write(batch.join(""));
}

function* vrpRows<T>(
  pdus: readonly Pdu[],
  row: (prefix: string, maxLength: number, asn: number) => T,
): Generator<T> {
  for (const pdu of pdus)
    if (pdu.kind === "ipv4" || pdu.kind === "ipv6") yield row(prefixOf(pdu), pdu.maxLength, pdu.asn);
}

function writeCsv(out: Out, pdus: readonly Pdu[]): void {
  out.write("ASN,IP Prefix,Max Length\n");
  writeRows(
    out,
    vrpRows(pdus, (prefix, maxLength, asn) => `AS${asn},${prefix},${maxLength}\n`),
  );
}

function writeJson(out: Out, facts: object, pdus: readonly Pdu[]): void {
  out.write(`{"metadata":${JSON.stringify(facts)},\n"roas":[\n`);
  let comma = "";
  writeRows(
    out,
    vrpRows(pdus, (prefix, maxLength, asn) => {
      const row = `${comma}${JSON.stringify({ asn, prefix, maxLength })}`;
      comma = ",\n";
      return row;
    }),
  );
  const aspas = pdus.flatMap((p) =>
    p.kind === "aspa" ? [{ customer_asid: p.customer, providers: p.providers }] : [],
  );
  const keys = pdus.flatMap((p) =>
    p.kind === "router-key"
      ? [
          {
            asn: p.asn,
            ski: Buffer.from(p.ski).toString("hex").toUpperCase(),
            pubkey: Buffer.from(p.spki).toString("base64"),
          },
        ]
      : [],
  );
  out.write(`\n],\n"aspas":${JSON.stringify(aspas)},\n"bgpsec_keys":${JSON.stringify(keys)}}\n`);
}
