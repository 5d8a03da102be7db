package api

import (
	"encoding/json"
	"reflect"
)

// encode turns a result into JSON and the tensors it holds, in the order in which they occur.
// Nil slices become [], so that a page can always iterate.
func encode(result any) ([]byte, [][]float32, error) {
	value := reflect.New(reflect.TypeOf(result)).Elem()
	value.Set(reflect.ValueOf(result))
	var tail [][]float32
	prepareValue(value, &tail)
	head, err := json.Marshal(value.Interface())
	return head, tail, err
}

// prepareValue fills nil slices and collects the data of tensors, depth first. v is addressable.
func prepareValue(v reflect.Value, tail *[][]float32) {
	switch v.Kind() {
	case reflect.Struct:
		if tensor, ok := v.Addr().Interface().(*Tensor); ok {
			tensor.Part = len(*tail)
			*tail = append(*tail, tensor.Data)
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && v.Type().Field(i).Tag.Get("json") != "-" {
				prepareValue(v.Field(i), tail)
			}
		}
	case reflect.Slice:
		if v.IsNil() {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		}
		if hasParts(v.Type().Elem()) {
			for i := range v.Len() {
				prepareValue(v.Index(i), tail)
			}
		}
	case reflect.Pointer:
		if !v.IsNil() {
			prepareValue(v.Elem(), tail)
		}
	}
}

// hasParts is whether values of a type can hold slices or tensors.
func hasParts(t reflect.Type) bool {
	return t.Kind() == reflect.Struct || t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer
}
