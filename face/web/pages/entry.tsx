/** A log entry, exactly as logged and explained; also found by the hash of an act. */
import type { ActStatus, Entry } from "@comity/api";
import type { VNode } from "preact";
import { toEntry } from "../links.ts";
import { say } from "../messages.ts";
import { sayHome } from "../messages/home.ts";
import { type Page, type ViewProps } from "../page.ts";
import { DocumentsOf } from "../parts/document-link.tsx";
import { Facts, Section } from "../parts/facts.tsx";
import { EntryLink, Hash } from "../parts/refs.tsx";
import { Time } from "../parts/time.tsx";
import { VerifyThis } from "../parts/verify-this.tsx";
import { Outcome } from "../parts/outcome.tsx";
import { toParty } from "../links.ts";

const m = say.entry;

function EntryView({ data, api, status }: Omit<ViewProps<Entry>, "context">): VNode {
  const { act, block, index } = data;
  return (
    <div class="sheet">
      <div>
        <h1>
          {m.title(index)} <Outcome entry={data} />
        </h1>
        <p class="lead">{data.says}</p>
        <Facts
          facts={[
            [m.type, m[data.type]],
            [m.kind, act === undefined ? undefined : <a href={`/catalogue#${act.kind}`}>{act.kind}</a>],
            [m.by, act === undefined ? undefined : <a href={toParty(act.by)}>{act.by}</a>],
            [m.lane, act === undefined ? undefined : `${act.lane}, ${say.number(act.seq)}`],
            [m.until, act?.until === undefined ? undefined : <Time at={act.until} />],
            [m.seen, act === undefined ? undefined : say.number(act.seen.size)],
            [m.signers, act === undefined ? undefined : <span class="mono">{act.signers.join(", ")}</span>],
            [
              m.blockOf,
              <>
                {say.number(data.height)}, <Time at={data.time} />
              </>,
            ],
            [m.acts, block === undefined ? undefined : say.number(block.acts)],
            [
              m.voids,
              block === undefined || block.void.length === 0 ? undefined : (
                <ul class="plain">
                  {block.void.map((v) => (
                    <li key={v.index}>
                      <EntryLink index={v.index} /> <code>{v.code}</code>
                    </li>
                  ))}
                </ul>
              ),
            ],
            [sayHome.stateRoot, block === undefined ? undefined : <Hash hash={block.stateRoot} />],
            [m.hash, <Hash hash={data.hash} />],
          ]}
        />
        {act === undefined ? null : (
          <Section title={m.body}>
            <DocumentsOf body={act.body} />
            <pre>{JSON.stringify(act.body, null, 2)}</pre>
          </Section>
        )}
        <Section title={m.text}>
          <pre class="wrap">{data.text}</pre>
        </Section>
        <p class="pager">
          {index === 0 ? null : (
            <a rel="prev" href={toEntry(index - 1)}>
              ← {m.previous}
            </a>
          )}{" "}
          {status !== undefined && index + 1 >= status.size ? null : (
            <a rel="next" href={toEntry(index + 1)}>
              {m.next} →
            </a>
          )}
        </p>
      </div>
      <aside>
        {block !== undefined ? (
          <p class="dim">{m.recordProven}</p>
        ) : (
          <VerifyThis
            api={api}
            proofs={[{ label: `entry ${index}`, href: data.proof, expected: { index } }]}
          />
        )}
        <p class="links">
          <a href={api.url("entry", { index })}>{say.foot.json}</a>
        </p>
      </aside>
    </div>
  );
}

export const page: Page<Entry> = {
  load: (api, context) => api.get("entry", { index: context.name }),
  title: (data) => m.title(data.index),
  View: EntryView,
};

const Act = ({ data, ...rest }: ViewProps<ActStatus>): VNode =>
  data.entry === undefined ? (
    <>
      <h1>{m.act}</h1>
      <p class="lead">{data.state === "unknown" ? m.unknown : m.pending}</p>
      <Facts
        facts={[
          [m.hash, <Hash hash={data.hash} />],
          [say.resource.entry, data.index === undefined ? undefined : <EntryLink index={data.index} />],
        ]}
      />
    </>
  ) : (
    <EntryView data={data.entry} {...rest} />
  );

export const actPage: Page<ActStatus> = {
  load: (api, context) => api.get("act", { hash: context.name }),
  title: (data) => (data.index === undefined ? m.act : m.title(data.index)),
  View: Act,
};
