/**
 * CA keys in a PKCS#11 token (an HSM, a smart card, softhsm2): signatures are made by OpenSC's `pkcs11-tool`, so no
 * foreign code runs in this process. The PIN goes through the environment, never through the command line.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { ok, refuse, type Result } from "@comity/canon";
import type { Signer } from "./keys.ts";

/** The file beside which no key file lies. `pin`: path of a file that holds it. */
export type TokenKey = {
  /** Path of the PKCS#11 library. */
  readonly module: string;
  /** Label of the token. */
  readonly token: string;
  /** Identifier of the RSA key pair, hexadecimal. */
  readonly id: string;
  readonly pin: string;
};

/** Of OpenSC. */
const PROGRAM = "pkcs11-tool";
const PATIENCE = 30_000;
const VARIABLE = "COMITY_TOKEN_PIN";

/** Codes `rpki-token` (form), `rpki-key` (no such key, or another kind of key). */
export function tokenSigner(text: string): Result<Signer> {
  const key = parseTokenKey(text);
  if (!key.ok) return key;
  const spki = tool(key.value, ["--read-object", "--type", "pubkey", "--id", key.value.id], undefined);
  if (spki === undefined || spki.length < 200)
    return refuse(
      "rpki-key",
      `no public key ${key.value.id} in token ${key.value.token}: is OpenSC installed, the token there?`,
      "key",
    );
  return ok({
    spki,
    sign: (data) => {
      const signature = tool(
        key.value,
        ["--login", "--sign", "--mechanism", "SHA256-RSA-PKCS", "--id", key.value.id],
        data,
      );
      if (signature?.length !== 256)
        throw new TokenGone(`the token ${key.value.token} did not sign: is it there, is the PIN right?`);
      return signature;
    },
  });
}

/** A token that was there when its key was read, and is not when it should sign. */
class TokenGone extends Error {}

/** Work that signs: a token that is gone is a refusal. Code `rpki-token`. */
export async function signingWork<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TokenGone)) throw error;
    return refuse("rpki-token", `${error.message} Nothing was published.`, "token");
  }
}

/** Code `rpki-token`. */
export function parseTokenKey(text: string): Result<TokenKey> {
  try {
    const { id, module, pin, token } = JSON.parse(text);
    if (
      [id, module, pin, token].every((value) => typeof value === "string") &&
      /^(?:[0-9a-f]{2})+$/i.test(id)
    )
      return ok({ id, module, pin, token });
  } catch {
    // Said below.
  }
  return refuse(
    "rpki-token",
    'expected {"module": "/usr/lib/softhsm/libsofthsm2.so", "token": "label", "id": "01", "pin": "file"}',
    "token",
  );
}

function tool(
  { module, pin, token }: TokenKey,
  args: readonly string[],
  input: Uint8Array | undefined,
): Uint8Array | undefined {
  const login = args.includes("--login") ? ["--pin", `env:${VARIABLE}`] : [];
  const secret = login.length === 0 ? undefined : pinIn(pin);
  if (login.length > 0 && secret === undefined) return undefined;
  const done = spawnSync(PROGRAM, ["--module", module, "--token-label", token, ...login, ...args], {
    env: { ...process.env, ...(secret === undefined ? {} : { [VARIABLE]: secret }) },
    timeout: PATIENCE,
    ...(input === undefined ? {} : { input }),
  });
  return done.status === 0 ? new Uint8Array(done.stdout) : undefined;
}

/** `undefined` when the file cannot be read. */
function pinIn(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return undefined;
  }
}
