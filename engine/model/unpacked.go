package model

// Unpacked has the same numbers as float32. Where blocks of a few bits are taken apart in every pass, as natively, that costs more than
// the memory.
func (m *Model) Unpacked() (*Model, error) {
	tensors := map[string]*Tensor{}
	for _, spec := range m.Config.Specs() {
		t := m.Weight(spec.Name)
		if t.Blocks != nil {
			rows, cols := t.Blocks.Size()
			values := make([]float32, rows*cols)
			for i := range rows {
				t.Blocks.Row(values[i*cols:(i+1)*cols], i)
			}
			t = &Tensor{Shape: t.Shape, F32: values}
		}
		tensors[spec.Name] = t
	}
	return New(m.Config, tensors)
}
