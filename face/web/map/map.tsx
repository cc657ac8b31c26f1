/** The Hilbert map of IPv4: a canvas one can walk with the mouse or the keyboard, and zoom four bits at a time. */
import type { Client, MapCells } from "@comity/api";
import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { toResource } from "../links.ts";
import { say } from "../messages.ts";
import { sayMap } from "../messages/map.ts";
import { ResourceLink } from "../parts/refs.tsx";
import { type Block, blockOf, blockText } from "./blocks.ts";
import { coloursOf, css } from "./colours.ts";
import { indexAt, placeOf } from "./hilbert.ts";
import { legendText, MapList } from "./list.tsx";

const m = sayMap;
const SIDE = 256;
const DEPTH = 16;
const STEP = 4;
const DEEPEST = 32 - DEPTH;
type Point = { readonly x: number; readonly y: number };

/** Draws cells on a square of 256 a side: `scale` pixels for each when there are fewer. */
function draw(canvas: HTMLCanvasElement, cells: MapCells, dark: boolean): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const { first, bits } = blockOf(cells.prefix);
  const depth = cells.bits - bits;
  const scale = SIDE / 2 ** (depth / 2);
  const colours = coloursOf(cells.legend, dark);
  const words = new Uint32Array(SIDE * SIDE);
  const base = Math.floor(first / 2 ** (32 - cells.bits));
  const corner = cornerOf({ first, bits }, depth);
  cells.codes.forEach((code, i) => {
    const { x, y } = placeOf(base + i, cells.bits);
    const [r, g, b] = colours[code]!;
    // Bytes of a pixel in memory are r, g, b, a; every machine a browser runs on is little-endian.
    const word = (255 << 24) | (b << 16) | (g << 8) | r;
    for (let dy = 0; dy < scale; dy++)
      words.fill(
        word,
        ((y - corner.y) * scale + dy) * SIDE + (x - corner.x) * scale,
        ((y - corner.y) * scale + dy) * SIDE + (x - corner.x + 1) * scale,
      );
  });
  context.putImageData(new ImageData(new Uint8ClampedArray(words.buffer), SIDE, SIDE), 0, 0);
}

/** Top left cell of a block on the plane of all cells that are `depth` bits longer. */
function cornerOf({ first, bits }: Block, depth: number): Point {
  const { x, y } = placeOf(Math.floor(first / 2 ** (32 - bits)), bits);
  return { x: x * 2 ** (depth / 2), y: y * 2 ** (depth / 2) };
}

