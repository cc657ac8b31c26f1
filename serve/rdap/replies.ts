/** Whole answers: conformance, notices, errors, help (RFC 9083 sections 4.1, 4.3, 6, 7). */
import type { ReadState } from "@comity/view";
import type { RdapSource } from "./source.ts";
import { BOOTSTRAP_KINDS } from "./bootstrap.ts";
import { JSCONTACT } from "./contact.ts";
import { dateOf, LEVEL_0, link, MEDIA, type Remark } from "./shapes.ts";

export type Reply = {
  readonly status: number;
  /** Bytes, not text: to text the server would add a charset, which the media type does not have. */
  readonly body: Buffer;
  /** The same for everybody until the next state. */
  readonly lasting: boolean;
  readonly headers?: { readonly [name: string]: string };
};

/** Identifiers of RFC 9910 section 4: the relations, and one for each search and its results. */
export const RELATIONS = "rirSearch1";
export const IP_SEARCH: readonly string[] = ["ips", "ipSearchResults"];
export const AUTNUM_SEARCH: readonly string[] = ["autnums", "autnumSearchResults"];

export function reply(status: number, body: object, lasting = true): Reply {
  return { status, body: Buffer.from(JSON.stringify(body)), lasting };
}

const TITLES: { readonly [status: number]: string } = {
  302: "Another server answers this",
  400: "The question is not well formed",
  404: "Nothing is recorded",
  405: "Only GET and HEAD are answered",
  429: "Too many questions",
  500: "The server failed",
  501: "Not served here",
  503: "Not ready yet",
};

/** An error answer (RFC 9083 section 6): what is wrong and what to do. */
export function errorReply(
  status: number,
  description: readonly string[],
  headers: Reply["headers"] = {},
): Reply {
  const title = TITLES[status] ?? "The question cannot be answered";
  return { ...reply(status, { rdapConformance: [LEVEL_0], errorCode: status, title, description }), headers };
}

export const badRequest = (detail: string): Reply => errorReply(400, [detail]);
export const notReady = (): Reply => ({
  ...errorReply(503, ["The index of the register is being made; ask again in a few seconds."], {
    "retry-after": "2",
  }),
  lasting: false,
});

export const TRUNCATED_RESULTS: Remark = {
  title: "Not all results",
  type: "result set truncated due to excessive load",
  description: [
    "There may be more results: the search stopped at its limit, or the index of the register is being renewed. Narrow the search or ask again.",
  ],
};
export const TRUNCATED_OBJECT: Remark = {
  title: "Not all resources",
  type: "object truncated due to excessive load",
  description: ["There may be more resources than are listed here."],
};

/** How an answer is founded: which state, and how final it is (SEMANTICS D1). */
export function noticesOf(source: RdapSource, state: ReadState, base: string): readonly Remark[] {
  const { durability, grade, orderedBy } = source.finality();
  const final = {
    local:
      "These acts are signed and stored here but not yet ordered with the other members: another order may make some of them void.",
    witnessed: "These acts are countersigned by witnesses but not yet ordered.",
    ordered: `These acts are ordered by the ${orderedBy === "operator" ? "operator of this node" : "validators"}.`,
  }[grade];
  const help = `${base}/help`;
  return [
    {
      title: "State of the register",
      description: [
        `Answered from log size ${state.size}, block ${state.height} of ${dateOf(state.time)}. Grade: ${grade}; durability: ${durability}. ${final}`,
        ...(source.demonstration === undefined ? [] : [source.demonstration]),
      ],
      links: [link(help, "help", help)],
    },
  ];
}

export function helpReply(source: RdapSource, state: ReadState, base: string): Reply {
  const self = `${base}/help`;
  return reply(200, {
    rdapConformance: [LEVEL_0, "cidr0", RELATIONS, ...IP_SEARCH, ...AUTNUM_SEARCH, JSCONTACT],
    notices: [
      {
        title: "What is served",
        description: [
          "ip/ADDRESS, ip/PREFIX, autnum/NUMBER, entity/HANDLE, domain/NAME, nameserver/NAME, and help.",
          "Searches: entities?fn= or handle=, ips?handle= or name=, autnums?handle= or name= (one * at the end), domains?name=, nsLdhName= or nsIp=, nameservers?name= or ip= (one * at the end of a label).",
          "Relations: ips/rirSearch1/RELATION/ADDRESS, autnums/rirSearch1/RELATION/NUMBER and domains/rirSearch1/RELATION/REVERSE-NAME with rdap-up, rdap-down, rdap-top, rdap-bottom.",
          `Bootstrap files of what this server answers for: ${BOOTSTRAP_KINDS.map((kind) => `bootstrap/${kind}.json`).join(", ")}.`,
          `Contacts are jCard; JSContact for who names the extension ${JSCONTACT} in exts_list of the Accept header or asks with ${JSCONTACT}=1.`,
        ],
        links: [link(self, "self", self, MEDIA)],
      },
      {
        title: "Words in remarks",
        description: [
          "Claimed: the holder manages it here with its own keys. Unclaimed, attested: only a registry's file says so. Root unconfirmed: the same, outside that registry's blocks. Disputed: several claims, all shown. Unclaimed: a block whose registry is no party.",
          "Status values are those of IANA's registry of RDAP JSON values.",
        ],
      },
      {
        title: "Privacy",
        description: ["This register holds no personal data; nothing is redacted."],
      },
      ...noticesOf(source, state, base),
    ],
  });
}
