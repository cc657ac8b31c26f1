/** Small networks in virtual time for the tests. */
import { parseAddress, type Address } from "@comity/newip";
import {
  seeded,
  SimLink,
  Stack,
  UdpLayer,
  VirtualClock,
  type Port,
  type Result,
  type StackOptions,
} from "@comity/newip-host";

export const must = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.detail}`);
  return result.value;
};
export const addr = (text: string): Address => {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new Error(parsed.error.code);
  return parsed.value;
};
export const hex = (text: string): Uint8Array =>
  Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));

export type Host = { stack: Stack; udp: UdpLayer; port: Port };

export class World {
  readonly clock: VirtualClock = new VirtualClock();
  readonly random = seeded(7);
  link(name: string, options: object = {}): SimLink {
    return new SimLink(this.clock, this.random, { name, delay: 100, ...options });
  }
  host(link: SimLink, address: string, options: Partial<StackOptions> = {}): Host {
    const stack = new Stack({ clock: this.clock, ...options });
    const port = must(stack.addInterface(link.port(), [addr(address)]));
    return { stack, udp: new UdpLayer(stack), port };
  }
  run(milliseconds: number): void {
    this.clock.runUntil(this.clock.now() + milliseconds * 1000);
  }
}

/** host a (01) — r1 — r2 — host b (de00); the middle link may have its own MTU. */
export function line(options: Partial<StackOptions> = {}, middle: object = {}) {
  const w = new World();
  const [la, lm, lb] = [w.link("la"), w.link("lm", middle), w.link("lb")];
  const a = w.host(la, "01", options);
  const r1 = w.host(la, "02", { forwarding: true, ...options });
  const r2 = w.host(lm, "0b", { forwarding: true, ...options });
  const b = w.host(lb, "de00", options);
  const r1m = must(r1.stack.addInterface(lm.port(), [addr("0a")]));
  const r2b = must(r2.stack.addInterface(lb.port(), [addr("de01")]));
  must(a.stack.addRoute("default", a.port, addr("02")));
  must(b.stack.addRoute("default", b.port, addr("de01")));
  must(r1.stack.addRoute("01", r1.port));
  must(r1.stack.addRoute("de/8", r1m, addr("0b")));
  must(r2.stack.addRoute("de/8", r2b));
  must(r2.stack.addRoute("00/7", r2.port, addr("0a")));
  must(r2.stack.addRoute("0a", r2.port));
  must(r1.stack.addRoute("0b", r1m));
  return { w, la, lm, lb, a, b, r1, r2, r1m, r2b };
}
