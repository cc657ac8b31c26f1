/** The bytes in rows of sixteen, coloured by header; the field under the pointer or in focus is marked. */
import { toHex, type Annotated } from "@comity/newip";
import type { VNode } from "preact";
import { sayNewip as m } from "../messages/newip.ts";

const SHOWN = 512;
/** Headers share four colours; which is which stands in the table of fields. */
const TONE: { readonly [header: string]: string } = {
  newip: "a",
  contract: "a",
  level: "a",
  udp: "b",
  tcp: "b",
  nd: "b",
  maxdelay: "c",
  latency: "c",
  ping: "c",
};
const CARRIED = ["data", "payload", "trailer", "padding", "rest"];

export const toneOf = (header: string, key: string): string =>
  CARRIED.includes(key) ? "d" : (TONE[header] ?? "d");

type Props = {
  readonly packet: Annotated;
  readonly marked: number;
  readonly mark: (field: number) => void;
};

/* oxlint-disable jsx-a11y/click-events-have-key-events, jsx-a11y/mouse-events-have-key-events -- keys have the table */
/** For the eye: everything it says stands in the table of fields. */
export function Bytes({ packet, marked, mark }: Props): VNode {
  const { bytes, spans, refusal } = packet;
  const cells: VNode[] = [];
  for (const [field, span] of spans.entries()) {
    const tone = toneOf(span.header, span.key);
    for (let at = span.start; at < Math.min(span.end, SHOWN); at++) {
      if (at % 16 === 0)
        cells.push(
          <span key={`o${at}`} class="offset">
            {at.toString(16).padStart(4, "0")}
          </span>,
        );
      const names = [
        `tone-${tone}`,
        ...(field === marked ? ["marked"] : []),
        ...(at === span.start ? ["first"] : []),
        ...(refusal?.offset === at ? ["wrong"] : []),
      ];
      cells.push(
        <span key={at} class={names.join(" ")} title={`${span.label}: ${span.value}`} data-field={field}>
          {toHex(bytes, at, at + 1)}
        </span>,
      );
    }
  }
  return (
    <>
      <div
        class="bytes"
        role="img"
        aria-label={m.bytesLabel(bytes.length, spans.length)}
        onMouseOver={(event) => mark(fieldAt(event.target))}
        onClick={(event) => {
          const field = fieldAt(event.target);
          if (field >= 0) document.getElementById(`field-${field}`)?.focus();
        }}
      >
        {cells}
      </div>
      {bytes.length > SHOWN ? <p class="dim">{m.more(bytes.length - SHOWN)}</p> : null}
    </>
  );
}

const fieldAt = (target: EventTarget | null): number =>
  Number((target as HTMLElement | null)?.dataset["field"] ?? -1);
