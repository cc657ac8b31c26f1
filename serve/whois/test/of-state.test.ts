import { describe, expect, it } from "vitest";
import { utf8 } from "@comity/canon";
import {
  irrAnswer,
  mirroredOfState,
  newIrrSession,
  rpslText,
  whoisAnswer,
  whoisOfState,
} from "@comity/whois";
import { datasetOf, World } from "../../../core/assembly/test/world.ts";

const world = new World({
  founders: [{ id: "QM", label: "RIR-M" }, { id: "XA" }],
  roots: datasetOf("roots", "iana", [
    "asn|64496|64511|allocated|||RIR-M",
    "ipv4|192.0.2.0|192.0.2.255|allocated|||RIR-M",
    "ipv6|2001:db8::|32|allocated|||RIR-M",
  ]),
});
world.join("XB");
world.must(
  world.act(
    "QM",
    "delegate",
    { to: "XB", resources: ["192.0.2.128/25", "AS64500"], terms: { kind: "permanent" } },
    { cosign: ["XB"] },
  ),
);
world.must(
  world.act("XB", "authorise-routes", {
    routes: [{ prefix: "192.0.2.128/25", maxLength: 26, asn: "AS64500" }],
  }),
);

const { state } = world.assembly;
const source = whoisOfState({
  state: () => ({ reader: state, height: 1, time: world.time, size: world.assembly.size, stateRoot: "x" }),
  name: "comity",
});

for (const [set, members] of [
  ["AS64500:AS-ALL", ["AS64500", "AS64500:AS-DOWN"]],
  ["AS64500:AS-DOWN", ["AS64501", "AS-ELSEWHERE", "AS64500:AS-ALL"]],
  ["AS64500:RS-OUT", ["198.51.100.0/24^+", "2001:db8:1::/48", "AS64500:AS-ALL"]],
  ["AS64500:AS-BIG", Array.from({ length: 3000 }, (_, i) => `AS${100_000 + i}`)],
] as const)
  world.must(world.act("XB", "set-members", { set, members: [...members] }));

describe("whois over a state", () => {
  it("shows the nearest holding, wider ones when asked, and authorisations as routes", () => {
    const { text } = whoisAnswer(source, "192.0.2.200");
    expect(text).toMatch(/inetnum: +192\.0\.2\.128\/25\nnetname: .*\norg: +XB\nstatus: +PERMANENT/);
    expect(text).toMatch(/route: +192\.0\.2\.128\/25\norigin: +AS64500\nmax-length: +26/);
    expect(text).not.toContain("QM");
    expect(whoisAnswer(source, "-L -T inetnum 192.0.2.200").text).toMatch(/XB[^]*QM/);
    expect(whoisAnswer(source, "-M -T inetnum 192.0.2.0/24").text).toMatch(/^inetnum: +192\.0\.2\.128\/25/m);
    expect(whoisAnswer(source, "-M -T inetnum 192.0.2.0/24").text).not.toContain("QM");
    expect(whoisAnswer(source, "-m -T inetnum 192.0.0.0/16").text).not.toContain("XB");
    expect(whoisAnswer(source, "-m -T inetnum 192.0.0.0/16").text).toMatch(/^inetnum: +192\.0\.2\.0\/24/m);
    expect(whoisAnswer(source, "as64500").text).toMatch(/aut-num: +AS64500/);
    expect(whoisAnswer(source, "xb").text).toMatch(/organisation: +XB/);
    expect(whoisAnswer(source, "203.0.113.1").text).toContain("ERROR:101");
  });

  it("answers the IRR protocol from the same state", () => {
    const session = { ...newIrrSession(source.irr()), keepOpen: true };
    const ask = (query: string): string => irrAnswer(source.irr(), session, query, source.serial()).text;
    expect(ask("!gas64500")).toBe("A15\n192.0.2.128/25\nC\n");
    expect(ask("!s-lc")).toBe("A7\nCOMITY\nC\n");
    expect(ask("!j-*")).toBe(
      `A${utf8(`COMITY:N:0-${world.assembly.size}`).length + 1}\nCOMITY:N:0-${world.assembly.size}\nC\n`,
    );
  });

  it("shows sets that holders keep, and expands them with their loops", () => {
    expect(whoisAnswer(source, "as64500:as-all").text).toMatch(
      /as-set: +AS64500:AS-ALL\nmembers: +AS64500, AS64500:AS-DOWN\norg: +XB\nremarks: +log entry \d+\nsource: +COMITY/,
    );
    expect(whoisAnswer(source, "AS64500:RS-OUT").text).toMatch(
      /members: +198\.51\.100\.0\/24\^\+, AS64500:AS-ALL\nmp-members: +2001:db8:1::\/48/,
    );
    const session = { ...newIrrSession(source.irr()), keepOpen: true };
    const ask = (query: string): string => irrAnswer(source.irr(), session, query, 0).text;
    expect(ask("!iAS64500:AS-ALL,1")).toBe("A16\nAS64500 AS64501\nC\n");
    expect(ask("!iAS64500:AS-ALL")).toBe("A24\nAS64500 AS64500:AS-DOWN\nC\n");
    expect(ask("!a4AS64500:AS-ALL")).toBe("A15\n192.0.2.128/25\nC\n");
    expect(ask("!a6AS64500:RS-OUT")).toBe("A16\n2001:db8:1::/48\nC\n");
    expect(ask("!iAS64500:AS-BIG,1").split(" ")).toHaveLength(3000);
  });

  it("gives mirrors each route once, with its greatest length, and every set", () => {
    world.must(
      world.act("XB", "authorise-routes", {
        routes: [{ prefix: "192.0.2.128/25", maxLength: 28, asn: "AS64500" }],
      }),
    );
    const texts = mirroredOfState(state, "comity").map(rpslText);
    expect(texts.filter((text) => text.startsWith("route:"))).toEqual([
      expect.stringMatching(
        /^route: +192\.0\.2\.128\/25\norigin: +AS64500\nmax-length: +28\nsource: +COMITY\n$/,
      ),
    ]);
    expect(texts).toHaveLength(5);
  });
});
