// The path through a decision tree.

import type { TreeNode } from '../../wasm/bridge/protocol.gen.ts';

/** The nodes that answers lead through, from the root to a leaf; an answer that is missing counts as "no". */
export function pathOf(nodes: readonly TreeNode[], answers: readonly boolean[]): number[] {
  const path: number[] = [];
  for (let at = 0; at >= 0 && nodes[at] && path.length <= nodes.length;) {
    path.push(at);
    const node = nodes[at]!;
    at = node.feature < 0 ? -1 : answers[node.feature] ? node.yes : node.no; // below 0, any other would do
  }
  return path;
}
