/** `comity config`: every setting, its value, and whether it comes from the environment or is the default. */
import { answer, type Host } from "../host.ts";
import { DEFAULT_PORT } from "../flags.ts";

const SETTINGS = [
  {
    name: "node",
    env: "COMITY_NODE",
    value: `http://localhost:${DEFAULT_PORT}`,
    about: "node that reading commands ask",
  },
  { name: "port", env: "COMITY_PORT", value: String(DEFAULT_PORT), about: "port of `comity start`" },
  { name: "host", env: "COMITY_HOST", value: "127.0.0.1", about: "address `comity start` listens on" },
] as const;

export function config(this: Host, flags: { readonly json: boolean }): void {
  const settings = SETTINGS.map(({ name, env, value, about }) => {
    const given = this.env[env];
    return { name, value: given ?? value, from: given === undefined ? "default" : env, about };
  });
  answer(this, flags.json, { schema: "comity/config/v1", settings }, () =>
    settings
      .map((s) => `${s.name.padEnd(6)} ${s.value.padEnd(28)} ${s.from.padEnd(12)} ${s.about}\n`)
      .join(""),
  );
}
