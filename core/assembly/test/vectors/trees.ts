/** State trees: roots, proofs with their answers, and proofs that hold nothing; the state root over registers. */
import { REGISTERS, registerLeaf, stateRoot } from "@comity/assembly";
import { RadixTree, verify, verifySubtree, type Entry, type Key } from "@comity/tree";
import { must, utf8 } from "@comity/canon";
import { craftedCases } from "./crafted-trees.ts";
import { hex, type Case, type VectorFile } from "./shared.ts";
import { TREES } from "./tree-specs.ts";

const plain = ({ bytes, bits }: Key) => ({ bytes: hex(bytes), bits });

export function treeVectors(): VectorFile {
  const trees = Object.entries(TREES).map(([name, { register, keyBytes, key, ...spec }]) => {
    const tree = new RadixTree({ register, keyBytes });
    for (const [at, values] of spec.entries) tree.set(key(at), values.map(utf8));
    const version = tree.seal();
    const entries: Entry[] = [...tree.within({ bytes: new Uint8Array(16), bits: 0 })];
    const proofs = spec.asked.map((asked): Case => {
      const proof = tree.prove(version, key(asked));
      const answer = must(verify(register, version.hash, key(asked), proof));
      return {
        id: asked,
        valid: true,
        key: plain(key(asked)),
        proof: hex(proof),
        answer: answer.map(({ bits, values }) => ({ bits, values: values.map(hex) })),
      };
    });
    const damaged = proofs.slice(0, 4).flatMap(({ id, key: asked, proof }): Case[] => {
      const bytes = Buffer.from(String(proof), "hex");
      return [...damages(bytes)].map(([how, changed]) => {
        const verdict = verify(register, version.hash, key(id), changed);
        return {
          id: `${id}, ${how}`,
          valid: verdict.ok,
          ...(verdict.ok ? {} : { code: verdict.error.code }),
          key: asked,
          proof: hex(changed),
        };
      });
    });
    const below = spec.below.map((asked): Case => {
      const proof = tree.proveSubtree(version, key(asked));
      const answer = must(verifySubtree(register, version.hash, key(asked), proof));
      return {
        id: asked,
        valid: true,
        key: plain(key(asked)),
        proof: hex(proof),
        answer: answer.map((entry) => ({ ...plain(entry.key), values: entry.values.map(hex) })),
      };
    });
    const damagedBelow = below.flatMap(({ id, key: asked, proof }): Case[] =>
      [...damages(Buffer.from(String(proof), "hex"))].map(([how, changed]) => {
        const verdict = verifySubtree(register, version.hash, key(id), changed);
        return {
          id: `${id}, ${how}`,
          valid: verdict.ok,
          ...(verdict.ok ? {} : { code: verdict.error.code }),
          key: asked,
          proof: hex(changed),
        };
      }),
    );
    return {
      name,
      register,
      entries: entries.map((entry) => ({ ...plain(entry.key), values: entry.values.map(hex) })),
      root: hex(version.hash),
      proofs: [...proofs, ...damaged],
      below: [...below, ...damagedBelow],
    };
  });
  return {
    description:
      "State trees (FORMATS 8): entries, root, proofs of what covers a key (8.1) and of what is at or below it (8.2), all in hexadecimal. `crafted`: proofs made by hand, each with the root that its bytes compute, so that only the named rule refuses.",
    trees,
    crafted: craftedCases(),
  };
}

function* damages(proof: Uint8Array): Generator<readonly [string, Uint8Array]> {
  yield ["one byte short", proof.slice(0, -1)];
  yield ["one byte more", Uint8Array.of(...proof, 0)];
  for (const at of [0, 2, 3, 7, proof.length - 1]) {
    if (at >= proof.length) continue;
    const changed = proof.slice();
    changed[at]! ^= 1;
    yield [`bit of byte ${at}`, changed];
  }
}

export function stateRootVectors(): VectorFile {
  const roots = REGISTERS.map((_, i) => Uint8Array.from({ length: 32 }, (__, j) => i * 8 + j));
  return {
    description: "The state root over the roots of the registers, in their order (FORMATS 9).",
    registers: REGISTERS.map((name, i) => ({
      name,
      root: hex(roots[i]!),
      leaf: hex(registerLeaf(name, roots[i]!)),
    })),
    stateRoot: hex(stateRoot(roots)),
  };
}
