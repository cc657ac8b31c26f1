/** The packet explorer: bytes to fields and back, in the three formats called New IP. */
import { annotate, packetFromJson, packetJson, toHex, type Annotated, type Format } from "@comity/newip";
import { ok } from "@comity/canon";
import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { fromFragment, toFragment } from "../fragment.ts";
import { sayNewip as m } from "../messages/newip.ts";
import { Bytes } from "../newip/bytes.tsx";
import { Fields } from "../newip/fields.tsx";
import { readHex, spaced } from "../newip/read-hex.ts";
import { withChecksum } from "../newip/repair.ts";
import { SAMPLES } from "../newip/samples.ts";
import type { Page, ViewProps } from "../page.ts";
import { Facts, Section } from "../parts/facts.tsx";
import "../newip/newip.css";

type Data = { readonly format: Format; readonly hex: string };
const FORMATS = ["flexible", "contract", "level"] as const;

function View({ data }: ViewProps<Data>): VNode {
  const format = useSignal<Format>(data.format);
  const text = useSignal(spaced(data.hex));
  const note = useSignal("");
  const copied = useSignal("");
  const touched = useSignal(false);
  const marked = useSignal(-1);

  useEffect(() => {
    const read = async (): Promise<void> => {
      const state = await fromFragment(location.hash);
      if (state === undefined) return;
      const [f, hex] = Array.isArray(state) ? (state as readonly unknown[]) : [];
      if (!FORMATS.some((each) => each === f) || typeof hex !== "string") note.value = m.badLink;
      else {
        format.value = f as Format;
        text.value = hex;
      }
    };
    void read();
    const changed = (): void => void read();
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, [format, text, note]);
  useEffect(() => {
    if (!touched.value) return undefined;
    const later = setTimeout(() => {
      void toFragment([format.value, text.value]).then((hash) => history.replaceState(null, "", hash));
    }, 250);
    return () => clearTimeout(later);
  }, [format.value, text.value, touched, format, text]);

  const set = (hex: string, as: Format = format.value): void => {
    touched.value = true;
    note.value = "";
    copied.value = "";
    format.value = as;
    text.value = hex;
  };
  const copy = async (): Promise<void> => {
    history.replaceState(null, "", await toFragment([format.value, text.value]));
    copied.value =
      (await navigator.clipboard?.writeText(location.href).then(
        () => m.linked,
        () => m.linkFailed,
      )) ?? m.linkFailed;
  };
  const read = readHex(text.value);
  return (
    <div class="newip">
      <h1>{m.title}</h1>
      <p class="lead">{m.lead}</p>
      <p class="only-no-script dim">{m.script}</p>
      {note.value === "" ? null : (
        <p class="notice" role="alert">
          {note.value}
        </p>
      )}
      <nav class="row samples" aria-label={m.samples}>
        <span class="dim">{m.samples}:</span>
        {SAMPLES.map((sample) => (
          <a
            key={sample.name}
            href={`/newip?format=${sample.format}&hex=${sample.hex}`}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              set(spaced(sample.hex), sample.format);
            }}
          >
            {m.sampleNames[sample.name]}
          </a>
        ))}
      </nav>
      <form class="paste" action="/newip" method="get" onSubmit={(event) => event.preventDefault()}>
        <label for="format">{m.format}</label>
        <select
          id="format"
          name="format"
          value={format.value}
          onChange={(event) => set(text.value, event.currentTarget.value as Format)}
        >
          {FORMATS.map((each) => (
            <option key={each} value={each} selected={each === format.value}>
              {m.formats[each]}
            </option>
          ))}
        </select>
        <label for="hex">{m.hex}</label>
        <textarea
          id="hex"
          name="hex"
          rows={4}
          spellcheck={false}
          aria-describedby="hex-hint"
          value={text.value}
          onInput={(event) => set(event.currentTarget.value)}
        />
        <p id="hex-hint" class="dim small">
          {m.hexHint}
        </p>
        <p class="row">
          <button type="submit" class="primary only-no-script">
            {m.decode}
          </button>
          <button type="button" class="needs-script" onClick={() => void copy()}>
            {m.link}
          </button>
          <span role="status" class="dim">
            {copied.value}
          </span>
        </p>
      </form>
      {!read.ok ? (
        <p class="verdict bad" role="status">
          {read.detail}
        </p>
      ) : read.bytes.length === 0 ? (
        <p class="empty">{m.empty}</p>
      ) : (
        <Packet
          packet={annotate(format.value, read.bytes)}
          marked={marked.value}
          mark={(field) => (marked.value = field)}
          set={(bytes) => set(spaced(toHex(bytes)))}
        />
      )}
    </div>
  );
}

