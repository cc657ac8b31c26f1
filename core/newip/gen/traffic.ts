/** Seeded traffic: valid packets, and a share of near-valid ones. */
import { ETHERTYPE_CONTRACT } from "../contract/constants.ts";
import { ETHERTYPE_FLEXIBLE } from "../flexible/constants.ts";
import type { Format } from "../fields/annotate.ts";
import { mutate, type Mutation } from "./mutate.ts";
import { validPacket } from "./packets.ts";
import { Random } from "./random.ts";

export type Generated = {
  readonly format: Format;
  /** EtherType of the format; undefined for level addresses, which travel in no frame. */
  readonly etherType: number | undefined;
  readonly bytes: Uint8Array;
  /** What was changed; undefined for a valid packet. */
  readonly mutation: Mutation | undefined;
};

export type TrafficOptions = {
  readonly seed: number;
  readonly formats?: readonly Format[];
  /** Share of near-valid packets, 0 to 100; 0 when left out. */
  readonly nearValid?: number;
};

const ETHERTYPES: { readonly [format in Format]: number | undefined } = {
  flexible: ETHERTYPE_FLEXIBLE,
  contract: ETHERTYPE_CONTRACT,
  level: undefined,
};

/** The next packet of an endless sequence that the options alone decide. */
export function traffic(options: TrafficOptions): () => Generated {
  const random = new Random(options.seed);
  const formats: readonly Format[] = options.formats ?? ["flexible", "contract"];
  return () => {
    const format = random.pick(formats);
    const valid = validPacket(format, random);
    const changed = random.below(100) < (options.nearValid ?? 0) ? mutate(valid, random) : undefined;
    return {
      format,
      etherType: ETHERTYPES[format],
      bytes: changed?.bytes ?? valid,
      mutation: changed?.mutation,
    };
  };
}
