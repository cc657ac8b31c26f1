/** RIPE-style WHOIS query lines: flags people use, then the key. */

export type WhoisQuery = {
  readonly key: string;
  /** Classes asked for with `-T`. */
  readonly types: readonly string[];
  /** Attribute and value of an inverse query, `-i origin AS3333`. */
  readonly inverse?: { readonly attributes: readonly string[] };
  /** `x` exact only, `l` one level wider, `L` all wider, `m` one level more specific, `M` all more specific. */
  readonly hierarchy: "" | "x" | "l" | "L" | "m" | "M";
  /** Only the primary keys (`-K`), no related objects (`-r`), template (`-t`). */
  readonly brief: boolean;
  readonly template?: string;
  readonly keepOpen: boolean;
  readonly help: boolean;
  readonly sources: readonly string[];
};

/** Flags that change nothing here: accepted because clients send them. */
const IGNORED = new Set(["a", "B", "b", "c", "G", "R", "r", "F", "S", "d"]);
const WITH_VALUE = new Set(["T", "i", "s", "t", "v", "V", "q"]);

/** Or the reason why it is no query. */
export function parseWhoisQuery(line: string): WhoisQuery | string {
  const words = line.split(/\s+/).filter((word) => word !== "");
  const query = {
    types: [] as readonly string[],
    sources: [] as readonly string[],
    hierarchy: "" as WhoisQuery["hierarchy"],
    brief: false,
    keepOpen: false,
    help: false,
  };
  let inverse: WhoisQuery["inverse"];
  let template: string | undefined;
  let at = 0;
  for (; at < words.length && /^-[A-Za-z-]/.test(words[at]!); at++) {
    const word = words[at]!;
    if (word === "--") {
      at++;
      break;
    }
    if (word.startsWith("--")) return `unknown flag ${word.slice(0, 30)}`;
    let rest = word.slice(1);
    while (rest !== "") {
      const flag = rest[0]!;
      rest = rest.slice(1);
      if (WITH_VALUE.has(flag)) {
        const value = rest === "" ? words[++at] : rest;
        rest = "";
        if (value === undefined) return `flag -${flag} needs a value`;
        const list = value.toLowerCase().split(",");
        if (flag === "T") query.types = list;
        else if (flag === "i") inverse = { attributes: list };
        else if (flag === "s") query.sources = value.toUpperCase().split(",");
        else if (flag === "t") template = value.toLowerCase();
        else if (flag === "q") template = `q ${value.toLowerCase()}`;
      } else if (flag === "K") query.brief = true;
      else if (flag === "k") query.keepOpen = true;
      else if (flag === "h") query.help = true;
      else if (/[xlLmM]/.test(flag)) query.hierarchy = flag as WhoisQuery["hierarchy"];
      else if (!IGNORED.has(flag)) return `unknown flag -${flag}`;
    }
  }
  const key = words.slice(at).join(" ");
  if (key.toLowerCase() === "help") query.help = true;
  return {
    ...query,
    key,
    ...(inverse === undefined ? {} : { inverse }),
    ...(template === undefined ? {} : { template }),
  };
}
