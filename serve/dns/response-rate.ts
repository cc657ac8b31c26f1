/**
 * Response rate limiting over UDP: a forged source must not make us a lever. An address gets so many bytes of answers a
 * second; beyond that every second answer is cut to its header and question with TC set (a real resolver comes again
 * over TCP) and the others are dropped. An answer not larger than its question is no lever and always sent.
 */

/** Bytes of UDP answers for one address a second, saved up for so many seconds; addresses remembered. */
export const UDP_BYTES_PER_SECOND = 20_000;
const BURST_SECONDS = 5;
const MAX_ADDRESSES = 50_000;

type Account = { left: number; at: number; over: number };

export class ResponseRate {
  readonly #accounts = new Map<string, Account>();
  readonly #now: () => number;

  /** `now` in milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** The answer to send, perhaps cut, or nothing. */
  limited(address: string, answer: Buffer, asked: number): Buffer | undefined {
    if (answer.length <= asked) return answer;
    const now = this.#now();
    const most = UDP_BYTES_PER_SECOND * BURST_SECONDS;
    let account = this.#accounts.get(address);
    if (account === undefined) {
      // Forgetting all is gentle: everybody starts with a full account again.
      if (this.#accounts.size >= MAX_ADDRESSES) this.#accounts.clear();
      this.#accounts.set(address, (account = { left: most, at: now, over: 0 }));
    }
    account.left = Math.min(most, account.left + ((now - account.at) / 1000) * UDP_BYTES_PER_SECOND);
    account.at = now;
    if (account.left >= answer.length) {
      account.left -= answer.length;
      account.over = 0;
      return answer;
    }
    return account.over++ % 2 === 0 ? cut(answer) : undefined;
  }
}

/** Header with TC and the question alone. */
function cut(answer: Buffer): Buffer {
  let end = 12;
  while (end < answer.length && answer[end]! > 0) end += answer[end]! + 1;
  const out = Buffer.from(answer.subarray(0, Math.min(answer.length, end + 5)));
  out[2]! |= 2;
  out.fill(0, 6, 12);
  return out;
}
