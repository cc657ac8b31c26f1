/** An authorisation as people write it on the command line. */
import { parseAsn } from "@comity/resources";
import { parseVrp, type Authorisation } from "@comity/routes";
import { EXIT, Stop } from "../../host.ts";

/** `192.0.2.0/24,AS64496` or `192.0.2.0/24-26,AS64496`. */
export function authorisation(text: string): Authorisation {
  const m = /^([^,-]+)(?:-([0-9]{1,3}))?,([^,]+)$/.exec(text);
  const asn = m === null ? undefined : parseAsn(m[3]!);
  if (m === null || asn === undefined || !asn.ok)
    throw new Stop(
      EXIT.usage,
      "authorisation",
      `"${text}": expected PREFIX,ASN or PREFIX-MAXLENGTH,ASN like 192.0.2.0/24-26,AS64496`,
    );
  const vrp = parseVrp({
    prefix: m[1]!,
    asn: asn.value,
    ...(m[2] === undefined ? {} : { maxLength: Number(m[2]) }),
  });
  if (!vrp.ok) throw new Stop(EXIT.usage, vrp.error.code, `"${text}": ${vrp.error.detail}`);
  return vrp.value;
}
