/** Encryption of a node file: key file, peers' keys, and who is spoken to in clear on purpose. */
import { readFileSync } from "node:fs";
import { fromHex } from "@comity/newip";
import { isObject, onlyKeys, type Json } from "../json.ts";
import { ok, refuse, type Result } from "../refusal.ts";
import { KeyBook, type KeyPair } from "../secure/keys.ts";
import { SecureLayer } from "../secure/layer.ts";
import type { Stack } from "../stack/stack.ts";
import type { TcpLayer } from "../stack/tcp.ts";
import type { UdpLayer } from "../stack/udp.ts";
import { bad } from "./form.ts";

/** A key file: `{"publicKey": "<hex>", "privateKey": "<hex>"}`. */
export function readKeyFile(path: string): Result<KeyPair> {
  try {
    const json = JSON.parse(readFileSync(path, "utf8")) as Json;
    const [pub, priv] = [fromHex(String(json["publicKey"])), fromHex(String(json["privateKey"]))];
    if (pub.ok && priv.ok && pub.value.length === 32 && priv.value.length === 32) {
      return ok({ publicKey: pub.value, privateKey: priv.value });
    }
    return refuse("key-file", `${path} does not hold two keys of 32 bytes`, "keyFile");
  } catch (cause) {
    return refuse(
      "key-file",
      `cannot read ${path}: ${(cause as Error).message}; make one with comity newip node --new-key`,
      "keyFile",
    );
  }
}

export type Security = { readonly secure?: SecureLayer; readonly book?: KeyBook };

/** Codes `node-config`, `key-file`, `prefix`, `key-length`. */
export function security(spec: unknown, stack: Stack, udp: UdpLayer, tcp: TcpLayer): Result<Security> {
  if (spec === "off") return ok({});
  if (
    !isObject(spec) ||
    typeof spec["keyFile"] !== "string" ||
    !onlyKeys(spec, ["keyFile", "peers", "plain", "anyone"])
  ) {
    return bad('security is {"keyFile", "peers", "plain"}, or "off" on purpose', "/security");
  }
  const keys = readKeyFile(spec["keyFile"]);
  if (!keys.ok) return keys;
  const book = new KeyBook();
  const { peers = [], plain = [] } = spec;
  if (!Array.isArray(peers) || !Array.isArray(plain)) return bad("peers and plain are lists", "/security");
  for (const peer of peers as unknown[]) {
    const key = isObject(peer) && typeof peer["key"] === "string" ? fromHex(peer["key"]) : undefined;
    if (!isObject(peer) || key?.ok !== true) return bad("a peer has prefix and key", "/security/peers");
    const added = book.add(String(peer["prefix"]), key.value);
    if (!added.ok) return added;
  }
  for (const prefix of plain as unknown[]) {
    const added = book.add(String(prefix), "plain");
    if (!added.ok) return added;
  }
  const options = { keys: keys.value, book, anyone: spec["anyone"] === true };
  return ok({ secure: new SecureLayer(stack, udp, tcp, options), book });
}
