/** The state of a server as Prometheus text (exposition format 0.0.4). */
import type { FileSource } from "./file-source.ts";
import { VERSIONS } from "./pdu.ts";
import type { RtrServer } from "./server.ts";

type Labels = { readonly [name: string]: string | number };
type Sample = readonly [number, Labels?];

const escaped = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");

function family(name: string, type: "gauge" | "counter", help: string, samples: readonly Sample[]): string {
  const lines = samples.map(([value, labels = {}]) => {
    const inside = Object.entries(labels).map(([k, v]) => `${k}="${escaped(String(v))}"`);
    return `comity_rtr_${name}${inside.length === 0 ? "" : `{${inside.join(",")}}`} ${value}\n`;
  });
  return `# HELP comity_rtr_${name} ${help}\n# TYPE comity_rtr_${name} ${type}\n${lines.join("")}`;
}

/** `now` in Unix seconds; `file` when the data comes from files. */
export function metricsText(server: RtrServer, now: number, file?: FileSource): string {
  const { cache, counters, asOf, routers } = server;
  const payload = cache.current;
  const byVersion = (counts: readonly number[], more: Labels = {}): Sample[] =>
    VERSIONS.map((version) => [counts[version]!, { ...more, version }]);
  const out = [
    family("serial", "gauge", "Serial of the current set.", [[cache.serial]]),
    family(
      "session_id",
      "gauge",
      "Session id of each protocol version.",
      byVersion(VERSIONS.map((v) => cache.sessionId(v))),
    ),
    family("available", "gauge", "1 while there is data that may be served.", [[server.available ? 1 : 0]]),
    family("vrps", "gauge", "VRPs in the current set.", [
      [payload?.vrps.v4.count ?? 0, { family: "ipv4" }],
      [payload?.vrps.v6.count ?? 0, { family: "ipv6" }],
    ]),
    family("aspas", "gauge", "ASPAs in the current set.", [[payload?.aspas.count ?? 0]]),
    family("router_keys", "gauge", "Router keys in the current set.", [[payload?.routerKeys.length ?? 0]]),
    family("left_out", "gauge", "ASPAs and router keys that are too large for any PDU.", [[cache.leftOut]]),
    family("kept_serials", "gauge", "Older serials whose changes can be told.", [[cache.kept]]),
    family("sessions", "gauge", "Routers connected, by protocol version.", [
      ...byVersion(VERSIONS.map((v) => routers.get(v) ?? 0)),
      [routers.get(undefined) ?? 0, { version: "none" }],
    ]),
    family("accepted_total", "counter", "Connections accepted.", [[counters.accepted]]),
    family("refused_total", "counter", "Connections refused because of a limit.", [[counters.refused]]),
    family("answers_total", "counter", "Answers begun.", [
      ...byVersion(counters.answers.whole, { kind: "whole" }),
      ...byVersion(counters.answers.changes, { kind: "changes" }),
      ...byVersion(counters.answers.reset, { kind: "cache-reset" }),
    ]),
    family("notifies_total", "counter", "Serial Notify PDUs sent.", [[counters.notifies]]),
    family(
      "error_reports_total",
      "counter",
      "Error Reports sent.",
      [...counters.reports].map(([code, n]) => [n, { code }]),
    ),
    family("sent_bytes_total", "counter", "Bytes given to the transports.", [[counters.bytes]]),
    family("timeouts_total", "counter", "Sessions ended because the router did not read or ask.", [
      [counters.timeouts],
    ]),
    family("stale_ends_total", "counter", "Sessions ended because the data was too old.", [[counters.stale]]),
  ];
  if (asOf !== undefined) {
    out.push(
      family("data_age_seconds", "gauge", "Time since the data was known to be right.", [
        [Math.max(0, now - asOf)],
      ]),
    );
  }
  if (file !== undefined) {
    const { facts } = file;
    out.push(
      family("loads_total", "counter", "Attempts to load the files.", [[file.loads]]),
      family("load_failures_total", "counter", "Loads that failed or were held back.", [[file.failures]]),
      family("load_failed", "gauge", "1 while the last load has failed: an older set is served.", [
        [file.failure === undefined ? 0 : 1],
      ]),
      family("expired_vrps", "gauge", "VRPs of the file that had expired when it was loaded.", [
        [facts?.expired ?? 0],
      ]),
      family("rejected_records", "gauge", "Records of the file that were refused.", [[facts?.rejected ?? 0]]),
      family(
        "anchor_vrps",
        "gauge",
        "VRPs of each trust anchor.",
        Object.entries(facts?.anchors ?? {}).map(([anchor, n]) => [n, { anchor }]),
      ),
    );
  }
  return out.join("");
}
