/** The front page: what this is, where it stands now, three things to try, and the map of IPv4. */
import type { BlockEvent, Client, MapCells, Status } from "@comity/api";
import { ok } from "@comity/canon";
import { useSignal } from "@preact/signals";
import type { ComponentType, VNode } from "preact";
import { useEffect } from "preact/hooks";
import { onBlock } from "../live.ts";
import { MapList } from "../map/list.tsx";
import { say } from "../messages.ts";
import { sayHome } from "../messages/home.ts";
import { sayMap } from "../messages/map.ts";
import { type Page, type ViewProps } from "../page.ts";
import { Facts, Section } from "../parts/facts.tsx";
import { Hash } from "../parts/refs.tsx";
import { Time } from "../parts/time.tsx";

const m = sayHome;
type Data = { readonly at: Status; readonly map?: MapCells };

const View = ({ data, api }: ViewProps<Data>): VNode => (
  <>
    <div class="sheet">
      <div>
        <h1>{m.title}</h1>
        <p class="lead">{m.lead}</p>
        <h2>{m.tryTitle}</h2>
        <ul class="try">
          {m.try.map(([title, href, text, why]) => (
            <li key={href}>
              <strong>{title}:</strong> <a href={href}>{text}</a> <span class="dim">{why}</span>
            </li>
          ))}
        </ul>
        <h2>{m.holds}</h2>
        <ul class="counts">
          {(Object.entries(data.at.counts) as [keyof Status["counts"], number][]).map(([name, count]) => (
            <li key={name}>
              <strong>{say.number(count)}</strong> {m[name]}
            </li>
          ))}
        </ul>
      </div>
      <aside>
        <Live start={data.at} api={api} />
      </aside>
    </div>
    {data.map === undefined ? null : (
      <Section title={m.map} lead={m.mapLead}>
        <MapPart start={data.map} api={api} />
      </Section>
    )}
  </>
);

function Live({ start, api }: { readonly start: Status; readonly api: Client }): VNode {
  const now = useSignal(start);
  const connected = useSignal(false);
  useEffect(
    () =>
      onBlock(
        api,
        start.size,
        (event: BlockEvent) => {
          now.value = {
            ...now.value,
            size: event.size,
            height: event.height,
            time: event.time,
            stateRoot: event.stateRoot,
          };
          // The event has no log root; the status has.
          void api.get("status").then((answer) => {
            if (answer.ok) now.value = answer.value;
          });
        },
        (state) => {
          connected.value = state;
        },
      ),
    [],
  );
  const at = now.value;
  return (
    <section class="live">
      <h2>
        {m.live} <span class={connected.value ? "dot on" : "dot"} aria-hidden="true" />
      </h2>
      <Facts
        facts={[
          [m.size, <span class="tab">{say.number(at.size)}</span>],
          [m.height, <span class="tab">{say.number(at.height)}</span>],
          [m.time, <Time at={at.time} />],
          [m.root, <Hash hash={at.root} />],
          [m.stateRoot, <Hash hash={at.stateRoot} />],
          [m.finality, `${at.orderedBy}, ${at.durability}; ${m.witnesses(at.witnesses)}`],
        ]}
      />
      <p class="dim small" role="status">
        {connected.value ? m.liveOn : m.liveOff}
      </p>
    </section>
  );
}

/** The list alone until the picture's code has come; the picture is an addition. */
function MapPart({ start, api }: { readonly start: MapCells; readonly api: Client }): VNode {
  const Picture = useSignal<ComponentType<{ api: Client; start: MapCells }> | undefined>(undefined);
  useEffect(
    () =>
      void import("../map/map.tsx").then((module) => {
        Picture.value = module.HilbertMap;
      }),
    [],
  );
  return Picture.value === undefined ? (
    <div class="map">
      <p class="dim only-no-script">{sayMap.script}</p>
      <div class="plane needs-script">
        <div class="pad" />
      </div>
      <MapList cells={start} />
    </div>
  ) : (
    <Picture.value api={api} start={start} />
  );
}

export const page: Page<Data> = {
  async load(api) {
    const [status, map] = await Promise.all([
      api.get("status"),
      api.get("map", { prefix: "0.0.0.0/0", bits: 8 }),
    ]);
    if (!status.ok) return status;
    return ok({ at: status.value, ...(map.ok ? { map: map.value } : {}) });
  },
  title: () => m.title,
  View,
};
