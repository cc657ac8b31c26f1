import { readFileSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { fromBase64, must, ok, toBase64, toHex } from "@comity/canon";
import { vrpCount, vrps } from "@comity/routes";
import { checkFolder, introduce, serveRepository } from "@comity/rpki";
import { answerOwn } from "../own-service.ts";
import { issue, listNames, published, type Authority } from "../authority.ts";
import { businessAnchor, readBusinessAnchor, readMessage, signedMessage } from "../business.ts";
import { newCa } from "../ca-state.ts";
import { keyIdentifier, keyName, oneTimeKey, sha256Hex, type Signer } from "../keys.ts";
import { saveOwn } from "../own-keys.ts";
import { applyPublication, readPublication } from "../publication.ts";
import { readCertificate } from "../read-certificate.ts";
import { readRegister } from "../register-file.ts";
import { certificateRequest } from "../request.ts";
import { parseResources } from "../resources.ts";
import { roaFiles } from "../roa-files.ts";
import { readSetupRequest } from "../setup-xml.ts";
import { ONLINE } from "../timing.ts";
import { readUpDown } from "../up-down.ts";
import { parseXml, xmlText } from "../xml.ts";
import { BASE, holding, NOTIFY, NOW, payload, world, type World } from "./world.ts";

const SETUP = "http://www.hactrn.net/uris/rpki/rpki-setup/";
const UPDOWN = "http://www.apnic.net/specs/rescerts/up-down/";
const PUBLICATION = "http://www.hactrn.net/uris/rpki/publication-spec/";
const NOW2 = NOW + 100;

describe("a party with its own CA key", () => {
  let w: World;
  let business: Signer;
  let messageKey: Signer;
  let ca: Signer;
  let ourAnchor: Uint8Array;
  let serial = 1n;
  const base = `${BASE}QM/`;
  const setup = (kind: string) =>
    `<?xml version="1.0"?>\n<${kind}_request xmlns="${SETUP}" version="1" ${kind}_handle="bob">\n <${kind}_bpki_ta>\n${toBase64(businessAnchor(business, NOW))}\n</${kind}_bpki_ta></${kind}_request>`;
  /** Sends as the party, gives back the XML of the answer. */
  async function ask(
    protocol: "up-down" | "publication",
    xml: string,
    now = NOW2,
    signer = business,
  ): Promise<string> {
    const body = await signedMessage(signer, xml, serial++, now, messageKey);
    const answered = await answerOwn(w.folder, "QM", protocol, body, now);
    if (!answered.ok) return answered.error.code;
    return must(readMessage(answered.value, ourAnchor, now)).xml;
  }
  const updown = (type: string, inner = "", sender = "bob") =>
    ask(
      "up-down",
      `<message xmlns="${UPDOWN}" version="1" sender="${sender}" recipient="comity" type="${type}">${inner}</message>`,
    );
  const msg = (inner: string) =>
    ask("publication", `<msg xmlns="${PUBLICATION}" version="4" type="query">${inner}</msg>`);
  const ski = () => Buffer.from(keyIdentifier(ca.spki)).toString("base64url");

  beforeAll(async () => {
    [business, ca, messageKey] = await Promise.all([oneTimeKey(), oneTimeKey(), oneTimeKey()]);
    w = await world(undefined, NOTIFY);
    const holdings = [
      holding("QM", ["192.0.2.0/24", "2001:db8::/32", "AS64496-AS64499"]),
      holding("QN", ["192.0.2.128/25"]),
    ];
    must(await w.publish(holdings, payload(["192.0.2.0/25 1", "192.0.2.128/25 2"]), NOW));
    const response = must(
      parseXml(must(await introduce(w.folder, "QM", setup("child"), "https://rpki.example.net/", NOW))),
    );
    expect(response).toMatchObject({ name: "parent_response", namespace: SETUP });
    expect(Object.fromEntries(response.attributes)).toMatchObject({
      service_uri: "https://rpki.example.net/own/QM/up-down",
      child_handle: "bob",
      parent_handle: "comity",
    });
    ourAnchor = must(readBusinessAnchor(must(fromBase64(response.children[0]!.text)), NOW));
    const repository = must(
      parseXml(must(await introduce(w.folder, "QM", setup("publisher"), "https://rpki.example.net", NOW))),
    );
    expect(Object.fromEntries(repository.attributes)).toMatchObject({
      sia_base: base,
      rrdp_notification_uri: NOTIFY,
      publisher_handle: "bob",
    });
  });

  it("is offered what it holds, without what others hold", async () => {
    const answer = must(parseXml(await updown("list")));
    expect(answer.attributes.get("type")).toBe("list_response");
    expect(Object.fromEntries(answer.children[0]!.attributes)).toMatchObject({
      resource_set_as: "64496-64499",
      resource_set_ipv4: "192.0.2.0/25",
      resource_set_ipv6: "2001:db8::/32",
    });
    expect(answer.children[0]!.children.map((c) => c.name)).toEqual(["issuer"]);
  });
  it("gets its certificate, publishes, and is then the only one that signs for itself", async () => {
    const manifest = `${base}${listNames(ca).manifest}`;
    const csr = certificateRequest(ca, { repository: base, manifest, notification: NOTIFY });
    const answer = must(
      parseXml(await updown("issue", `<request class_name="0">${toBase64(csr)}</request>`)),
    );
    expect(answer.attributes.get("type")).toBe("issue_response");
    const element = answer.children[0]!.children.find((c) => c.name === "certificate")!;
    const certificate = must(readCertificate(must(fromBase64(element.text))));
    expect(certificate.subject).toBe(keyName(ca.spki));
    // Nothing is published by it yet: its own manifest is missing, everything else is fine.
    const early = must(checkFolder(w.folder, NOW2));
    expect(early.problems.map((p) => p.field)).toEqual([manifest]);
    expect([...vrps(early.vrps)].map((v) => v.asn)).toEqual([2]);

    const authority: Authority = {
      signer: ca,
      resources: must(parseResources(["192.0.2.0/25", "2001:db8::/32", "AS64496-AS64499"])),
      repository: base,
      certificate: element.attributes.get("cert_url")!,
      state: newCa(),
    };
    const roas = roaFiles([{ prefix: "192.0.2.0/25", maxLength: 25, asn: 64496 }], "prefix");
    const { state } = must(await issue(authority, { roas, aspas: [], children: [] }, NOW2, ONLINE));
    const files = [...published({ ...authority, state })];
    const inner = files
      .map(([f, b]) => `<publish tag="${f}" uri="${base}${f}">${toBase64(b)}</publish>`)
      .join("");
    expect(await msg(inner)).toContain("<success/>");
    const checked = must(checkFolder(w.folder, NOW2));
    expect(checked.problems).toEqual([]);
    expect([...vrps(checked.vrps)].map((v) => v.asn)).toEqual([64496, 2]);
    const list = must(parseXml(await msg("<list/>")));
    expect(list.children.map((c) => String(c.attributes.get("hash"))).sort()).toEqual(
      files.map(([, b]) => sha256Hex(b)).sort(),
    );
  });
  it("writes below its own place only, and knows what it replaces", async () => {
    const code = async (inner: string) => /error_code="([a-z_]+)"/.exec(await msg(inner))?.[1];
    const own = `${base}${listNames(ca).manifest}`;
    expect(await code(`<publish tag="1" uri="${BASE}QN/x.roa">AAAA</publish>`)).toBe("permission_failure");
    expect(await code(`<publish tag="1" uri="${base}../QN/x.roa">AAAA</publish>`)).toBe("permission_failure");
    expect(await code(`<publish tag="1" uri="${own}">AAAA</publish>`)).toBe("object_already_present");
    expect(await code(`<publish tag="1" uri="${own}" hash="${"0".repeat(64)}">AAAA</publish>`)).toBe(
      "no_object_matching_hash",
    );
    expect(await code(`<withdraw tag="1" uri="${base}nothing.roa" hash="${"0".repeat(64)}"/>`)).toBe(
      "no_object_present",
    );
    expect(await code("<burn/>")).toBe("xml_error");
    // One bad element, and nothing of the message counts.
    await msg(
      `<publish tag="a" uri="${base}good.roa">AAAA</publish><withdraw tag="b" uri="${base}bad.roa" hash="00"/>`,
    );
    expect(await msg("<list/>")).not.toContain("good.roa");
  });
  it("is told what it asks wrongly", async () => {
    const status = async (type: string, inner = "", sender = "bob") =>
      /<status>(\d+)/.exec(await updown(type, inner, sender))?.[1];
    expect(await status("list", "", "mallory")).toBe("1103");
    expect(await status("nonsense")).toBe("1103");
    expect(await status("issue", '<request class_name="7">AAAA</request>')).toBe("1201");
    expect(await status("issue", '<request class_name="0">AAAA</request>')).toBe("1203");
    expect(await status("issue", '<request class_name="0" req_resource_set_as="1">AAAA</request>')).toBe(
      "1203",
    );
    expect(await status("revoke", `<key class_name="7" ski="${ski()}"/>`)).toBe("1301");
    expect(
      await status("revoke", `<key class_name="0" ski="${Buffer.alloc(20).toString("base64url")}"/>`),
    ).toBe("1302");
  });
  it("gets no certificate for a key that another party uses", async () => {
    const other = await oneTimeKey();
    const place = { repository: base, manifest: `${base}other.mft` };
    saveOwn(w.folder, { party: "XX", keys: [{ spki: other.spki, place }], files: new Map() });
    const csr = toBase64(certificateRequest(other, place));
    expect(await updown("issue", `<request class_name="0">${csr}</request>`)).toContain("<status>1204");
    rmSync(join(w.folder, "own", "XX.json"));
  });
  it("is nobody else: strangers' keys, replays and old certificates are refused", async () => {
    const list = `<message xmlns="${UPDOWN}" version="1" sender="bob" recipient="comity" type="list"/>`;
    expect(await ask("up-down", list, NOW2, await oneTimeKey())).toBe("rpki-message");
    const body = await signedMessage(business, list, 9n, NOW2);
    expect(await answerOwn(w.folder, "QN", "up-down", body, NOW2)).toMatchObject({
      error: { code: "rpki-unknown" },
    });
    expect(await answerOwn(w.folder, "QM", "up-down", body, NOW2 + 7_200)).toMatchObject({
      error: { code: "rpki-message" },
    });
    expect(await ask("up-down", list, NOW2 + 50)).toContain("list_response");
    expect(await answerOwn(w.folder, "QM", "up-down", body, NOW2 + 60)).toMatchObject({
      error: { code: "rpki-replay" },
    });
    for (let at = 0; at < body.length; at += 97) {
      const bent = body.slice();
      bent[at]! ^= 1;
      const known = must(readBusinessAnchor(businessAnchor(business, NOW), NOW));
      const read = readMessage(bent, known, NOW2);
      if (read.ok) expect(read.value.xml).toBe(list);
    }
  });
  it("loses its files with its holding, and gets no AS0 in their place", async () => {
    const gone = must(
      await w.publish([holding("QN", ["192.0.2.128/25"])], payload(["192.0.2.128/25 2"]), NOW2 + 100),
    );
    expect([...vrps(gone.checked.vrps)].map((v) => v.asn)).toEqual([2]);
    expect(gone.checked.problems).toEqual([]);
    expect(must(readRegister(w.folder)).holdings.map((h) => h.party)).toEqual(["QN"]);
    const list = `<message xmlns="${UPDOWN}" version="1" sender="bob" recipient="comity" type="list"/>`;
    expect(must(parseXml(await ask("up-down", list, NOW2 + 110))).children).toEqual([]);
    const csr = toBase64(certificateRequest(ca, { repository: base, manifest: `${base}x.mft` }));
    const issueXml = `<message xmlns="${UPDOWN}" version="1" sender="bob" recipient="comity" type="issue"><request class_name="0">${csr}</request></message>`;
    expect(await ask("up-down", issueXml, NOW2 + 120)).toContain("<status>1202");
    expect(vrpCount(must(checkFolder(w.folder, NOW2 + 120)).vrps)).toBe(1);
  });
  it("is answered over HTTP", async () => {
    const running = must(
      await serveRepository(w.folder, { host: "127.0.0.1", port: 0, now: () => NOW2 + 130 }),
    );
    const post = (party: string, body: Uint8Array) =>
      fetch(`http://127.0.0.1:${running.port}/own/${party}/publication`, {
        method: "POST",
        body: Buffer.from(body),
      });
    const xml = `<msg xmlns="${PUBLICATION}" version="4" type="query"><list/></msg>`;
    const good = await post("QM", await signedMessage(business, xml, 99n, NOW2 + 130));
    expect([good.status, good.headers.get("content-type")]).toEqual([200, "application/rpki-publication"]);
    expect(must(readMessage(new Uint8Array(await good.arrayBuffer()), ourAnchor, NOW2 + 130)).xml).toContain(
      "<list ",
    );
    expect((await post("QM", Uint8Array.of(1, 2, 3))).status).toBe(400);
    expect((await post("XX", Uint8Array.of(1))).status).toBe(404);
    await bounded(running.port);
    expect((await fetch(`http://127.0.0.1:${running.port}/own/QM/publication`)).status).toBe(405);
    await running.stop();
    expect(readFileSync(join(w.folder, "own", "QM.json"), "utf8")).toContain("comity/rpki-own-key/v1");
  });
});

/** Statuses of requests whose body never comes in full: what is answered before, or "waits". */
async function bounded(port: number): Promise<void> {
  const sockets: Socket[] = [];
  const begin = (party: string, length: number): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect(port, "127.0.0.1");
      sockets.push(socket);
      socket.on("error", () => resolve("broken"));
      socket.on("data", (bytes) => resolve(bytes.toString("latin1").slice(9, 12)));
      socket.write(
        `POST /own/${party}/publication HTTP/1.1\r\nhost: x\r\ncontent-length: ${length}\r\n\r\nx`,
      );
      setTimeout(() => resolve("waits"), 300);
    });
  expect(await begin("nobody", 1_000_000)).toBe("404");
  expect(await begin("QM", 33 * 1024 * 1024)).toBe("413");
  expect(await Promise.all([1, 2, 3, 4].map(() => begin("QM", 1_000_000)))).toEqual(Array(4).fill("waits"));
  expect(await begin("QM", 1_000_000)).toBe("503");
  for (const socket of sockets.splice(0)) socket.destroy();
  await expect.poll(() => begin("QM", 1_000_000)).toBe("waits");
  for (const socket of sockets.splice(0)) socket.destroy();
  const many = Array.from({ length: 260 }, () => connect(port, "127.0.0.1").on("error", () => {}));
  await expect
    .poll(() => many.filter(({ destroyed }) => destroyed).length, { timeout: 3000 })
    .toBeGreaterThanOrEqual(3);
  expect(many.filter(({ destroyed }) => destroyed).length).toBeLessThan(10);
  for (const socket of many) socket.destroy();
  await expect.poll(() => begin("QM", 1_000_000)).toBe("waits");
  for (const socket of sockets) socket.destroy();
}

