/** `comity newip dissector`: the Wireshark dissector, generated from the field tables of the codecs. */
import { writeFileSync } from "node:fs";
import { wiresharkDissector } from "@comity/newip-host";
import { say, type Host } from "../../host.ts";

export type DissectorFlags = { readonly out?: string };

export async function dissector(this: Host, flags: DissectorFlags): Promise<void> {
  const lua = wiresharkDissector();
  if (flags.out === undefined) {
    this.process.stdout.write(lua);
    return;
  }
  writeFileSync(flags.out, lua);
  say(this, `wrote ${flags.out}; use it with: tshark -X lua_script:${flags.out} -r capture.pcap`);
}
