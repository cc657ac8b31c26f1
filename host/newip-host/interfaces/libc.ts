/**
 * The few system calls that packet sockets and TAP interfaces need, through koffi. Only Linux (glibc or musl, x86-64 and arm64: the layouts
 * of `msghdr` and `iovec` are those of 64-bit little-endian). Absent elsewhere: `libc()` answers undefined.
 */
import koffi from "koffi";

export type Call<A extends unknown[]> = ((...args: A) => number) & {
  async: (...args: [...A, (error: Error | null, result: number) => void]) => void;
};

/** Buffers are passed as typed arrays, addresses of foreign memory as bigint. */
type Memory = Uint8Array | bigint | null;

export type Libc = {
  readonly socket: Call<[domain: number, type: number, protocol: number]>;
  readonly bind: Call<[fd: number, address: Memory, size: number]>;
  readonly sendto: Call<
    [fd: number, data: Memory, size: number, flags: number, address: Memory, addressSize: number]
  >;
  readonly recvmmsg: Call<[fd: number, messages: Memory, count: number, flags: number, timeout: Memory]>;
  readonly sendmmsg: Call<[fd: number, messages: Memory, count: number, flags: number]>;
  readonly setsockopt: Call<[fd: number, level: number, name: number, value: Memory, size: number]>;
  readonly getsockopt: Call<[fd: number, level: number, name: number, value: Memory, size: Memory]>;
  readonly ioctl: Call<[fd: number, request: number, argument: Memory]>;
  readonly poll: Call<[fds: Memory, count: number, milliseconds: number]>;
  readonly ppoll: Call<[fds: Memory, count: number, time: Memory, mask: Memory]>;
  readonly ifIndex: (name: string) => number;
  readonly setns: Call<[fd: number, type: number]>;
  readonly open: (path: string, flags: number) => number;
  readonly read: Call<[fd: number, data: Memory, size: number]>;
  readonly write: Call<[fd: number, data: Memory, size: number]>;
  readonly close: Call<[fd: number]>;
  readonly errno: () => number;
  /** Zeroed memory that never moves, with its address. It lives as long as the process. */
  readonly memory: (size: number) => { readonly address: bigint; readonly bytes: Uint8Array };
};

const LIBRARIES = ["libc.so.6", "libc.musl-x86_64.so.1", "libc.musl-aarch64.so.1"];
let loaded: Libc | undefined | null = null;

function load(): Libc | undefined {
  if (process.platform !== "linux" || (process.arch !== "x64" && process.arch !== "arm64")) return undefined;
  for (const name of LIBRARIES) {
    try {
      const lib = koffi.load(name);
      const call = <A extends unknown[]>(definition: string): Call<A> => lib.func(definition) as Call<A>;
      return {
        socket: call("int socket(int, int, int)"),
        bind: call("int bind(int, void *, uint)"),
        sendto: call("long sendto(int, void *, size_t, int, void *, uint)"),
        recvmmsg: call("int recvmmsg(int, void *, uint, int, void *)"),
        sendmmsg: call("int sendmmsg(int, void *, uint, int)"),
        setsockopt: call("int setsockopt(int, int, int, void *, uint)"),
        getsockopt: call("int getsockopt(int, int, int, void *, void *)"),
        ioctl: call("int ioctl(int, ulong, void *)"),
        poll: call("int poll(void *, ulong, int)"),
        ppoll: call("int ppoll(void *, ulong, void *, void *)"),
        ifIndex: lib.func("uint if_nametoindex(const char *)") as unknown as (name: string) => number,
        setns: call("int setns(int, int)"),
        open: lib.func("int open(const char *, int)") as unknown as (path: string, flags: number) => number,
        read: call("long read(int, void *, size_t)"),
        write: call("long write(int, void *, size_t)"),
        close: call("int close(int)"),
        errno: () => koffi.errno(),
        memory: (size) => {
          const pointer: unknown = koffi.alloc("uint8", size);
          const bytes = new Uint8Array(koffi.view(pointer, size));
          bytes.fill(0);
          return { address: koffi.address(pointer), bytes };
        },
      };
    } catch {
      // The next name: which C library there is cannot be asked otherwise.
    }
  }
  return undefined;
}

/** The calls, or undefined where they do not exist. */
export function libc(): Libc | undefined {
  if (loaded === null) loaded = load();
  return loaded;
}