describe("foreign XML", () => {
  it("is read with attributes, namespaces, entities and comments", () => {
    const read = must(
      parseXml(
        `\uFEFF<?xml version='1.0'?><!-- x --><a xmlns="n" b='1 &lt; "2"'>t<p:c xmlns:p="m"/>u&amp;</a>\n`,
      ),
    );
    expect(read).toMatchObject({
      name: "a",
      namespace: "n",
      text: "tu&",
      children: [{ name: "c", namespace: "m" }],
    });
    expect(read.attributes.get("b")).toBe('1 < "2"');
  });
  it.each([
    '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    "<a>&#65;</a>",
    "<a>&x;</a>",
    "<a><![CDATA[x]]></a>",
    "<a><?pi x?></a>",
    "<a><b></a></b>",
    "<a/><a/>",
    "<a b='1' b='2'/>",
    "<a",
    "<a>",
    "x<a/>",
    "",
    "<p:a/>",
    "<a><a><a><a><a><a><a><a><a/></a></a></a></a></a></a></a></a>",
  ])("refuses %s", (text) => expect(parseXml(text)).toMatchObject({ ok: false, error: { code: "xml" } }));
  it("gives back what was written", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, value) => {
        const clean = (s: string) => s.replaceAll(/[\p{Cc}\uFEFF\uFFFE\uFFFF]/gu, "");
        const read = parseXml(
          xmlText({
            name: "a",
            attributes: { b: clean(value) },
            text: clean(text),
            children: [{ name: "c" }],
          }),
        );
        expect(must(read).attributes.get("b")).toBe(clean(value));
        expect(must(read).text.trimEnd()).toBe(clean(text).trimEnd());
      }),
    );
  });
  it("never throws", () => {
    const samples = [
      `<message xmlns="${UPDOWN}" version="1" sender="a" recipient="b" type="issue"><request class_name="0">AAAA</request></message>`,
      `<msg xmlns="${PUBLICATION}" version="4" type="query"><publish uri="rsync://x/" hash="0">AAAA</publish></msg>`,
      `<child_request xmlns="${SETUP}" version="1" child_handle="b"><child_bpki_ta>AAAA</child_bpki_ta></child_request>`,
    ];
    const pieces = fc.constantFrom(
      "<",
      ">",
      "/",
      "&",
      "'",
      '"',
      "=",
      "!",
      "--",
      "?",
      "xmlns",
      "amp;",
      "a",
      " ",
      "\u0000",
    );
    fc.assert(
      fc.property(fc.constantFrom(...samples), fc.nat(200), fc.nat(10), pieces, (sample, at, cut, piece) => {
        const bent = sample.slice(0, at) + piece + sample.slice(at + cut);
        for (const read of [parseXml, readUpDown, readPublication, readSetupRequest]) read(bent);
      }),
      { numRuns: process.env["COMITY_SOAK"] === undefined ? 500 : 200_000 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => !readMessage(bytes, bytes, NOW).ok));
  });
  it("refuses set-up requests that are none", () => {
    const request = (attributes: string, inner: string) =>
      readSetupRequest(`<child_request xmlns="${SETUP}" ${attributes}>${inner}</child_request>`);
    const anchor = "<child_bpki_ta>AAAA</child_bpki_ta>";
    expect(request('version="1" child_handle="Bob"', anchor)).toEqual(
      ok({ kind: "child", handle: "Bob", anchor: new Uint8Array(3) }),
    );
    for (const bad of [
      request('version="2" child_handle="Bob"', anchor),
      request('version="1"', anchor),
      request('version="1" child_handle="B&lt;"', anchor),
      request('version="1" child_handle="Bob"', ""),
      request('version="1" child_handle="Bob"', anchor + anchor),
      readSetupRequest('<child_request xmlns="x" version="1" child_handle="b"/>'),
    ])
      expect(bad).toMatchObject({ ok: false, error: { code: "rpki-setup" } });
  });
  it("applies nothing of a publication with one bad element", () => {
    const before = new Map([["a.roa", Uint8Array.of(1)]]);
    const hash = toHex(Uint8Array.from(Buffer.from(sha256Hex(Uint8Array.of(1)), "hex")));
    const done = must(
      applyPublication(before, "rsync://h/m/", [{ uri: "rsync://h/m/a.roa", tag: undefined, hash }]),
    );
    expect(done.size).toBe(0);
    expect(before.size).toBe(1);
  });
});
