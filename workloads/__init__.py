"""What tests and benchmarks both put to work: fleets, hostile input, children that are measured."""
