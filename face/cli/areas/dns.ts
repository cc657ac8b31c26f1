/** `comity dns`: zone files checked, compared, digested and served. */
import { buildCommand, buildRouteMap } from "@stricli/core";
import type { Host } from "../host.ts";
import * as flag from "../flags.ts";
import type { DnsServeFlags } from "../commands/dns/serve.ts";

const origin = flag.text("name of the zone, when the file does not say it", "name");
const file = (brief: string) => ({ parse: String, brief, placeholder: "file" });
const several = (brief: string, placeholder: string) =>
  ({ kind: "parsed", parse: String, brief, placeholder, optional: true, variadic: true }) as const;
type Flags = { json: boolean; origin?: string };

export const dns = buildRouteMap({
  routes: {
    check: buildCommand<Flags, [string], Host>({
      loader: async () => (await import("../commands/dns/zone.ts")).dnsCheck,
      parameters: {
        flags: { json: flag.json, origin },
        positional: { kind: "tuple", parameters: [file("zone file")] },
      },
      docs: {
        brief: "Read a zone file as strictly as a secondary does, verify its ZONEMD",
        fullDescription:
          "Examples:\n  comity dns check root.zone --origin .\n  comity dns check --json example.org.zone",
      },
    }),
    diff: buildCommand<Flags, [string, string], Host>({
      loader: async () => (await import("../commands/dns/zone.ts")).dnsDiff,
      parameters: {
        flags: { json: flag.json, origin },
        positional: { kind: "tuple", parameters: [file("older zone file"), file("newer zone file")] },
      },
      docs: {
        brief: "Show what changed between two versions of a zone",
        fullDescription:
          "Examples:\n  comity dns diff monday.zone tuesday.zone --origin .\n  comity dns diff --json a.zone b.zone",
      },
    }),
    zonemd: buildCommand<Flags & { out?: string }, [string], Host>({
      loader: async () => (await import("../commands/dns/zone.ts")).dnsZonemd,
      parameters: {
        flags: {
          json: flag.json,
          origin,
          out: flag.text("file to write; standard output when left out", "file"),
        },
        positional: { kind: "tuple", parameters: [file("zone file")] },
      },
      docs: {
        brief: "Write a zone with the ZONEMD record of its content",
        fullDescription:
          "Examples:\n  comity dns zonemd example.org.zone --out signed.zone\n  comity dns zonemd example.org.zone | comity dns check /dev/stdin",
      },
    }),
    serve: buildCommand<DnsServeFlags, string[], Host>({
      loader: async () => (await import("../commands/dns/serve.ts")).dnsServe,
      parameters: {
        flags: {
          port: {
            kind: "parsed",
            parse: flag.portNumber,
            brief: "port; 0 chooses a free one",
            placeholder: "n",
            default: "5353",
          },
          host: {
            kind: "parsed",
            parse: String,
            brief: "address to listen on",
            placeholder: "address",
            default: "127.0.0.1",
          },
          key: several("TSIG key that may transfer, hmac-sha256:NAME:BASE64; several times", "key"),
          notify: several("secondary to notify; several times", "address:port"),
          catalog: flag.text("also serve a catalog zone (RFC 9432) of this name", "name"),
          origin,
          json: flag.json,
        },
        positional: { kind: "array", parameter: file("zone file"), minimum: 1 },
      },
      docs: {
        brief: "Be the hidden primary of zones: AXFR, IXFR, NOTIFY, TSIG",
        fullDescription:
          "Examples:\n  comity dns serve example.org.zone --port 5353\n  comity dns serve root.zone --origin . --key hmac-sha256:transfer:SECRET --notify 192.0.2.53",
      },
    }),
  },
  docs: { brief: "DNS zones: check, compare, serve" },
});
