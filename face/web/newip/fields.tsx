/** Every field with its bytes, value and meaning; bytes and numbers can be changed in place. */
import { toHex, type Annotated } from "@comity/newip";
import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { sayNewip as m } from "../messages/newip.ts";
import { toneOf } from "./bytes.tsx";
import { readHex, spaced } from "./read-hex.ts";

type Span = Annotated["spans"][number];
type Props = {
  readonly packet: Annotated;
  readonly marked: number;
  readonly mark: (field: number) => void;
  readonly change: (bytes: Uint8Array) => void;
};

export function Fields({ packet, marked, mark, change }: Props): VNode {
  const { bytes, spans, refusal } = packet;
  const put = (span: Span, part: Uint8Array): void => {
    change(Uint8Array.of(...bytes.subarray(0, span.start), ...part, ...bytes.subarray(span.end)));
  };
  return (
    <div class="scroll" role="region" aria-label={m.fields} tabIndex={0}>
      <table class="fields">
        <caption class="hidden">{m.fields}</caption>
        <thead>
          <tr>
            {[m.fromOffset, m.field, m.raw, m.value, m.meaning].map((text) => (
              <th key={text} scope="col">
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {spans.map((span, i) => {
            const wrong = refusal !== undefined && span.start <= refusal.offset && refusal.offset < span.end;
            return (
              <tr
                // oxlint-disable-next-line react/no-array-index-key -- fields are known by their place
                key={i}
                class={[i === marked ? "marked" : "", wrong ? "wrong" : ""].join(" ")}
                onMouseEnter={() => mark(i)}
                onFocusIn={() => mark(i)}
              >
                <td class="mono dim">{span.start}</td>
                <td>
                  <span class={`swatch tone-${toneOf(span.header, span.key)}`} aria-hidden="true" />{" "}
                  {span.label}
                </td>
                <td>
                  <Raw id={`field-${i}`} packet={packet} span={span} put={(part) => put(span, part)} />
                </td>
                <td>
                  <Value span={span} put={(part) => put(span, part)} />
                </td>
                <td class="dim">
                  {wrong ? <strong class="bad">✗ {refusal.code}. </strong> : null}
                  {span.note}
                  {span.bits.length === 0 ? null : (
                    <ul class="plain">
                      {span.bits.map((bit) => (
                        <li key={bit.label}>
                          {bit.set.includes(bit.label) ? bit.set : `${bit.label}: ${bit.set}`}
                        </li>
                      ))}
                    </ul>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** What packets carry may change its length; header fields keep theirs. */
const OPEN = ["data", "payload", "trailer", "padding", "rest", "extension", "options"];
type CellProps = { readonly span: Span; readonly put: (part: Uint8Array) => void };

function Raw({
  id,
  packet,
  span,
  put,
}: CellProps & { readonly id: string; readonly packet: Annotated }): VNode {
  const typed = useSignal<string | undefined>(undefined);
  const wrong = useSignal("");
  const size = span.end - span.start;
  const hex = spaced(toHex(packet.bytes, span.start, span.end));
  const input = (text: string): void => {
    typed.value = text;
    const read = readHex(text);
    if (!read.ok) wrong.value = read.detail;
    else if (!OPEN.includes(span.key) && read.bytes.length !== size) wrong.value = m.wrongSize(size);
    else {
      wrong.value = "";
      put(read.bytes);
    }
  };
  return (
    <>
      <input
        id={id}
        class="mono"
        size={Math.max(3, Math.min(24, size * 3))}
        aria-label={m.edit(span.label, span.start)}
        aria-invalid={wrong.value !== ""}
        spellcheck={false}
        autocomplete="off"
        value={typed.value ?? hex}
        onInput={(event) => input(event.currentTarget.value)}
        onBlur={() => {
          typed.value = undefined;
          wrong.value = "";
        }}
      />
      {wrong.value === "" ? null : (
        <span class="bad small" role="status">
          {" "}
          {wrong.value}
        </span>
      )}
    </>
  );
}

/** A plain number can be typed as one; everything else is shown. */
function Value({ span, put }: CellProps): VNode {
  const size = span.end - span.start;
  const [, digits, unit = ""] = /^(\d+)((?: .*)?)$/.exec(span.value) ?? [];
  const most = 2 ** (8 * size) - 1;
  // Hexadecimal text of letters and digits may look like a number: it has two digits a byte.
  if (digits === undefined || size > 4 || OPEN.includes(span.key) || isHexText(span)) {
    return (
      <span class="mono value">{span.value.length > 48 ? `${span.value.slice(0, 47)}…` : span.value}</span>
    );
  }
  return (
    <>
      <input
        type="number"
        class="needs-script"
        min={0}
        max={most}
        aria-label={m.editNumber(span.label, span.start)}
        value={digits}
        onInput={(event) => {
          const value = Number(event.currentTarget.value);
          if (event.currentTarget.value === "" || !event.currentTarget.validity.valid) return;
          const part = new Uint8Array(size);
          for (let i = 0; i < size; i++) part[i] = Math.floor(value / 2 ** (8 * (size - 1 - i))) % 256;
          put(part);
        }}
      />
      <span class="only-no-script mono">{digits}</span>
      {unit}
    </>
  );
}

const HEX_KEYS = ["source", "destination", "target", "mac", "level"];
const isHexText = (span: Span): boolean => HEX_KEYS.includes(span.key);
