package train

import (
	"math"

	"pellucid/engine/model"
)

// HeadStats describes where one head looks, averaged over the rows (queries) of all given inputs that see at least two keys.
type HeadStats struct {
	Entropy  float64 `json:"entropy"`  // −Σ_j A_ij ln A_ij / ln(keys row i may see): 1 is uniform, 0 is one key
	Distance float64 `json:"distance"` // Σ_j A_ij |i−j|, tokens; in cross-attention j counts source tokens
	First    float64 `json:"first"`    // A_i0, the share on the first key
}

// headSums gathers HeadStats over several inputs.
type headSums struct {
	sum  []HeadStats // per head
	rows float64
}

// add takes one pattern [head, query, key]. In a causal pattern query i sees keys 0 … i, else all.
func (h *headSums) add(pattern model.Array, causal bool) {
	heads, queries, keys := pattern.Shape[0], pattern.Shape[1], pattern.Shape[2]
	if h.sum == nil {
		h.sum = make([]HeadStats, heads)
	}
	for head := range heads {
		for query := range queries {
			visible := keys
			if causal {
				visible = query + 1
			}
			if visible < 2 {
				continue
			}
			row := pattern.Data[(head*queries+query)*keys:][:visible]
			entropy, distance := 0.0, 0.0
			for key, weight := range row {
				if weight > 0 {
					entropy -= float64(weight) * math.Log(float64(weight))
				}
				distance += float64(weight) * math.Abs(float64(query-key))
			}
			h.sum[head].Entropy += entropy / math.Log(float64(visible))
			h.sum[head].Distance += distance
			h.sum[head].First += float64(row[0])
			if head == 0 {
				h.rows++
			}
		}
	}
}

// mean is the stats of each head.
func (h *headSums) mean() []HeadStats {
	stats := make([]HeadStats, len(h.sum))
	for i, s := range h.sum {
		if h.rows > 0 {
			stats[i] = HeadStats{round(s.Entropy / h.rows), round(s.Distance / h.rows), round(s.First / h.rows)}
		}
	}
	return stats
}

// round keeps four decimals: a history is read by people and pages.
func round(x float64) float64 { return math.Round(x*1e4) / 1e4 }
