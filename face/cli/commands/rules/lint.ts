/** `comity rules lint`: what a constitution promises, proved for every membership; every failure with an example. */
import { unsupportedIn } from "@comity/assembly";
import { lintConstitution, lintCounts, lintDocument, type Checked, type Example } from "@comity/rules-lint";
import { answer, EXIT, progressOn, Stop, type Host } from "../../host.ts";
import { load, type Loaded } from "./file.ts";

export type LintFlags = {
  readonly json: boolean;
  readonly all: boolean;
  readonly share: { readonly num: number; readonly den: number };
  readonly size?: readonly (readonly [chamber: string, members: number])[];
};

export async function lint(this: Host, flags: LintFlags, path: string): Promise<void> {
  const loaded = load(this, flags.json, path);
  if (loaded === null) return;
  const sizes = sizesOf(flags.size ?? [], loaded);
  const progress = progressOn(this);
  const checked = await lintConstitution(loaded.value, {
    share: flags.share,
    sizes,
    progress: (done, all) => progress.at(`${done} of ${all} properties`),
  });
  progress.end();
  // Good bylaws may say more than an assembly carries out: founding with them is refused, and this says why.
  const unsupported = unsupportedIn(loaded.value);
  const document = { file: path, ...lintDocument(checked, loaded.place), unsupported };
  answer(this, flags.json, document, () => {
    const notes = unsupported.map(
      ({ field, detail }) => `${path}: an assembly does not carry this out: ${detail} (${field})\n`,
    );
    return notes.join("") + report(path, loaded, checked, flags.all);
  });
  if (document.errors > 0) this.exit(EXIT.failed);
}

function sizesOf(
  given: NonNullable<LintFlags["size"]>,
  { value }: Loaded,
): { readonly [chamber: string]: number } {
  const sizes: { [chamber: string]: number } = {};
  for (const [chamber, members] of given) {
    if (!Object.hasOwn(value.chambers, chamber)) {
      const known = Object.keys(value.chambers).join(", ");
      throw new Stop(EXIT.usage, "size", `there is no chamber ${chamber}: use one of ${known}`);
    }
    if (Object.hasOwn(sizes, chamber))
      throw new Stop(EXIT.usage, "size", `the size of ${chamber} is given twice`);
    if (members === 0) throw new Stop(EXIT.usage, "size", `${chamber}=0: a chamber has at least one member`);
    sizes[chamber] = members;
  }
  return sizes;
}

function report(path: string, { place }: Loaded, checked: readonly Checked[], all: boolean): string {
  const order = ["error", "warning", "note"];
  const findings = checked
    .filter((each) => !each.holds && (all || each.severity !== "note"))
    .toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  const said = findings.map((each) => finding(path, place(each.clause), each));
  const sure = all
    ? checked.filter((each) => each.holds).map((each) => `${each.clause}: ${each.says} (${how(each)})\n`)
    : [];
  const { proved, shown, searched, errors, warnings, notes } = lintCounts(checked);
  const found = [
    `${proved} properties proved for every membership`,
    ...(shown === 0 ? [] : [`${shown} shown by an example`]),
    ...(searched === 0 ? [] : [`${searched} searched without a counter-example`]),
  ].join(", ");
  const few = notes === 0 || all ? "" : ` (${noteNames(checked)}: --all shows them)`;
  return `${said.join("\n")}${said.length > 0 ? "\n" : ""}${sure.join("")}${found}; ${errors} errors, ${warnings} warnings, ${notes} notes${few}\n`;
}

const noteNames = (checked: readonly Checked[]): string =>
  [
    ...new Set(checked.filter((each) => !each.holds && each.severity === "note").map((each) => each.check)),
  ].join(", ");

const how = ({ how: known, upTo }: Checked): string =>
  known === "searched"
    ? `searched up to ${upTo ?? 0} members per chamber`
    : known === "found"
      ? "found"
      : "proved for all sizes";

const exampleLine = ({ about, outcome, votes }: Example): string =>
  `    ${about === undefined ? "" : `${about} `}${outcome}: ${votes}\n`;

function finding(path: string, { line, column }: { line: number; column: number }, each: Checked): string {
  const examples = (each.example ?? []).map(exampleLine);
  const change = each.change === undefined ? "" : `    instead: ${each.change}\n`;
  return `${path}:${line}:${column}: ${each.severity}: ${each.says} [${each.check}, ${how(each)}]\n    clause: ${each.clause}\n${examples.join("")}${change}`;
}
