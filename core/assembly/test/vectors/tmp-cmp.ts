import { readFileSync } from "node:fs";
import { openProof, verify, verifySubtree } from "@comity/tree";
import { fromHex, must, utf8, parseJcs } from "@comity/canon";
import { readAct, parseBlockRecord, verifyProofFile, verifyEvidence } from "@comity/assembly";
import { parseDataset } from "@comity/resources";
import { parseVkey } from "@comity/signing";
import { parsePolicy, policyKeys, parseCheckpoint } from "@comity/log";
import { canonicalResource } from "../../acts/resource.ts";
const J = (f: string) => JSON.parse(readFileSync("/tmp/blind/second/" + f, "utf8"));
const X = (h: string) => must(fromHex(h));
let n = 0, d = 0;
for (const c of J("extra-trees.json").cases) {
  n++;
  const key = { bytes: X(c.key.bytes), bits: c.key.bits };
  let r: any;
  try { r = (c.form === "8.1" ? verify : verifySubtree)(c.register, X(c.root), key, X(c.proof)); } catch (e) { r = { ok: false, error: { code: "THROW " + e } }; }
  let why = "";
  if (r.ok !== c.valid) why = `ours ${r.ok} ${r.error?.code}, theirs ${c.valid} ${c.code}`;
  else if (!r.ok && c.code && c.code !== r.error.code) why = `code ours ${r.error.code} theirs ${c.code}`;
  else if (r.ok) {
    const a = r.value.map((e: any) => c.form === "8.1" ? { bits: e.bits, values: e.values.map((v: any) => Buffer.from(v).toString("hex")) } : { bits: e.key.bits, values: e.values.map((v: any) => Buffer.from(v).toString("hex")), bytes: Buffer.from(e.key.bytes).toString("hex") });
    if (JSON.stringify(a) !== JSON.stringify(c.answer)) why = "answer " + JSON.stringify(a) + JSON.stringify(c.answer);
  }
  if (why) { d++; console.log("TREE", c.form, c.id, why); }
}
console.log("trees", n, "disagree", d);
const T = J("extra-texts.json");
const fn: any = {
  resources: (s: string) => canonicalResource(s),
  acts: (s: string) => readAct(utf8(s)),
  vkeys: (s: string) => parseVkey(s),
  policies: (s: string) => { const p = parsePolicy(utf8(s)); return p.ok ? policyKeys(p.value) : p; },
  blocks: (s: string) => parseBlockRecord(utf8(s)),
  datasets: (s: string) => parseDataset(utf8(s)),
  checkpoints: (s: string) => parseCheckpoint(utf8(s)),
};
for (const sec of Object.keys(T)) {
  let dd = 0;
  for (const c of T[sec]) {
    let r: any;
    try { r = fn[sec](c.input); } catch (e) { r = { ok: false, error: { code: "THROW " + e, detail: "" } }; }
    if (r.ok !== c.valid) { dd++; console.log(sec, c.basis, "|", c.id.slice(0, 60), "| ours", r.ok, r.error?.code, r.error?.detail, r.error?.field, "| theirs", c.valid, c.why); }
  }
  console.log(sec, T[sec].length, "disagree", dd);
}
let fd = 0; const F = J("extra-files.json").cases;
for (const c of F) {
  let ok: boolean, code: any, ans: any;
  if (c.kind === "proof") {
    const v = verifyProofFile(utf8(c.file), c.keyFile, { allowPast: c.past });
    ok = v.ok; code = v.steps.find((s) => s.code)?.code + " " + v.steps.at(-1)?.detail; ans = v.answer;
    if (ok && c.valid && c.answer) { const a = (ans as any).found.map(({ key, records }: any) => ({ bits: key.bits, records }));
      if (JSON.stringify(a) !== JSON.stringify(c.answer)) console.log("ANSWER", c.id, JSON.stringify(a), JSON.stringify(c.answer));
      if (c.validity !== (ans as any).route?.validity && c.validity !== (ans as any).route?.answer) console.log("VALIDITY", c.id, (ans as any).route, c.validity); }
    if (ok && c.valid && "outcome" in c) { const o = !(ans as any).settled ? null : (ans as any).code ?? "effective"; if (o !== c.outcome) console.log("OUTCOME", c.id, o, c.outcome); }
  } else { const v = verifyEvidence(utf8(c.file), c.keyFile); ok = v.ok; code = v.ok ? "" : v.error.code + " " + v.error.detail; }
  if (ok !== c.valid) { fd++; console.log(c.kind, c.basis, "|", c.id, "| ours", ok, code, "| theirs", c.valid, c.why); }
}
console.log("files", F.length, "disagree", fd);
