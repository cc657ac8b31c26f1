/**
 * Key pairs and the book of peers' keys. A key belongs to addresses by longest prefix, so that a host which rotates its
 * addresses inside a range keeps one entry. `plain` entries name addresses that are spoken to in clear, on purpose.
 */
import { CipherSuite, DhkemX25519HkdfSha256, HkdfSha256, Aes256Gcm } from "@hpke/core";
import type { Address } from "@comity/newip";
import { refuse, ok, type Result } from "../refusal.ts";
import { parsePrefix, RouteTable } from "../stack/routes.ts";

/** DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM (RFC 9180). */
export const suite = (): CipherSuite =>
  new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

export type KeyPair = { readonly publicKey: Uint8Array; readonly privateKey: Uint8Array };

export async function generateKeys(): Promise<KeyPair> {
  const { kem } = suite();
  const pair = await kem.generateKeyPair();
  return {
    publicKey: new Uint8Array(await kem.serializePublicKey(pair.publicKey)),
    privateKey: new Uint8Array(await kem.serializePrivateKey(pair.privateKey)),
  };
}

export class KeyBook {
  readonly #table = new RouteTable();
  readonly #keys: (Uint8Array | "plain")[] = [];

  /** A peer's public key (32 bytes), or `plain`, for an address or prefix. Codes `prefix`, `key-length`. */
  add(prefix: string, key: Uint8Array | "plain"): Result<number> {
    const parsed = parsePrefix(prefix);
    if (!parsed.ok) return parsed;
    if (key !== "plain" && key.length !== 32)
      return refuse("key-length", "an X25519 key has 32 bytes", "key");
    const added = this.#table.add({ prefix: parsed.value, port: this.#keys.length });
    if (!added.ok) return added;
    this.#keys.push(key);
    return ok(this.#keys.length);
  }

  find(address: Address, at = 0, length: number = address.length): Uint8Array | "plain" | undefined {
    const found = this.#table.lookup(address, at, length);
    return found === undefined ? undefined : this.#keys[found.port];
  }

  knows(key: Uint8Array): boolean {
    return this.#keys.some((k) => k !== "plain" && Buffer.compare(k, key) === 0);
  }
}
