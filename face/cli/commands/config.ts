/** `comity config`: every setting, its value, and whether it comes from the environment, the file or is the default. */
import { answer, type Host } from "../host.ts";
import { setting, SETTINGS, type SettingName } from "../settings.ts";

export function config(this: Host, flags: { readonly json: boolean }): void {
  const settings = (Object.keys(SETTINGS) as SettingName[]).map((name) => {
    const { env, about } = SETTINGS[name];
    return { name, ...setting(name), env, about };
  });
  answer(this, flags.json, { schema: "comity/config/v1", settings }, () => {
    const width = Math.max(...settings.map(({ value }) => value.length));
    const rows = settings.map(
      (s) => `${s.name.padEnd(6)} ${s.value.padEnd(width)}  ${s.from.padEnd(12)}  ${s.about} (${s.env})\n`,
    );
    return `${rows.join("")}\nA flag wins over the environment, that over the file (COMITY_CONFIG, ./comity.json or ~/.config/comity/config.json).\n`;
  });
}
