/** `comity newip dissector`: the Wireshark dissector, generated from the field tables of the codecs. */
import { wiresharkDissector } from "@comity/newip-host";
import { writeFile } from "../../files.ts";
import { answer, say, type Host } from "../../host.ts";

export type DissectorFlags = { readonly json: boolean; readonly out?: string };

export async function dissector(this: Host, flags: DissectorFlags): Promise<void> {
  const lua = wiresharkDissector();
  const document = { schema: "comity/newip-dissector/v1" };
  if (flags.out === undefined) {
    if (flags.json) answer(this, true, { ...document, lua }, () => "");
    else this.process.stdout.write(lua);
    return;
  }
  writeFile(flags.out, lua);
  if (flags.json) answer(this, true, { ...document, out: flags.out }, () => "");
  else say(this, `wrote ${flags.out}; use it with: tshark -X lua_script:${flags.out} -r capture.pcap`);
}
