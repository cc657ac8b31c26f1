/** `comity show network/ID`: a New IP network, its plan, where it meets others, its rules. */
import type { Network } from "@comity/api";
import type { Page } from "../print/page.ts";
import { quiet, warn } from "../print/text.ts";
import { asOf, date, list, party, plural } from "../print/words.ts";
import { tryNext, type Look } from "./look.ts";

export function networkPage(page: Page, n: Network, look: Look): void {
  page.headline(`network ${n.id}`, undefined, n.title);
  page.facts([
    ["run by", party(n.by)],
    ["ranges", list(n.ranges)],
    ["on record", `since entry ${n.since}`],
  ]);
  if (n.plan.length > 0) {
    page.section("Plan");
    page.table(
      ["range", "use"].map((title) => ({ title })),
      n.plan.map((p) => [p.range, `${p.use}${p.local === true ? " (local only)" : ""}`]),
    );
  }
  if (n.gateways.length > 0) {
    page.section("Gateways");
    page.table(
      ["gateway", "endpoint", "key"].map((title) => ({ title })),
      n.gateways.map((g) => [g.label, g.endpoint ?? "", g.key]),
    );
  }
  if (n.mappings.length > 0) {
    page.section("What addresses stand for");
    page.table(
      ["gateway", "New IP", "IP"].map((title) => ({ title })),
      n.mappings.flatMap((m) => m.maps.map((map) => [m.gateway, map.newip, map.ip])),
    );
  }
  if (n.interconnections.length > 0) {
    page.section("Meets");
    page.list(
      n.interconnections.map((i) => [
        `${i.with}: ${list(i.gateways)} with its ${list(i.theirs)}, ${plural(i.notice, "day")} of notice (entry ${i.since})`,
        ...(i.ends === undefined ? [] : [warn(`, ends ${date(i.ends)}`)]),
      ]),
    );
  }
  if (n.rules.length > 0) {
    page.section("Rules");
    page.table(
      [{ title: "version", right: true }, { title: "from" }, { title: "title" }, { title: "document" }],
      n.rules.map((r) => [String(r.version), date(r.from), r.title, quiet(r.text)]),
    );
  }
  page.section("As of", asOf(n.asOf));
  tryNext(page, look, [
    ...(n.ranges[0] === undefined
      ? []
      : [[`show newip:${n.ranges[0].replace(/^newip:/, "")}`, "who holds its range"] as const]),
    [`prove network/${n.id} > network.proof`, "a proof of it"],
  ]);
}
