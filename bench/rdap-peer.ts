/**
 * ICANN's RDAP server (`cargo install icann-rdap-srv --version 0.0.30`), in memory, with as many networks of its own test
 * data; so that both are asked by the same client in the same run.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type Peer = {
  readonly port: number;
  /** The i-th network of its data, an address in it. */
  readonly path: (i: number) => string;
  /** Microseconds of CPU since it started, all threads. */
  readonly used: () => number;
  readonly stop: () => void;
};

const PORT = 3_999;
const TICK_US = 10_000;

/** `bin`: the folder that holds `rdap-srv` and `rdap-srv-test-data`. */
export async function startPeer(bin: string, networks: number): Promise<Peer> {
  const folder = mkdtempSync(join(tmpdir(), "comity-rdap-srv-"));
  const data = join(folder, "data");
  mkdirSync(data);
  const env = {
    ...process.env,
    RDAP_SRV_DATA_DIR: data,
    RDAP_SRV_LISTEN_PORT: String(PORT),
    RDAP_SRV_LOG: "error",
  };
  const made = spawnSync(join(bin, "rdap-srv-test-data"), ["--v4s", String(networks)], {
    env,
    encoding: "utf8",
  });
  if (made.status !== 0) throw new Error(made.stderr);
  const child = spawn(join(bin, "rdap-srv"), [], { env, cwd: folder, stdio: "ignore" });
  const path = (i: number): string =>
    `/rdap/ip/1.${(i >> 10) & 255}.${(i >> 2) & 255}.${(i & 3) * 64 + (i % 63)}`;
  for (let tries = 0; ; tries++) {
    const answer = await fetch(`http://127.0.0.1:${PORT}${path(networks - 1)}`).catch(() => undefined);
    if (answer?.ok === true) break;
    if (tries > 200) throw new Error("rdap-srv did not start");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    port: PORT,
    path,
    used: () => {
      const [, user, system] = /^(?:\S+ ){13}(\d+) (\d+)/.exec(
        readFileSync(`/proc/${child.pid}/stat`, "utf8").replace(/\(.*\)/, "x"),
      )!;
      return (Number(user) + Number(system)) * TICK_US;
    },
    stop: () => {
      child.kill("SIGKILL");
      rmSync(folder, { recursive: true });
    },
  };
}
