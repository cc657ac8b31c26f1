/** Writes a SLURM file that every strict reader takes: only the RFC's members, canonical prefixes, two blanks of indent. */
import { ipv4Text } from "@comity/resources";
import { toBase64Url, type Slurm } from "./slurm.ts";
import { wordsText, type Block } from "./vrp-set.ts";

export const blockText = ({ words, length }: Block): string =>
  `${words.length === 1 ? ipv4Text(words[0]!) : wordsText(Uint32Array.from(words), 0)}/${length}`;

/** The file with a final newline. Version 2 when there are ASPA entries or the value says so. */
export function slurmText(slurm: Slurm): string {
  const two = slurm.version === 2 || slurm.aspaFilters.length + slurm.aspaAssertions.length > 0;
  const note = (entry: { readonly comment?: string }): object =>
    entry.comment === undefined ? {} : { comment: entry.comment };
  const document = {
    slurmVersion: two ? 2 : 1,
    validationOutputFilters: {
      prefixFilters: slurm.prefixFilters.map((f) => ({
        ...(f.prefix === undefined ? {} : { prefix: blockText(f.prefix) }),
        ...(f.asn === undefined ? {} : { asn: f.asn }),
        ...note(f),
      })),
      bgpsecFilters: slurm.bgpsecFilters.map((f) => ({
        ...(f.asn === undefined ? {} : { asn: f.asn }),
        ...(f.ski === undefined ? {} : { SKI: toBase64Url(f.ski) }),
        ...note(f),
      })),
      ...(two
        ? { aspaFilters: slurm.aspaFilters.map((f) => ({ customerAsn: f.customerAsn, ...note(f) })) }
        : {}),
    },
    locallyAddedAssertions: {
      prefixAssertions: slurm.prefixAssertions.map((a) => ({
        asn: a.asn,
        prefix: blockText(a.prefix),
        ...(a.maxPrefixLength === undefined ? {} : { maxPrefixLength: a.maxPrefixLength }),
        ...note(a),
      })),
      bgpsecAssertions: slurm.bgpsecAssertions.map((a) => ({
        asn: a.asn,
        SKI: toBase64Url(a.ski),
        routerPublicKey: toBase64Url(a.routerPublicKey),
        ...note(a),
      })),
      ...(two
        ? {
            aspaAssertions: slurm.aspaAssertions.map((a) => ({
              customerAsn: a.customerAsn,
              providerAsns: a.providerAsns,
              ...note(a),
            })),
          }
        : {}),
    },
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
