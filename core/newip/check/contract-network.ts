/** Lists `xdp` (router) and `lbf` (queue) of the contract vectors. */
import { decodeContract } from "../contract/packet.ts";
import { parseIpText } from "../contract/ip-text.ts";
import { forwardContract } from "../contract/router.ts";
import { HoldQueue } from "../contract/queue.ts";
import { toHex } from "../hex.ts";
import { ReferenceQueue } from "../reference/contract-queue.ts";
import { referenceRoute, type RouterLookup } from "../reference/contract-router.ts";
import type { Case } from "./case.ts";

const ETHERNET = 14;

/** `fib4 ADDRESS;`, `fib6 fam=10 ADDRESS;`, `map8[N];` */
function lookups(c: Case, text: string): readonly RouterLookup[] {
  return text
    .split(";")
    .filter((part) => part.trim() !== "")
    .map((part) => {
      const found = /^\s*(?:fib4 (\S+)|fib6 fam=10 (\S+)|map8\[(\d+)\])\s*$/.exec(part);
      if (found === null) c.fail(`unknown lookup ${part}`);
      const type = found?.[1] !== undefined ? "ipv4" : found?.[2] !== undefined ? "ipv6" : "8bit";
      const address = parseIpText(type, found?.[1] ?? found?.[2] ?? found?.[3] ?? "");
      return { type, address: address.ok ? address.value : new Uint8Array(0) };
    });
}

const shown = (list: readonly RouterLookup[]): string =>
  list.map((l) => `${l.type} ${toHex(l.address)}`).join(", ");

export function contractRouter(c: Case): void {
  c.only(c.vector, "id", "of", "note", "in", "action", "lookups", "out");
  const frame = c.hex(c.vector, "in");
  const action = c.text(c.vector, "action");
  if (action !== "XDP_PASS" && action !== "XDP_DROP") c.fail(`unknown action ${action}`);
  const verdict = referenceRoute(frame);
  c.same("action", verdict.action, action === "XDP_PASS" ? "pass" : "drop");
  c.same("lookups", shown(verdict.lookups), shown(lookups(c, c.text(c.vector, "lookups"))));
  c.same("out", verdict.out, c.hex(c.vector, "out"));

  if (frame.length < ETHERNET || ((frame[12]! << 8) | frame[13]!) !== 0x88b6) return;
  const strict = forwardContract(frame.subarray(ETHERNET));
  if (!strict.ok) {
    if (verdict.action === "pass")
      c.deviates(strict.error.code === "hops-exhausted" ? "router/hops-wrap" : "router/strict-decode");
    return;
  }
  if (verdict.action === "drop") return c.deviates("router/ping-padding");
  c.same("strict destination", strict.value.destination.bytes, verdict.lookups[0]?.address);
  const packet = verdict.out.subarray(ETHERNET);
  if (toHex(strict.value.packet) === toHex(packet)) return;
  // Only the hops of pings after the first contract may differ.
  if (strict.value.packet.length === packet.length) c.deviates("router/every-ping");
  else c.fail("strict: another packet");
}

export function contractQueue(c: Case): void {
  c.only(
    c.vector,
    "id",
    "note",
    "in",
    "enqueue_ret",
    "drops",
    "hdr_after_enqueue",
    "tmin_us",
    "tmax_us",
    "wait_us",
    "dequeued",
    "drops_after",
    "out",
  );
  const v = c.vector;
  const frame = c.hex(v, "in");
  const wait = c.number(v, "wait_us");
  const queue = new ReferenceQueue();
  const enqueued = queue.enqueue(frame, 0);
  c.same("enqueue_ret", enqueued.ret, c.number(v, "enqueue_ret"));
  c.same("drops", queue.drops, c.number(v, "drops"));
  c.same("hdr_after_enqueue", enqueued.frame, c.hex(v, "hdr_after_enqueue"));
  c.same("tmin_us", enqueued.window?.minimum, v["tmin_us"]);
  c.same("tmax_us", enqueued.window?.maximum, v["tmax_us"]);
  const out = queue.dequeue(wait * 1000);
  c.same("dequeued", out !== undefined, c.boolean(v, "dequeued"));
  c.same("drops_after", queue.drops, c.number(v, "drops_after"));
  c.same("out", out ?? new Uint8Array(0), c.hex(v, "out"));

  strictQueue(c, frame, wait, out?.subarray(ETHERNET) ?? new Uint8Array(0), enqueued.window?.minimum ?? 0);
}

/** The strict queue on the same packet; what it does otherwise falls under a rule. */
function strictQueue(c: Case, frame: Uint8Array, wait: number, reference: Uint8Array, minimum: number): void {
  const packet = frame.subarray(ETHERNET);
  const ours = new HoldQueue();
  const refused = ours.enqueue(packet, 0);
  const next = ours.next;
  const left = refused === undefined ? ours.dequeue(wait).packet : undefined;
  if (toHex(left ?? new Uint8Array(0)) === toHex(reference)) return;
  const decoded = decodeContract(packet);
  if (!decoded.ok) return c.deviates("queue/strict-decode");
  const { contracts } = decoded.value;
  const [first] = contracts;
  if (first?.kind === "max-delay") return c.deviates("queue/max-delay-unit");
  if (refused?.code === "contract-value") return c.deviates("queue/impossible-window");
  if (contracts.length > 1) return c.deviates("queue/every-contract");
  if (ours.discards.has("late")) return c.deviates("queue/late");
  if (first?.kind !== "latency") return c.fail("strict: another packet");
  if (first.maximum > 6553 || first.minimum > 6553 || ours.discards.has("experienced-overflow"))
    return c.deviates("queue/overflow");
  if (first.experienced + first.aheadDelay * 10 + wait / 100 > 0xffff) return c.deviates("queue/overflow");
  if (first.aheadHops > 255) return c.deviates("queue/hop-borrow");
  if (first.maximum === 0) return c.deviates("queue/best-effort");
  if (Math.abs(next - minimum) <= 100) return c.deviates("queue/rounding");
  c.fail(`strict: ${refused?.code ?? "another time"}`);
}