export function HilbertMap({ api, start }: { readonly api: Client; readonly start: MapCells }): VNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const prefix = useSignal<Block>({ first: 0, bits: 0 });
  const cells = useSignal<MapCells>(start);
  const cursor = useSignal<Point>({ x: 0, y: 0 });
  const trouble = useSignal("");
  const theme = useSignal(0);
  useEffect(() => {
    const changed = (): void => {
      theme.value += 1;
    };
    const system = matchMedia("(prefers-color-scheme: dark)");
    addEventListener("themechange", changed);
    system.addEventListener("change", changed);
    return () => {
      removeEventListener("themechange", changed);
      system.removeEventListener("change", changed);
    };
  }, []);
  const load = async (block: Block): Promise<void> => {
    prefix.value = block;
    const answer = await api.get("map", { prefix: blockText(block), bits: block.bits + DEPTH });
    if (blockText(prefix.value) !== blockText(block)) return;
    if (answer.ok) cells.value = answer.value;
    trouble.value = answer.ok ? "" : answer.error.detail;
  };
  useEffect(() => void load({ first: 0, bits: 0 }), []);
  useSignalEffect(() => {
    void theme.value;
    if (canvas.current !== null) draw(canvas.current, cells.value, isDark());
  });
  const under = useComputed(() => {
    const { first, bits } = prefix.value;
    const corner = cornerOf({ first, bits }, DEPTH);
    const index = indexAt({ x: corner.x + cursor.value.x, y: corner.y + cursor.value.y }, bits + DEPTH);
    const block = { first: index * 2 ** (32 - bits - DEPTH), bits: bits + DEPTH };
    const shown = cells.value;
    const cell = Math.floor((block.first - blockOf(shown.prefix).first) / 2 ** (32 - shown.bits));
    const legend = shown.legend[shown.codes[cell] ?? -1];
    return { block, text: blockText(block), says: legend === undefined ? say.loading : legendText(legend) };
  });
  const zoom = (by: number): void => {
    const { first, bits } = by > 0 ? under.value.block : prefix.value;
    const next = by > 0 ? Math.min(DEEPEST, prefix.value.bits + STEP) : Math.max(0, bits - STEP);
    if (next === prefix.value.bits) return;
    const size = 2 ** (32 - next);
    const kept = under.value.block.first;
    void load({ first: Math.floor(first / size) * size, bits: next }).then(() => {
      const deep = next + DEPTH;
      const corner = cornerOf(prefix.value, DEPTH);
      const at = placeOf(Math.floor(kept / 2 ** (32 - deep)), deep);
      cursor.value = { x: at.x - corner.x, y: at.y - corner.y };
    });
  };
  const move = (dx: number, dy: number): void => {
    const within = (value: number): number => Math.max(0, Math.min(SIDE - 1, value));
    cursor.value = { x: within(cursor.value.x + dx), y: within(cursor.value.y + dy) };
  };
  const key = (event: KeyboardEvent): void => {
    const far = event.shiftKey ? 16 : 1;
    const action: { readonly [key: string]: () => void } = {
      ArrowLeft: () => move(-far, 0),
      ArrowRight: () => move(far, 0),
      ArrowUp: () => move(0, -far),
      ArrowDown: () => move(0, far),
      "+": () => zoom(1),
      "=": () => zoom(1),
      "-": () => zoom(-1),
      Enter: () => location.assign(toResource(under.value.text)),
    };
    const act = action[event.key];
    if (act === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    act();
  };
  const point = (event: MouseEvent): void => {
    const box = canvas.current!.getBoundingClientRect();
    const cell = (at: number, from: number, size: number): number =>
      Math.max(0, Math.min(SIDE - 1, Math.floor(((at - from) / size) * SIDE)));
    cursor.value = {
      x: cell(event.clientX, box.left, box.width),
      y: cell(event.clientY, box.top, box.height),
    };
  };
  const { x, y } = cursor.value;
  return (
    <div class="map">
      <div class="plane">
        <div
          class="pad"
          role="application"
          aria-label={m.name}
          aria-describedby="under"
          tabIndex={0}
          onKeyDown={key}
          onMouseMove={point}
          onClick={() => zoom(1)}
        >
          <canvas ref={canvas} width={SIDE} height={SIDE} aria-hidden="true" />
          <svg viewBox={`0 0 ${SIDE} ${SIDE}`} aria-hidden="true">
            <rect class="cursor" x={x - 1} y={y - 1} width="3" height="3" />
          </svg>
        </div>
      </div>
      <div class="map-side">
        <p class="row">
          <button
            type="button"
            onClick={() => zoom(1)}
            disabled={prefix.value.bits >= DEEPEST}
            aria-label={m.zoomIn}
          >
            +
          </button>
          <button
            type="button"
            onClick={() => zoom(-1)}
            disabled={prefix.value.bits === 0}
            aria-label={m.zoomOut}
          >
            −
          </button>
          <span class="dim">
            {m.showing} <span class="mono">{blockText(prefix.value)}</span>
          </span>
        </p>
        <p id="under" aria-live="polite">
          <span class="dim">{m.under}</span>
          <br />
          <span class="big">
            <ResourceLink text={under.value.text} />
          </span>
          <br />
          {under.value.says}
        </p>
        <p class="dim small">{m.help}</p>
        {trouble.value === "" ? null : <p class="bad">{trouble.value}</p>}
        <Legend cells={cells.value} dark={theme.value >= 0 && isDark()} />
      </div>
      <MapList key={cells.value.prefix} cells={cells.value} />
    </div>
  );
}

const isDark = (): boolean =>
  (document.documentElement.dataset["theme"] ??
    (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

/** Kinds and holders that occur, one line each, the most frequent first. */
function Legend({ cells, dark }: { readonly cells: MapCells; readonly dark: boolean }): VNode {
  const colours = coloursOf(cells.legend, dark);
  const groups = new Map<string, { colour: string; count: number }>();
  for (const code of cells.codes) {
    const item = cells.legend[code]!;
    const name = [m.kinds[item.kind], item.holder].filter((part) => part !== undefined).join(", ");
    const group = groups.get(name);
    if (group === undefined) groups.set(name, { colour: css(colours[code]!), count: 1 });
    else group.count += 1;
  }
  const sorted = [...groups].sort((a, b) => b[1].count - a[1].count).slice(0, 14);
  return (
    <ul class="legend" aria-label={m.legend}>
      {sorted.map(([name, { colour, count }]) => (
        <li key={name}>
          <svg width="12" height="12" aria-hidden="true">
            <rect width="12" height="12" fill={colour} />
          </svg>
          {name} <span class="dim tab">{((count / cells.codes.length) * 100).toFixed(1)} %</span>
        </li>
      ))}
    </ul>
  );
}
