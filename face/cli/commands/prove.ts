/** `comity prove`: the proof file goes to standard output as it is: pipe it into `comity verify -`. */
import { nodeAt, type Node } from "../ask.ts";
import { writeFile } from "../files.ts";
import { EXIT, say, Stop, type Host } from "../host.ts";
import type { ReadFlags } from "../flags.ts";
import { called } from "../pages/look.ts";
import { routeIn, tooManyWords } from "./words-of.ts";

type ProveFlags = ReadFlags & { readonly out?: string };
/** A key of a register, for a route with its origin; or an entry of the log. */
type Wanted =
  | { readonly register: string; readonly key: string; readonly origin?: string }
  | { readonly index: string };

export async function prove(this: Host, flags: ProveFlags, ...words: readonly string[]): Promise<void> {
  const node = nodeAt(flags.node);
  const wanted = await wantedBy(node, words);
  const at = flags.at === undefined ? {} : { at: flags.at };
  const file =
    "index" in wanted
      ? await node.get("proofAct", { index: wanted.index })
      : await node.get("proofFact", { ...wanted, ...at });
  if (flags.out !== undefined) writeFile(flags.out, file);
  if (flags.json) {
    const where = flags.out === undefined ? { file } : { path: flags.out };
    this.process.stdout.write(
      `${JSON.stringify({ schema: "comity/proof/v1", ...wanted, ...where }, undefined, 2)}\n`,
    );
    return;
  }
  if (flags.out === undefined) this.process.stdout.write(file);
  if (flags.out === undefined && !this.process.stdout.isTTY) return;
  const kept = flags.out ?? "FILE";
  const how = flags.out === undefined ? "This is the proof file: keep it with --out FILE. " : "";
  say(this, `${how}Verify it anywhere, offline: ${called(this.env)} verify ${kept} --key ASSEMBLY.key`);
}

async function wantedBy(node: Node, words: readonly string[]): Promise<Wanted> {
  const text = words.join(" ");
  const route = routeIn(text);
  if (route !== undefined) return { ...routeKey(route.prefix), origin: route.origin };
  if (words.length === 2) return { register: words[0]!, key: words[1]! };
  if (words.length !== 1) throw tooManyWords();
  const entry = /^(?:act|entry)\/([0-9]+)$/.exec(text);
  if (entry !== null) return { index: entry[1]! };
  return located(text) ?? (await meant(node, text));
}

const routeKey = (prefix: string): { readonly register: string; readonly key: string } => {
  const [register, length] = prefix.includes(":") ? ["routes6", 128] : ["routes4", 32];
  return { register, key: prefix.includes("/") ? prefix : `${prefix}/${length}` };
};

/** Register and key of what is plainly a resource, `party/ID`, `decision/N` … */
function located(text: string): Wanted | undefined {
  const decision = /^decision\/(.+)$/.exec(text);
  if (decision !== null) return { register: "decisions", key: `proposal/${decision[1]}` };
  if (/^(party|lane|label)\//.test(text)) return { register: "parties", key: text };
  if (/^(proposal|ballot|electorate|constitution|offer|consent|dataset|series|vrp|zone)\//.test(text))
    return { register: "decisions", key: text };
  if (/^(network|interconnection|rules|mapping)\//.test(text) || text.startsWith("newip:"))
    return { register: "networks", key: text };
  if (text.startsWith("set/")) return { register: "providers", key: text };
  if (text.startsWith("providers/")) return { register: "providers", key: text.slice("providers/".length) };
  if (/^AS[0-9]+$/i.test(text)) return { register: "asn", key: text.toUpperCase() };
  if (text.includes(":")) return { register: "ipv6", key: text.includes("/") ? text : `${text}/128` };
  if (/^[0-9]+(\.[0-9]+){3}(\/[0-9]+)?$/.test(text))
    return { register: "ipv4", key: text.includes("/") ? text : `${text}/32` };
  return /^[^\s/]+\.[^\s/]+$/.test(text) && !/^[0-9.]+$/.test(text)
    ? { register: "names", key: text }
    : undefined;
}

/** A bare word is a name when there is one; else what it may mean is asked, and nothing is proven about it. */
async function meant(node: Node, text: string): Promise<Wanted> {
  const { results } = await node.get("search", { q: text, limit: 5 });
  if (
    results.some(
      ({ kind, title, text: says }) =>
        kind === "name" && title === text && !says.endsWith("nothing is recorded"),
    )
  )
    return { register: "names", key: text };
  const party = results.find(({ kind, href }) => kind === "party" && href === `/parties/${text}`);
  const number = /^[0-9]+$/.test(text);
  const ways = [
    ...(party === undefined ? [] : [`\`prove party/${text}\``]),
    ...(number ? [`\`prove entry/${text}\``, `\`prove decision/${text}\``, `\`prove AS${text}\``] : []),
    ...(number || text.includes("/") ? [] : [`\`prove names ${text}\` (that nobody holds the name)`]),
  ];
  throw new Stop(
    EXIT.usage,
    "what-to-prove",
    `"${text}" may mean several things, or nothing that is recorded`,
    {
      next:
        ways.length === 0
          ? "give an address, prefix, AS number, name, party/ID, decision/N, entry/N, or a register and a key"
          : `say what is to be proven: ${ways.join(", ")}`,
    },
  );
}
