/**
 * Settings: a flag, then the environment (`COMITY_…`), then the file, then the default (DESIGN section 7). The file is
 * JSON: `$COMITY_CONFIG`, or `comity.json` here, or `~/.config/comity/config.json`; the first that exists counts.
 */
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

export const SETTINGS = {
  node: { env: "COMITY_NODE", default: "http://localhost:8088", about: "node that reading commands ask" },
  port: { env: "COMITY_PORT", default: "8088", about: "port of `comity start`" },
  host: { env: "COMITY_HOST", default: "127.0.0.1", about: "address `comity start` listens on" },
  rdapBootstrap: {
    env: "COMITY_RDAP_BOOTSTRAP",
    default: "",
    about: "folder with IANA's bootstrap files: RDAP of `comity start` redirects by them",
  },
  folder: {
    env: "COMITY_FOLDER",
    default: join(homedir(), ".local", "share", "comity"),
    about: "where `comity start` keeps assemblies",
  },
} as const;
export type SettingName = keyof typeof SETTINGS;

type Read = {
  readonly path?: string;
  readonly values: { readonly [name: string]: string };
  readonly trouble?: string;
};

function configPath(): string | undefined {
  const named = process.env["COMITY_CONFIG"];
  if (named !== undefined) return named;
  return ["comity.json", join(homedir(), ".config", "comity", "config.json")].find((path) =>
    existsSync(path),
  );
}

function readConfig(): Read {
  const path = configPath();
  if (path === undefined) return { values: {} };
  const wrong = (why: string): Read => ({ path, values: {}, trouble: `${path}: ${why}` });
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    return wrong(`cannot be read as JSON: ${(error as Error).message}`);
  }
  if (typeof document !== "object" || document === null || Array.isArray(document))
    return wrong("has to be one JSON object");
  const values: { [name: string]: string } = {};
  for (const [name, value] of Object.entries(document)) {
    if (!(name in SETTINGS))
      return wrong(`unknown setting "${name}"; settings are ${Object.keys(SETTINGS).join(", ")}`);
    if (typeof value !== "string" && typeof value !== "number")
      return wrong(`"${name}" has to be a text or a number`);
    values[name] = String(value);
  }
  return { path, values };
}

const config: Read = readConfig();

/** Why the file cannot be used. */
export const configTrouble: string | undefined = config.trouble;

/** The value, and the variable or file it comes from. */
export function setting(name: SettingName): { readonly value: string; readonly from: string } {
  const { env, default: value } = SETTINGS[name];
  const given = process.env[env];
  if (given !== undefined) return { value: given, from: env };
  const filed = config.values[name];
  return filed === undefined ? { value, from: "default" } : { value: filed, from: config.path! };
}
