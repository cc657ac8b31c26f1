/** The files that `docs/OPERATE` shows are files that are read: each whole example, by the parser it is for. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseGatewayFile, startNode } from "@comity/newip-host";

const folder = new URL("../../../docs/OPERATE/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.startsWith("newip"));
const examples = files.flatMap((name) =>
  [...readFileSync(new URL(name, folder), "utf8").matchAll(/```json\n(.*?)```/gs)].map(
    (found, i) => [`${name} ${i + 1}`, JSON.parse(found[1]!) as { readonly format?: string }] as const,
  ),
);

describe("examples of docs/OPERATE", () => {
  it("are there", () => expect(examples.length).toBeGreaterThan(7));
  it.each(examples)("%s", async (_, json) => {
    if (json.format === "comity-newip-gateway/v1") expect(parseGatewayFile(json)).toMatchObject({ ok: true });
    if (json.format !== "comity-newip-node/v1") return;
    // What this machine does not have (devices, keys, an assembly) is refused as such, and nothing before it.
    const started = await startNode(json, {
      proverOf: () => ({ ok: false, error: { code: "key-file", field: "", detail: "" } }),
    });
    if (started.ok) started.value.close();
    expect(started.ok ? "key-file" : started.error.code).toMatch(
      /^(?:key-file|key-length|interface-unknown|interface-permission|interface-platform)$/,
    );
  });
});
