/** Lines of servers' logs: one call, one line, whatever a stranger sent. */
import { expect, it } from "vitest";
import { say, sayLine, type Host } from "../host.ts";

const written = (write: (host: Host) => void): string => {
  let text = "";
  const stderr = { write: (part: string) => void (text += part) };
  write({ process: { stderr } } as unknown as Host);
  return text;
};

it("foreign text begins no second line or column", () => {
  const foreign = "closed: bye\n2026-11-25 loaded 0 VRPs\tok\r\u2028x\u001B[2J";
  expect(written((host) => sayLine(host, foreign))).toBe(
    "closed: bye\\u000a2026-11-25 loaded 0 VRPs\\u0009ok\\u000d\\u2028x\\u001b[2J\n",
  );
});

it("our own messages may have several lines", () => {
  expect(written((host) => say(host, "one\n\ttwo"))).toBe("one\n\ttwo\n");
});
