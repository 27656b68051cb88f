"""The hostile class: attacks by students, run together with honest ones in a place that may be destroyed."""
