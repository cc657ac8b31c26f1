/** What `comity start` prints when the node answers: addresses, the folder, what to try. */
import { answer, type Host } from "../../host.ts";
import type { StartFlags } from "../../flags.ts";
import { called } from "../../pages/look.ts";
import type { Published } from "../../publish.ts";
import { setting } from "../../settings.ts";
import { keyFragment } from "@comity/world";

export function started(
  host: Host,
  flags: StartFlags,
  url: string,
  folder: string,
  published: Published,
): void {
  const document = {
    schema: "comity/started/v1",
    explorer: `${url}/`,
    rdap: `${url}/rdap`,
    api: `${url}/api/v1`,
    ports: published.ports,
    folder,
    pid: process.pid,
  };
  answer(host, flags.json, document, () =>
    [
      `explorer   ${url}/${flags.as === undefined ? "" : keyFragment(flags.as)}`,
      `RDAP       ${url}/rdap/ip/192.0.2.1`,
      `API        ${url}/api/v1/status    (description: ${url}/api/v1/openapi.json)`,
      ...published.lines,
      `data       ${folder}`,
      "stop       Ctrl-C; start again with the same command",
      ...tries(called(host.env), url, flags.demo),
      "",
    ].join("\n"),
  );
}

/** Commands to try in another terminal; other nodes than the usual one are named in them. */
function tries(name: string, url: string, demo: boolean): string[] {
  const usual = setting("node").value === url;
  const comity = (words: string): string => `${name} ${words}${usual ? "" : ` --node ${url}`}`;
  const asked = demo
    ? [comity("show 192.0.2.0/24"), comity("show decision/66"), comity("why 203.0.113.128/25")]
    : [comity("status"), comity("show parties")];
  const proof = demo
    ? [
        `curl -s ${url}/api/v1/key > demo.key`,
        `${comity("prove 192.0.2.1")} | ${name} verify - --key demo.key`,
      ]
    : [];
  return [...asked, ...proof].map((line, i) => `${i === 0 ? "try        " : "           "}${line}`);
}
