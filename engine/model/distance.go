// Relative positions (T5, Raffel et al., arXiv:1910.10683): a learned bias for each head and bucket of distances is
// added to the scores of self-attention. Near distances have a bucket each, far ones share buckets of growing width.

package model

import "math"

// bucket is the bucket of a key at a distance (key - query). Where keys may come after the query (encoders), those
// have the upper half of the buckets.
func (c Config) bucket(distance int, causal bool) int {
	buckets, first := c.RelativeBuckets, 0
	if !causal {
		buckets /= 2
		if distance > 0 {
			first = buckets
		}
	}
	n := -distance
	if !causal && n < 0 {
		n = -n
	}
	n = max(n, 0)
	exact := buckets / 2
	if n < exact {
		return first + n
	}
	far := exact + int(math.Log(float64(n)/float64(exact))/math.Log(float64(c.RelativeReach)/float64(exact))*float64(buckets-exact))
	return first + min(far, buckets-1)
}

// eachDistance calls visit with the place of every score of a sequence and that of its bias in the table [buckets, heads].
// Distances are those of the rows' positions; cached keys stand at their place in the cache.
func (s *stream) eachDistance(c Config, span span, visit func(score, bias int)) {
	keys := span.keys()
	at := s.positions[span.start : span.start+span.rows]
	for i := range span.rows {
		for j := range keys {
			key := j
			if j >= span.past {
				key = int(at[j-span.past])
			}
			bucket := c.bucket(key-int(at[i]), s.tower.causal)
			for head := range c.Heads {
				visit((head*span.rows+i)*keys+j, bucket*c.Heads+head)
			}
		}
	}
}

// addDistances adds the biases to one sequence's scores, [head, query, key].
func (t *Trace) addDistances(s *stream, span span, scores []float32) {
	table := t.model.floats(s.tower.relative)
	s.eachDistance(t.model.Config, span, func(score, bias int) { scores[score] += table[bias] })
}

// distances adds the gradient of one sequence's scores to the table's.
func (b *back) distances(s *stream, span span, dScores, table []float32) {
	s.eachDistance(b.model.Config, span, func(score, bias int) { table[bias] += dScores[score] })
}