type PacketProps = {
  readonly packet: Annotated;
  readonly marked: number;
  readonly mark: (field: number) => void;
  readonly set: (bytes: Uint8Array) => void;
};

function Packet({ packet, marked, mark, set }: PacketProps): VNode {
  const { refusal, bytes } = packet;
  const repaired = refusal === undefined ? undefined : withChecksum(packet);
  return (
    <>
      <p class={`verdict ${refusal === undefined ? "good" : "bad"}`} role="status">
        <span aria-hidden="true">{refusal === undefined ? "✓" : "✗"}</span>{" "}
        {refusal === undefined ? m.decodes(bytes.length) : m.refused(refusal.detail)}
      </p>
      {refusal === undefined ? null : (
        <Facts
          facts={[
            [m.code, <code>{refusal.code}</code>],
            [m.offset, refusal.offset],
            [m.field, refusal.field],
            [m.reference, refusal.reference],
          ]}
        />
      )}
      {repaired === undefined ? null : (
        <p class="needs-script">
          <button type="button" onClick={() => set(repaired)}>
            {m.repair}
          </button>
        </p>
      )}
      <Section title={m.bytes}>
        <Bytes packet={packet} marked={marked} mark={mark} />
      </Section>
      <Section title={m.fields} lead={m.fieldsLead}>
        <Fields packet={packet} marked={marked} mark={mark} change={set} />
      </Section>
      <div class="needs-script">
        <Section title={m.json} lead={m.jsonLead}>
          <AsObject packet={packet} set={set} />
        </Section>
      </div>
    </>
  );
}

function AsObject({ packet, set }: Pick<PacketProps, "packet" | "set">): VNode {
  const typed = useSignal<string | undefined>(undefined);
  const wrong = useSignal("");
  const own = JSON.stringify(JSON.parse(`{${packetJson(packet.format, packet.bytes)}}`), null, 2);
  const encode = (): void => {
    try {
      const packed = packetFromJson(JSON.parse(typed.value ?? own));
      wrong.value = packed.ok
        ? ""
        : `${m.refused(packed.error.detail)} (${packed.error.code}, ${packed.error.field})`;
      if (!packed.ok) return;
      typed.value = undefined;
      set(packed.value);
    } catch (cause) {
      wrong.value = m.notJson(cause instanceof Error ? cause.message : String(cause));
    }
  };
  return (
    <div class="paste">
      <label for="json">{m.jsonLabel}</label>
      <textarea
        id="json"
        rows={12}
        spellcheck={false}
        value={typed.value ?? own}
        onInput={(event) => (typed.value = event.currentTarget.value)}
      />
      <p class="row">
        <button type="button" onClick={encode}>
          {m.encode}
        </button>
        <span class="bad" role="status">
          {wrong.value}
        </span>
      </p>
    </div>
  );
}

export const page: Page<Data> = {
  async load(_, context) {
    const first = SAMPLES[0]!;
    const asked = FORMATS.find((each) => each === context.query.get("format"));
    return ok({ format: asked ?? first.format, hex: context.query.get("hex") ?? first.hex });
  },
  title: () => m.title,
  View,
};
