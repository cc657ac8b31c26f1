/** What an RDAP client should know about an answer, in plain words (SEMANTICS A3, E, F). */
import type { Answer, ReportRecord, RivalClaim, StateReader, StateRecord } from "@comity/assembly";
import { textOf } from "@comity/resources";
import { partyRef } from "@comity/view";
import { MAX_CLAIMS } from "./limits.ts";
import type { NetworkAt } from "./network-at.ts";
import { dayOf, type Remark } from "./shapes.ts";

type Recorded = Pick<NetworkAt, "records">;

export function nameOf(reader: StateReader, party: string): string {
  const { name } = partyRef(reader, party);
  return name === undefined ? party : `${name} (${party})`;
}

export function remarksOf(reader: StateReader, network: Recorded, answer: Answer): readonly Remark[] {
  const remarks = [gradeRemark(reader, network, answer)];
  if (answer.rivals.length > 1) remarks.push(claimsRemark(reader, answer.rivals));
  for (const record of network.records) {
    const remark = recordRemark(reader, record);
    if (remark !== undefined) remarks.push(remark);
  }
  remarks.push(sourceRemark(network));
  remarks.push({
    title: "Abuse contact",
    description: ["No abuse contact is known here: this register holds no contacts for it yet."],
  });
  return remarks;
}

function gradeRemark(reader: StateReader, { records }: Recorded, answer: Answer): Remark {
  const { chain, grade, holding, reports, root } = answer;
  const report = reports.at(-1)?.record;
  switch (grade) {
    case "claimed": {
      const { holder, label } = holding!.record;
      if (records.every(({ t }) => t !== "holding")) {
        const said = records.find((r): r is ReportRecord => r.t === "report");
        const file =
          said === undefined ? "" : ` The file of ${nameOf(reader, said.by)} says: ${said.status}.`;
        return say(
          "Not in use",
          `This lies in the block of ${nameOf(reader, holder)} and nobody uses it.${file}`,
        );
      }
      return label === undefined
        ? say(
            "Claimed",
            `${nameOf(reader, holder)} holds this here. Nobody changes it without its consent or a decision of the assembly after due process.`,
          )
        : say(
            "A registry's block",
            `IANA gave this block to ${nameOf(reader, holder)} (${label}). Nothing more specific is recorded.`,
          );
    }
    case "attested":
      return say(
        "Unclaimed, attested",
        `${nameOf(reader, report!.by)} reports in its file that this is ${report!.status}. The holder has not claimed it here: this is a report, not a holding.`,
      );
    case "attested-root-unconfirmed":
      return say(
        "Unclaimed, root unconfirmed",
        `${nameOf(reader, report!.by)} reports in its file that this is ${report!.status}, but it lies outside the blocks that IANA's registry shows for it. Usually that is a transfer or early registration. Nobody else claims it.`,
      );
    case "disputed":
      return say(
        "Disputed",
        "Registries say different things about who uses this. All claims are listed; none has been decided.",
      );
    case "unclaimed-block":
      return say(
        "Unclaimed",
        `IANA's registry lists this under ${root!.record.label} (${root!.record.status}), which is no party here. Nobody holds it in this register.`,
      );
    case "nobody": {
      const country = records.find((r): r is ReportRecord => r.t === "report" && r.kind === "countries");
      if (country !== undefined) {
        return say(
          "Country record",
          `A data set of ${nameOf(reader, country.by)} lists this under the code ${country.code ?? "?"}. That is no holding, of a state or of anybody.`,
        );
      }
      const around = chain.at(-1);
      return say("Nobody's", around === undefined ? "Nobody is recorded as its holder." : "It is set aside.");
    }
  }
}

export const say = (title: string, ...description: readonly string[]): Remark => ({ title, description });

function claimsRemark(reader: StateReader, claims: readonly RivalClaim[]): Remark {
  const lines = claims.slice(0, MAX_CLAIMS).map(({ block, by, record }) => {
    const at = textOf(block.space, block.key);
    if (by === "register") {
      return `This register: ${nameOf(reader, record.holder)} holds ${at} since ${dayOf(record.made)} (log entry ${record.since}).`;
    }
    const { date, holder, kind, since, source, status } = record;
    const file = reader.text("decisions", `dataset/${source}/${kind}`, "dataset")?.date;
    const to = holder === undefined ? "" : ` to ${holder}`;
    const on = date === undefined ? "" : ` on ${date}`;
    const dated = file === undefined ? "" : ` of ${file}`;
    return `${nameOf(reader, record.by)}, file ${source}${dated}: ${at} ${status}${to}${on} (log entry ${since}).`;
  });
  if (claims.length > MAX_CLAIMS) lines.push(`… and ${claims.length - MAX_CLAIMS} more.`);
  return { title: "Claims", description: lines };
}

function recordRemark(reader: StateReader, record: StateRecord): Remark | undefined {
  if (record.t === "reserved") {
    const until = record.until === undefined ? "" : ` until ${dayOf(record.until)}`;
    return say("Reserved", `${nameOf(reader, record.by)} keeps it free${until}: ${record.reason}`);
  }
  if (record.t === "quarantine") {
    return say(
      "At rest",
      `It was with ${nameOf(reader, record.from)} and rests until ${dayOf(record.until)}: ${record.cause}.`,
    );
  }
  if (record.t === "claim") {
    return say(
      "Claim announced",
      `${nameOf(reader, record.by)} recognised ${nameOf(reader, record.to)} as its holder. Objections are possible until ${dayOf(record.until)}.`,
    );
  }
  if (record.t === "report" && record.ends !== undefined) {
    return say(
      "Report ends",
      `The file of ${nameOf(reader, record.by)} no longer says so. The report is shown until ${dayOf(record.ends)}, so that the holder can object.`,
    );
  }
  if (record.t !== "holding") return undefined;
  if (record.case !== undefined)
    return say(
      "Case",
      record.furtherCases === undefined
        ? `A case of due process concerns this holding: decision ${record.case}.`
        : `Cases of due process concern this holding: decisions ${[record.case, ...record.furtherCases].join(", ")}.`,
    );
  if (record.custody !== undefined)
    return say(
      "Custody",
      `${nameOf(reader, record.custody)} manages it for its holder, who can end that at any time.`,
    );
  return record.note === undefined ? undefined : say("Note", record.note);
}

function sourceRemark({ records }: Recorded): Remark {
  const entries = new Set(records.flatMap((r) => ("since" in r ? [r.since] : [])));
  const list = [...entries].sort((a, b) => a - b).join(", ");
  return say(
    "Source",
    `Log ${entries.size === 1 ? "entry" : "entries"} ${list}: what is said here follows from the public log and can be proved from it.`,
  );
}
