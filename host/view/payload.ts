/** Route authorisations and providers of a state as what routers are told (RFC 6811, ASPA). */
import type { StateReader } from "@comity/assembly";
import { must } from "@comity/canon";
import { parseAsn, uint32At, type Key } from "@comity/resources";
import { aspaSetOf, VrpBuilder, type Aspa, type Payload } from "@comity/routes";

const asn = (text: string): number => must(parseAsn(text));
const everything = (bytes: number): Key => ({ bytes: new Uint8Array(bytes), bits: 0 });

export function payloadOf(reader: StateReader): Payload {
  const builder = new VrpBuilder();
  for (const { key, records } of reader.within("routes4", everything(4)))
    for (const record of records)
      if (record.t === "route")
        builder.add4(uint32At(key.bytes), key.bits, record.maxLength, asn(record.asn));
  for (const { key, records } of reader.within("routes6", everything(16)))
    for (const record of records) {
      if (record.t !== "route") continue;
      const words = [0, 4, 8, 12].map((at) => uint32At(key.bytes, at));
      builder.add6(words, 0, key.bits, record.maxLength, asn(record.asn));
    }
  const aspas: Aspa[] = [];
  for (const { key, records } of reader.within("providers", everything(0)))
    for (const record of records)
      if (record.t === "providers") {
        const customer = Buffer.from(key.bytes).toString("utf8").replace(/\0+$/, "");
        aspas.push({ customer: asn(customer), providers: record.providers.map(asn) });
      }
  return { vrps: builder.build(), aspas: must(aspaSetOf(aspas)), routerKeys: [] };
}
