package main

// As much of Protocol Buffers' wire format as an ONNX file needs: varints, fixed 32-bit floats, and length-prefixed fields.

import (
	"encoding/binary"
	"math"
)

type message []byte

func (m *message) tag(field, kind int) { *m = binary.AppendUvarint(*m, uint64(field<<3|kind)) }

func (m *message) integer(field int, value int64) {
	m.tag(field, 0)
	*m = binary.AppendUvarint(*m, uint64(value))
}

func (m *message) float(field int, value float32) {
	m.tag(field, 5)
	*m = binary.LittleEndian.AppendUint32(*m, math.Float32bits(value))
}

func (m *message) bytes(field int, value []byte) {
	m.tag(field, 2)
	*m = binary.AppendUvarint(*m, uint64(len(value)))
	*m = append(*m, value...)
}

func (m *message) text(field int, value string) { m.bytes(field, []byte(value)) }
