import { describe, expect, it } from "vitest";
import { utf8 } from "@comity/canon";
import { irrAnswer, newIrrSession, whoisAnswer, whoisOfState } from "@comity/whois";
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

describe("whois over a state", () => {
  it("shows the nearest holding, wider ones when asked, and authorisations as routes", () => {
    const { text } = whoisAnswer(source, "192.0.2.200");
    expect(text).toMatch(/inetnum: +192\.0\.2\.128\/25\nnetname: .*\norg: +XB\nstatus: +PERMANENT/);
    expect(text).toMatch(/route: +192\.0\.2\.128\/25\norigin: +AS64500\nmax-length: +26/);
    expect(text).not.toContain("QM");
    expect(whoisAnswer(source, "-L -T inetnum 192.0.2.200").text).toMatch(/XB[^]*QM/);
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
});
