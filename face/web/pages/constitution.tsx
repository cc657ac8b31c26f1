/** The constitution in force or an earlier version: chambers, rules in words, periods, and the text as data. */
import type { ConstitutionView } from "@comity/api";
import type { VNode } from "preact";
import { say } from "../messages.ts";
import { sayConstitution } from "../messages/constitution.ts";
import { sayDecision } from "../messages/decision.ts";
import { type Page, type ViewProps } from "../page.ts";
import { Facts, Section, Table } from "../parts/facts.tsx";
import { recordProof } from "../parts/record-proof.ts";
import { EntryLink } from "../parts/refs.tsx";
import { VerifyThis } from "../parts/verify-this.tsx";
import { RuleWords } from "../parts/rule-words.tsx";

const m = sayConstitution;
/** A tagged object as words: its kind, then its other values. */
const words = (value: object): string =>
  Object.entries(value)
    .map(([key, v]) =>
      typeof v === "object" && v !== null
        ? `${key} ${words(v as object)}`
        : ["by", "kind"].includes(key)
          ? String(v)
          : /^\d+$/.test(key)
            ? String(v)
            : `${key} ${String(v)}`,
    )
    .join(", ");
const DAY = 86_400;
const lasting = (seconds: number): string =>
  seconds % DAY === 0 && seconds > 0
    ? `${seconds / DAY} d`
    : seconds % 3600 === 0 && seconds > 0
      ? `${seconds / 3600} h`
      : `${seconds} s`;

const View = ({ data, api }: ViewProps<ConstitutionView>): VNode => (
  <div class="sheet">
    <div>
      <h1>
        {m.title}{" "}
        <span class="sub">
          {m.version.toLowerCase()} {data.version}
        </span>
      </h1>
      <Facts
        facts={[
          [m.version, data.version],
          [m.since, <EntryLink index={data.since} />],
          [
            m.earlier,
            data.version > 1 ? (
              <a href={`/constitution?version=${data.version - 1}`}>{data.version - 1}</a>
            ) : undefined,
          ],
        ]}
      />
      <Section title={m.rules}>
        {Object.entries(data.explained).map(([name, lines]) => (
          <div key={name}>
            <h3 id={name}>{name}</h3>
            <RuleWords lines={lines} />
          </div>
        ))}
      </Section>
      <Section title={m.chambers}>
        <Table
          caption={m.chambers}
          head={[sayDecision.chamber, m.membership, m.weights]}
          rows={Object.values(data.text.chambers ?? {}).map((c) => [
            c.name,
            words(c.membership),
            words(c.weights),
          ])}
        />
      </Section>
      <Section title={m.parameters}>
        <Facts
          facts={Object.entries(data.text.parameters ?? {}).map(
            ([name, value]) => [name, lasting(Number(value))] as const,
          )}
        />
      </Section>
      <Section title={m.raw}>
        <details>
          <summary>JSON</summary>
          <pre>{JSON.stringify(data.text, null, 2)}</pre>
        </details>
      </Section>
    </div>
    <aside>
      <VerifyThis api={api} proofs={[recordProof(api, "decisions", `constitution/${data.version}`)]} />
      <p class="links">
        <a href={api.url("constitution", { version: data.version })}>{say.foot.json}</a>
      </p>
    </aside>
  </div>
);

export const page: Page<ConstitutionView> = {
  load(api, context) {
    const version = context.query.get("version");
    return api.get("constitution", version === null ? {} : { version });
  },
  title: (data) => `${m.title} ${data.version}`,
  View,
};
